"""What is left to a person, said on lines of text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from tfcompat_ce.rewrite.rewriter import Finding
from tfcompat_ce.rewrite.rules import Action

NAME = "tfcompat-ce"


def left(where: str, findings: Iterable[Finding], error: str = "") -> Iterator[str]:
    """A line for each finding that is left to a person, and one for what stopped the rewriter.

    >>> from tfcompat_ce.rewrite.rewriter import Finding
    >>> gone = Finding("TFC021", Action.MANUAL, "tf.contrib.gan", 2, 5, 2, 9, "gone since 2.0")
    >>> list(left("a.py", [gone]))
    ['a.py:2:5: TFC021: tf.contrib.gan: gone since 2.0']
    """
    if error:
        yield f"{where}: {error}"
    for found in findings:
        if found.action is Action.MANUAL:
            place = f"{where}:{found.line}:{found.column}"
            yield f"{place}: {found.code}: {found.name}: {found.message}"


def shown(path: str) -> str:
    """A path as seen from the working directory."""
    return path.removeprefix(os.path.join(os.getcwd(), ""))


def say(lines: Iterable[str]) -> None:
    """Print lines on standard error, each with this package's name before it."""
    for line in lines:
        print(f"{NAME}: {line}", file=sys.stderr)
    sys.stderr.flush()
