"""The report as JSON."""

from __future__ import annotations

import json
from typing import Any

from tfcompat_ce import __version__
from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.reports.summary import summary
from tfcompat_ce.rewrite.rewriter import Finding


def as_json(reports: list[FileReport], target: str) -> str:
    """The report as one JSON object."""
    document = {
        "version": __version__,
        "target": target,
        "files": [
            {
                "path": report.path,
                "changed": report.changed,
                "error": report.error,
                "findings": [_finding(finding) for finding in report.findings],
            }
            for report in reports
        ],
        "summary": summary(reports),
    }
    return json.dumps(document, indent=2)


def _finding(finding: Finding) -> dict[str, Any]:
    document = {
        "code": finding.code,
        "action": finding.action.value,
        "name": finding.name,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "message": finding.message,
    }
    return document if finding.cell is None else {**document, "cell": finding.cell}
