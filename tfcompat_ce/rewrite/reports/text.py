"""The report for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.reports.summary import summary
from tfcompat_ce.rewrite.rules import Action

STYLES = {
    Action.MANUAL: "bold red",
    Action.REWRITTEN: "green",
    Action.ADVICE: "yellow",
    Action.CORRECT: "dim",
}


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
