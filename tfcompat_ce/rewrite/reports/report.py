"""What the commands print: text for people, JSON, SARIF and GitHub's annotations for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tfcompat_ce import __version__
from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.rewriter import Finding
from tfcompat_ce.rewrite.rules import RULES, Action

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Action.MANUAL: "error",
    Action.REWRITTEN: "warning",
    Action.ADVICE: "note",
    Action.CORRECT: "none",
}
STYLES = {
    Action.MANUAL: "bold red",
    Action.REWRITTEN: "green",
    Action.ADVICE: "yellow",
    Action.CORRECT: "dim",
}


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


def as_sarif(reports: list[FileReport]) -> str:
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
        location = {"artifactLocation": {"uri": quote(report.path.replace("\\", "/"))}}
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
                "properties": {"action": finding.action.value},
            }
            if finding.cell is not None:
                result["properties"] = {"action": finding.action.value, "cell": finding.cell}
            results.append(result)
    run = {
        "tool": {"driver": {"name": "tfcompat-ce", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def as_github(reports: list[FileReport]) -> str:
    """The report as GitHub's annotations; what is right already is not annotated."""
    kinds = {Action.MANUAL: "error", Action.REWRITTEN: "warning", Action.ADVICE: "notice"}
    lines = []
    for report in reports:
        path = _escaped(report.path).replace(":", "%3A").replace(",", "%2C")
        if report.error is not None:
            lines.append(f"::error file={path},title=tfcompat-ce::{_escaped(report.error)}")
        for finding in report.findings:
            if finding.action is Action.CORRECT:
                continue
            place = f"line={finding.line},col={finding.column},endLine={finding.end_line}"
            if finding.line == finding.end_line:
                place += f",endColumn={finding.end_column}"
            message = _escaped(f"{finding.action.value}: {finding.name}: {finding.message}")
            title = f"tfcompat-ce {finding.code}"
            lines.append(f"::{kinds[finding.action]} file={path},{place},title={title}::{message}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def text_lines(
    reports: Iterable[FileReport], written: bool, verbose: bool
) -> Iterator[list[tuple[str, str]]]:
    """The lines of the report for people, each as pieces of text with a style."""
    for report in reports:
        if report.error is not None:
            yield [(f"{report.path}: ", "bold"), (report.error, "bold red")]
        for finding in report.findings:
            if finding.action is Action.CORRECT and not verbose:
                continue
            cell = "" if finding.cell is None else f"cell {finding.cell}:"
            action = finding.action.value
            if finding.action is Action.REWRITTEN and not written:
                action = "to rewrite"
            style = STYLES[finding.action]
            yield [
                (f"{report.path}:{cell}{finding.line}:{finding.column}: ", "bold"),
                (f"{finding.code} {action}: ", style),
                (f"{finding.name}: {finding.message}", ""),
            ]


def closing(
    reports: Iterable[FileReport],
    written: bool,
    verbose: bool,
    about: str = "the softmax family",
) -> Iterator[str]:
    """What was done, and what remains to be done."""
    reports = list(reports)
    counts = summary(reports)
    silenced = sum(report.silenced for report in reports)
    advice = sum(f.action is Action.ADVICE for report in reports for f in report.findings)
    files = _number(counts["files"], "file")
    references = counts["rewritten"] + counts["manual"] + counts["correct"]
    if not references and not advice and not silenced:
        yield f"{files} read, no reference to {about} found."
    else:
        yield f"{files} read, {_number(references + silenced, 'reference')} to {about}:"
        done = "rewritten" if written else "to rewrite"
        for count, what in (
            (counts["rewritten"], f"{done} in {_number(counts['changed'], 'file')}"),
            (counts["manual"], "left for you: change each by hand, or silence it with `# noqa`"),
            (counts["correct"], "right already" + ("" if verbose else " (--verbose lists them)")),
            (silenced, "silenced by --select, --ignore or `# noqa`"),
        ):
            if count:
                yield f"  {count} {what}"
        if advice:
            yield f"  {_number(advice, 'piece')} of advice on top"
        if counts["rewritten"] and not written:
            yield "`tfcompat-ce rewrite` makes the changes, with `--diff` it shows them."
    if counts["errors"]:
        yield f"{_number(counts['errors'], 'file')} could not be read and stayed as found."


def _number(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
