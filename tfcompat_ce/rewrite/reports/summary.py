"""How many files and references became what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.rules import Action


def summary(reports: Iterable[FileReport]) -> dict[str, int]:
    """How many files and references became what."""
    counts = Counter(files=0, changed=0, rewritten=0, manual=0, correct=0, errors=0)
    for report in reports:
        counts["files"] += 1
        counts["changed"] += report.changed
        counts["errors"] += report.error is not None
        for finding in report.findings:
            if finding.action is not Action.ADVICE:
                counts[finding.action.value] += 1
    return dict(counts)
