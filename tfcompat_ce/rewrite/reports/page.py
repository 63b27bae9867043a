"""The migration as a page: one HTML file with nothing to fetch."""

from __future__ import annotations

import html
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib import resources

from tfcompat_ce import __version__
from tfcompat_ce.rewrite.files.project import FileReport
from tfcompat_ce.rewrite.reports.side_by_side import coloured, rows
from tfcompat_ce.rewrite.reports.summary import shown, summary
from tfcompat_ce.rewrite.rewriter import Finding
from tfcompat_ce.rewrite.rules import RULES, Action

WORDS = {
    Action.MANUAL: "left for you",
    Action.REWRITTEN: "would change",
    Action.ADVICE: "advice",
    Action.CORRECT: "right already",
}
LISTED = 16  # bars of a kind


def as_page(reports: list[FileReport], target: str) -> str:
    """The page's text. The reports are to hold their files' texts."""
    style, script = (_beside(f"page.{kind}") for kind in ("css", "js"))
    findings = [(report, finding) for report in reports for finding in report.findings]
    counts = Counter(finding.action for _, finding in findings)
    rules: dict[str, Counter[Action]] = defaultdict(Counter)
    folders: dict[str, Counter[Action]] = defaultdict(Counter)
    for report, finding in findings:
        rules[finding.code][finding.action] += 1
        folders[(os.path.dirname(shown(report.path)) or ".") + "/"][finding.action] += 1
    titles = {rule.code: rule.title for rule in RULES}
    read = summary(reports)
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>What moves to TensorFlow 2</title><style>{style}</style></head><body>",
            "<header><h1>What moves to TensorFlow 2</h1>",
            f"<p>{read['files']:,} files, {len(findings):,} findings; "
            f"<code>--target {target}</code></p>",
            f'<div class="totals">{"".join(_total(a, counts[a]) for a in WORDS)}</div></header>',
            '<section class="overview"><div><h2>By rule</h2>',
            *_bars("rule", rules, titles),
            "</div><div><h2>By folder</h2>",
            *_bars("path", folders, {}),
            "</div></section>",
            _filters(sorted(rules), titles),
            "<main>",
            *_files(reports),
            "</main>",
            '<section id="rules"><h2>The rules</h2>',
            *(_explained(code) for code in sorted(rules)),
            f"</section><footer>Made by tfcompat-ce {__version__}.</footer>",
            f"<script>{script}</script></body></html>\n",
        ]
    )


def _beside(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _total(action: Action, count: int) -> str:
    return (
        f'<button data-filter="action" data-value="{action.value}" class="{action.value}">'
        f"<strong>{count:,}</strong> {WORDS[action]}</button>"
    )


def _bars(kind: str, found: dict[str, Counter[Action]], titles: dict[str, str]) -> Iterator[str]:
    """The largest, each as long as it is large, in the order of their names."""
    largest = sorted(found, key=lambda value: -found[value].total())[:LISTED]
    for value in sorted(largest):
        share = found[value].total() / found[largest[0]].total()
        yield _bar(kind, value, found[value], titles.get(value, ""), share)


def _bar(kind: str, value: str, counts: Counter[Action], title: str, share: float) -> str:
    pieces = "".join(
        f'<i class="{action.value}" style="flex:{counts[action]}" '
        f'title="{counts[action]} {WORDS[action]}"></i>'
        for action in WORDS
        if counts[action]
    )
    name, more = html.escape(value), html.escape(title)
    return (
        f'<button class="bar" data-filter="{kind}" data-value="{name}" title="{more}">'
        f"<span>{name} <small>{more}</small></span>"
        f'<b>{counts.total():,}</b><span class="track" style="width:{share:.1%}">{pieces}</span>'
        "</button>"
    )


def _filters(codes: Iterable[str], titles: dict[str, str]) -> str:
    actions = "".join(f'<option value="{a.value}">{WORDS[a]}</option>' for a in WORDS)
    rules = "".join(f'<option value="{c}">{c} {html.escape(titles[c])}</option>' for c in codes)
    return (
        '<form id="filters"><label>Rule <select name="rule"><option value="">all</option>'
        f'{rules}</select></label><label>Action <select name="action"><option value="">all'
        f'</option>{actions}</select></label><label>Path <input name="path" type="search" '
        'placeholder="press / to type"></label><button type="reset">Show all</button>'
        '<output aria-live="polite"></output><small><kbd>j</kbd> next, <kbd>k</kbd> previous'
        "</small></form>"
    )


def _files(reports: Iterable[FileReport]) -> Iterator[str]:
    number = 0
    for report in reports:
        if report.error is None and not report.findings:
            continue
        path = html.escape(shown(report.path))
        yield f'<article data-path="{path}"><h2>{path}</h2>'
        if report.error is not None:
            yield f'<p class="error">{html.escape(report.error)}</p>'
        at: dict[tuple[int, int], list[str]] = defaultdict(list)
        right = []
        for finding in report.findings:
            number += 1
            text = _finding(finding, f"f{number}")
            if finding.action is Action.CORRECT:
                right.append(text)
            else:
                at[finding.cell or 0, finding.line].append(text)
        if at:
            yield '<table><col class="at"><col><col><tbody>'
            for row in rows(report.path, report.before, report.after, at):
                if row.before is None and row.after is None:
                    yield '<tr class="gap"><td colspan="3">&#8943;</td></tr>'
                    continue
                place = "" if row.place is None else str(row.place[1])
                if row.place is not None and row.place[0]:
                    place = f"{row.place[0]}:{place}"
                sides = "".join(_side(text, row.differs) for text in (row.before, row.after))
                differs = ' class="differs"' if row.differs else ""
                yield f"<tr{differs}><th>{place}</th>{sides}</tr>"
                if row.place in at:
                    said = "".join(at.pop(row.place))
                    yield f'<tr class="said"><td colspan="3">{said}</td></tr>'
            yield "</tbody></table>"
            yield from (text for left in at.values() for text in left)
        if right:
            yield f'<details class="right"><summary>{len(right)} right already</summary>'
            yield from right
            yield "</details>"
        yield "</article>"


def _side(text: str | None, differs: bool) -> str:
    kind = ' class="none"' if text is None and differs else ""
    return f"<td{kind}><code>{coloured(text or '')}</code></td>"


def _finding(finding: Finding, anchor: str) -> str:
    action = finding.action.value
    cell = f"cell {finding.cell}, " if finding.cell is not None else ""
    return (
        f'<div class="finding {action}" id="{anchor}" tabindex="-1" data-rule="{finding.code}" '
        f'data-action="{action}"><a href="#{anchor}" title="Link to this finding">#</a> '
        f'<a href="#{finding.code}">{finding.code}</a> <em>{WORDS[finding.action]}</em> '
        f"{cell}line {finding.line}: <code>{html.escape(finding.name)}</code>: "
        f"{html.escape(finding.message)}</div>"
    )


def _explained(code: str) -> str:
    rule = next(rule for rule in RULES if rule.code == code)
    return (
        f'<details id="{code}"><summary>{code} {html.escape(rule.title)}</summary>'
        f"<pre>{html.escape(rule.explanation.strip())}</pre></details>"
    )
