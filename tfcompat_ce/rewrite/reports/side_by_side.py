"""Two texts side by side: the lines that differ, those that are spoken of, and some around them."""

from __future__ import annotations

import html
import json
import keyword
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 2  # lines shown on either side of what is shown
FARTHEST, ALIKE = 20, 0.6  # lines to look ahead for one that is like another
Place = tuple[int, int]
"""A cell of a notebook, 0 where there are none, and a line; from 1."""
TOKEN = re.compile(
    r"(?P<c>#.*)|(?P<s>[rbuf]*(?:'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"))"
    rf"|(?P<k>\b(?:{'|'.join(keyword.kwlist)})\b)|(?P<n>\b\d[\w.]*)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line before and after, None where there is none on that side."""

    place: Place | None
    before: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        return self.before != self.after


def rows(path: str, before: bytes, after: bytes, spoken_of: Container[Place]) -> Iterator[Row]:
    """The rows to show; a row of nothing where some are left out.

    >>> [row.after for row in rows("a.py", b"x\\ny = 1", b"x\\ny = 2", ())]
    ['x', 'y = 2']
    """
    every = list(_aligned(_lines(path, before), _lines(path, after)))
    shown: set[int] = set()
    for at, row in enumerate(every):
        if row.differs or row.place in spoken_of:
            shown.update(range(at - AROUND, at + AROUND + 1))
    last = -1
    for at in sorted(shown & set(range(len(every)))):
        if at > last + 1:
            yield Row(None, None, None)
        yield every[at]
        last = at


def _lines(path: str, data: bytes) -> list[tuple[Place, str]]:
    if not path.endswith(".ipynb"):
        return [((0, at), line) for at, line in enumerate(_split(data.decode(errors="replace")), 1)]
    lines = []
    notebook = json.loads(data)
    sheets = notebook.get("worksheets", [notebook])  # nbformat 3 has them
    cells = [cell for sheet in sheets for cell in sheet.get("cells", ())]
    for cell, found in enumerate(cells, 1):
        if found.get("cell_type") == "code":
            source = found.get("source", found.get("input", ""))
            text = source if isinstance(source, str) else "".join(source)
            lines += [((cell, at), line) for at, line in enumerate(_split(text), 1)]
    return lines


def _split(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def _aligned(old: list[tuple[Place, str]], new: list[tuple[Place, str]]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, [t for _, t in old], [t for _, t in new], autojunk=False)
    for kind, start, end, at, stop in matcher.get_opcodes():
        for place, text in old[start:end]:
            pair = at if kind == "equal" else _like(text, new, at, stop)
            for added in range(at, at if pair is None else pair):
                yield Row(None, None, new[added][1])
            yield Row(place, text, None if pair is None else new[pair][1])
            at = at if pair is None else pair + 1
        for added in range(at, stop):
            yield Row(None, None, new[added][1])


def _like(text: str, new: list[tuple[Place, str]], start: int, stop: int) -> int | None:
    """The first of some new lines that an old one can have become."""
    for at in range(start, min(stop, start + FARTHEST)):
        if SequenceMatcher(None, text, new[at][1], autojunk=False).ratio() >= ALIKE:
            return at
    return None


def coloured(line: str) -> str:
    """A line of Python as HTML.

    >>> coloured("if x: # <")
    '<b class="k">if</b> x: <b class="c"># &lt;</b>'
    """
    parts, last = [], 0
    for found in TOKEN.finditer(line):
        parts.append(html.escape(line[last : found.start()]))
        parts.append(f'<b class="{found.lastgroup}">{html.escape(found[0])}</b>')
        last = found.end()
    return "".join(parts) + html.escape(line[last:])
