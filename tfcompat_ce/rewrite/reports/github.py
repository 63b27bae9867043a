"""The report as annotations of GitHub's workflows."""

from __future__ import annotations

from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.reports.summary import said, shown
from tfcompat_ce.rewrite.rules import Action


def as_github(reports: list[FileReport], written: bool = False) -> str:
    """The report as GitHub's annotations; what is right already is not annotated."""
    kinds = {Action.MANUAL: "error", Action.REWRITTEN: "warning", Action.ADVICE: "notice"}
    lines = []
    for report in reports:
        path = _escaped(shown(report.path)).replace(":", "%3A").replace(",", "%2C")
        if report.error is not None:
            lines.append(f"::error file={path},title=tfcompat-ce::{_escaped(report.error)}")
        for finding in report.findings:
            if finding.action is Action.CORRECT:
                continue
            place = f"line={finding.line},col={finding.column},endLine={finding.end_line}"
            if finding.line == finding.end_line:
                place += f",endColumn={finding.end_column}"
            cell = "" if finding.cell is None else f"cell {finding.cell}: "
            message = _escaped(
                f"{cell}{said(finding.action, written)}: {finding.name}: {finding.message}"
            )
            title = f"tfcompat-ce {finding.code}"
            lines.append(f"::{kinds[finding.action]} file={path},{place},title={title}::{message}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
