"""The report for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.reports.summary import shown, summary
from tfcompat_ce.rewrite.rules import RULES, Action

STYLES = {
    Action.MANUAL: "bold red",
    Action.REWRITTEN: "green",
    Action.ADVICE: "yellow",
    Action.CORRECT: "dim",
}


def text_lines(
    reports: Iterable[FileReport], written: bool, verbose: bool
) -> Iterator[list[tuple[str, str]]]:
    """The lines of the report for people, each as pieces of text with a style.

    What recurs in a file is said once, with its places.
    """
    for report in reports:
        path = shown(report.path)
        if report.error is not None:
            yield [(f"{path}: ", "bold"), (report.error, "bold red")]
        alike: dict[tuple[str, Action, str, str], list[str]] = {}
        for found in report.findings:
            if found.action is Action.CORRECT and not verbose:
                continue
            cell = "" if found.cell is None else f"cell {found.cell}:"
            places = alike.setdefault((found.code, found.action, found.name, found.message), [])
            places.append(f"{cell}{found.line}:{found.column}")
        for (code, action, name, message), (first, *others) in alike.items():
            yield [
                (f"{path}:{first}: ", "bold"),
                (f"{code} {_done(action, written)}: ", STYLES[action]),
                (f"{name}: {message}", ""),
                (f" (also at {', '.join(others)})" if others else "", "dim"),
            ]


def statistics(reports: Iterable[FileReport], written: bool, verbose: bool = True) -> Iterator[str]:
    """How often each rule found what."""
    counts = Counter((f.code, f.action) for report in reports for f in report.findings)
    for rule in RULES:
        parts = [
            f"{counts[rule.code, action]} {_done(action, written)}"
            for action in Action
            if counts[rule.code, action] and (verbose or action is not Action.CORRECT)
        ]
        if parts:
            yield f"  {rule.code}  {', '.join(parts)}: {rule.title}"


def _done(action: Action, written: bool) -> str:
    return "to rewrite" if action is Action.REWRITTEN and not written else action.value


def about(reports: Iterable[FileReport], target: str) -> str:
    """What the references are to: the family, or more of TensorFlow."""
    judged = {rule.code for rule in RULES if rule.judge is not None}
    found = {finding.code for report in reports for finding in report.findings}
    return "the softmax family" if target == "nn" and found <= judged else "TensorFlow"


def closing(
    reports: Iterable[FileReport], written: bool, verbose: bool, target: str = "nn"
) -> Iterator[str]:
    """What was done, and what remains to be done."""
    reports = list(reports)
    counts = summary(reports, written)
    rewritten = counts["rewritten" if written else "to_rewrite"]
    silenced = sum(report.silenced for report in reports)
    advice = sum(f.action is Action.ADVICE for report in reports for f in report.findings)
    unread = sum(report.error is not None and not report.unwritten for report in reports)
    files = _number(counts["files"] - unread, "file")
    references = rewritten + counts["manual"] + counts["correct"]
    what = about(reports, target)
    if not references and not advice and not silenced:
        yield f"{files} read, no reference to {what} found."
    else:
        yield f"{files} read, {_number(references + silenced, 'reference')} to {what}:"
        done = "rewritten" if written else "to rewrite"
        places = _number(counts["changed" if written else "would_change"], "file")
        for count, kind in (
            (rewritten, f"{done} in {places}"),
            (counts["manual"], "left for you: change each by hand, or silence it with `# noqa`"),
            (counts["correct"], "right already" + ("" if verbose else " (--verbose lists them)")),
            (silenced, "silenced by --select, --ignore or `# noqa`"),
        ):
            if count:
                yield f"  {count} {kind}"
        if advice:
            yield f"  {_number(advice, 'piece')} of advice on top"
    rules = list(statistics(reports, written, verbose))
    if len(rules) > 1:
        yield "By rule:"
        yield from rules
    if rewritten and not written:
        command = "rewrite" if target == "nn" else f"rewrite --target {target}"
        yield f"`tfcompat-ce {command}` makes the changes, with `--diff` it shows them."
    if unread:
        yield f"{_number(unread, 'file')} could not be read and stayed as found."
    if unwritten := counts["errors"] - unread:
        yield f"{_number(unwritten, 'file')} read, but could not be written."
    yield from _beyond(reports, target)


def _beyond(reports: Iterable[FileReport], target: str) -> Iterator[str]:
    """What the program needs on 2.x besides, where only a part of it is moved."""
    names: set[str] = set()
    for report in reports if target == "nn" else ():
        handled = {finding.name.partition(".")[2] for finding in report.findings}
        names |= report.gone - handled
    if names:
        yield (
            f"This program also uses {_number(len(names), 'name')} that 2.x has not "
            f"({', '.join(sorted(names)[:3])}{', ...' if len(names) > 3 else ''}): "
            "`tfcompat-ce check --target v1 .`"
        )


def taken_for(reports: Iterable[FileReport], passed_over: Counter[str]) -> Iterator[str]:
    """For which TensorFlow the files were read, and how many were passed over."""
    reports = list(reports)
    eras = Counter(report.era for report in reports if report.era is not None)
    if eras:
        parts = (f"{count} as {era}.x code" for era, count in sorted(eras.items()))
        yield f"Read {', '.join(parts)}; in the others nothing hangs on it."
    passed_over = passed_over + Counter({"`ignore-file`": sum(r.ignored for r in reports)})
    if passed_over:
        parts = (f"{count} ({why})" for why, count in sorted(passed_over.items()))
        yield f"Passed over: {', '.join(parts)}."


def _number(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
