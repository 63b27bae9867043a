"""What is left to a person, said on lines of text."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, version

from tfcompat_ce.rewrite.rewriter import Finding
from tfcompat_ce.rewrite.rules import Action, legacy_keras
from tfcompat_ce.run.numpy_syntax import supplies

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
        if _is_left(found):
            place = f"{where}:{found.line}:{found.column}"
            yield f"{place}: {found.code}: {found.name}: {found.message}"


def _is_left(found: Finding) -> bool:
    if found.action is Action.MANUAL:
        return not supplies(found)
    needs_keras_2 = found.action is Action.ADVICE and found.code == legacy_keras.RULE.code
    return needs_keras_2 and has_keras_3_alone()


@functools.cache
def has_keras_3_alone() -> bool:
    """Whether Keras 3 is installed, and no Keras 2."""
    try:
        is_3 = int(version("keras").partition(".")[0]) > 2
    except PackageNotFoundError:
        return False
    return is_3 and PathFinder.find_spec("tf_keras") is None


def shown(path: str) -> str:
    """A path as seen from the working directory."""
    return path.removeprefix(os.path.join(os.getcwd(), ""))


def say(lines: Iterable[str]) -> None:
    """Print lines on standard error, each with this package's name before it."""
    for line in lines:
        print(f"{NAME}: {line}", file=sys.stderr)
    sys.stderr.flush()
