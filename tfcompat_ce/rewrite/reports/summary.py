"""How many files and references became what, and what it is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.rules import Action


def summary(reports: Iterable[FileReport], written: bool = False) -> dict[str, int]:
    """How many files and references became what. What is not `written` only would change."""
    files, references = ("changed", "rewritten") if written else ("would_change", "to_rewrite")
    counts = Counter({"files": 0, files: 0, references: 0, "manual": 0, "correct": 0, "errors": 0})
    for report in reports:
        counts["files"] += 1
        counts[files] += report.changed
        counts["errors"] += report.error is not None
        for finding in report.findings:
            if finding.action is Action.REWRITTEN:
                counts[references] += 1
            elif finding.action is not Action.ADVICE:
                counts[finding.action.value] += 1
    return dict(counts)


def said(action: Action, written: bool) -> str:
    """What became of a reference, in a word for programs.

    >>> said(Action.REWRITTEN, written=False)
    'would change'
    """
    return "would change" if action is Action.REWRITTEN and not written else action.value


def shown(path: str) -> str:
    """A file's name that can be printed, whatever its bytes."""
    return os.fsencode(path).decode(errors="replace")
