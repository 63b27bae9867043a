"""Move legacy TensorFlow code: find what changed its meaning, rewrite it, report the rest.

For bots and editors, `rewrite_text` does for a text what the command does for files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tfcompat_ce.rewrite.files.project import Task, rewrite_bytes
from tfcompat_ce.rewrite.rewriter import Finding, Options, Origin
from tfcompat_ce.rewrite.rules import Action
from tfcompat_ce.rewrite.syntax.source import SourceError, declared_encoding
from tfcompat_ce.rewrite.usage.family import Target

__all__ = ["Action", "Finding", "Result", "SourceError", "rewrite_text"]


@dataclass(frozen=True, slots=True)
class Result:
    """A program after the rewriter, and what there is to say about it."""

    text: str
    findings: tuple[Finding, ...]


def rewrite_text(
    text: str,
    target: Target = "nn",
    origin: Origin = "auto",
    *,
    lowest: str = "1.15",
    filename: str = "<text>",
    select: Sequence[str] = ("TFC",),
    ignore: Sequence[str] = (),
    fix_advice: bool = False,
) -> Result:
    """Rewrite a program, as `tfcompat-ce rewrite` does. No file is read, and none is written.

    Args:
      text: The program. Python 2 can be read, too.
      target: Where to: `nn`, `v1` or `v2`, as `--target`.
      origin: The TensorFlow it was written for: `auto`, `0`, `1` or `2`, as `--from`.
      lowest: With `v2`, the first release the result is to run on: 1.15, or one of 2.x.
      filename: Its name. One that ends in `.ipynb` says that the text is a notebook.
      select: Only these rules, by the beginnings of their codes.
      ignore: Not these rules.
      fix_advice: Whether to fuse a cross-entropy that is written by hand.

    Returns:
      The new text, and the findings in the order of their places. Lines and columns are those of
      the text that was given, from 1, columns in characters. A finding whose action is
      `Action.MANUAL` is left to a person.

    Raises:
      SourceError: The text is not Python, or no notebook. The message is one line.

    >>> old = "import tensorflow as tf\\np = tf.nn.softmax(x, dim=0)\\n"
    >>> result = rewrite_text(old, target="v2", origin="1", select=["TFC004"])
    >>> print(result.text, end="")
    import tensorflow as tf
    p = tf.nn.softmax(x, axis=0)
    >>> [(found.line, found.code, found.action.value) for found in result.findings]
    [(2, 'TFC004', 'rewritten')]
    """
    options = Options(
        target=target,
        origin=origin,
        lowest=lowest,
        select=tuple(select),
        ignore=tuple(ignore),
        fix_advice=fix_advice,
    )
    try:
        encoding = declared_encoding(text.encode())
        data = text.encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise SourceError(f"cannot be encoded: {error}") from error
    report, new = rewrite_bytes(filename, data, Task(options))
    if report.error is not None:
        raise SourceError(report.error)
    return Result(new.decode(encoding), tuple(report.findings))
