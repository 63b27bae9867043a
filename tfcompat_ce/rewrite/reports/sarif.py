"""The report as SARIF 2.1.0."""

from __future__ import annotations

import json
import os
from typing import Any

from tfcompat_ce import __version__
from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.reports.summary import said
from tfcompat_ce.rewrite.rules import RULES, Action

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Action.MANUAL: "error",
    Action.REWRITTEN: "warning",
    Action.ADVICE: "note",
    Action.CORRECT: "none",
}


def as_sarif(reports: list[FileReport], written: bool = False) -> str:
    """The report as a SARIF 2.1.0 log."""
    from urllib.parse import quote

    rules = [
        {
            "id": rule.code,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.explanation.strip()},
        }
        for rule in RULES
    ]
    results, notifications = [], []
    for report in reports:
        location = {
            "artifactLocation": {"uri": quote(os.fsencode(report.path.replace(os.sep, "/")))}
        }
        if report.error is not None:
            notifications.append(
                {
                    "level": "error",
                    "message": {"text": report.error},
                    "locations": [{"physicalLocation": location}],
                }
            )
        for finding in report.findings:
            region = {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endLine": finding.end_line,
                "endColumn": finding.end_column,
            }
            result: dict[str, Any] = {
                "ruleId": finding.code,
                "level": LEVELS[finding.action],
                "kind": "pass" if finding.action is Action.CORRECT else "fail",
                "message": {"text": f"{finding.name}: {finding.message}"},
                "locations": [{"physicalLocation": {**location, "region": region}}],
                "properties": {"action": said(finding.action, written)},
            }
            if finding.cell is not None:
                result["properties"]["cell"] = finding.cell
            results.append(result)
    run = {
        "tool": {"driver": {"name": "tfcompat-ce", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)
