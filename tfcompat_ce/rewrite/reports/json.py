"""The report as JSON."""

from __future__ import annotations

import json
from typing import Any

from tfcompat_ce import __version__
from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.reports.summary import said, shown, summary
from tfcompat_ce.rewrite.rewriter import Finding


def as_json(reports: list[FileReport], target: str, written: bool) -> str:
    """The report as one JSON object; with the diffs where they were asked for."""
    document = {
        "version": __version__,
        "target": target,
        "files": [
            {
                "path": shown(report.path),
                "changed" if written else "would_change": report.changed,
                "error": report.error,
                "findings": [_finding(finding, written) for finding in report.findings],
                **({"diff": report.diff.decode(errors="replace")} if report.diff else {}),
            }
            for report in reports
        ],
        "summary": summary(reports, written),
    }
    return json.dumps(document, indent=2)


def _finding(finding: Finding, written: bool) -> dict[str, Any]:
    return {
        "code": finding.code,
        "action": said(finding.action, written),
        "name": finding.name,
        "cell": finding.cell,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "message": finding.message,
    }
