"""A notebook's code cells as one program, and the splices back into its JSON.

Only the strings that hold an edited line change; every other byte of the file stays.
"""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tfcompat_ce.rewrite.syntax.source import Edit, Source, SourceError, first_error, parse, splice

Place = tuple[str | int, ...]

TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
CHARACTER = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\u[0-9a-fA-F]{4}|\\.|[\xc0-\xff][\x80-\xbf]*|.",
    re.DOTALL,
)
PYTHON_CELLS = {b"capture", b"prun", b"time", b"timeit"}
CELL_MAGIC = re.compile(rb"(?:\s*#[^\n]*\n)*\s*%%(\w*)")
ELSEWHERE = re.compile(
    rb"%%(?:python[23]?\b|pypy\b|script[^\n]*\bpython|(?:write)?file\b[^\n]*\.py\b)"
    rb"|^[ \t]*(?:\w+[ \t]*=[ \t]*)?[!%][^\n]*\bpython[\d.]*[ \t]+-c\b",
    re.MULTILINE,
)
USES_TENSORFLOW = re.compile(rb"\btensorflow\b(?!\s*==)|\btf\.")
VERSION = re.compile(rb"^[ \t]*%tensorflow_version\b[^\n]*", re.MULTILINE)
INSTALL = re.compile(
    rb"^[ \t]*[!%][^\n]*\binstall\b[^\n]*\btensorflow(?:-\w+)?['\"]?[=<~]=?[ \t]*[01]\.[^\n]*",
    re.MULTILINE,
)
# `%time x = 1` and `out = %timeit -o f()` run what follows, on one line.
RUNS = re.compile(
    rb"(?P<indent>[ \t]*)(?P<name>[A-Za-z_]\w*[ \t]*=[ \t]*)?"
    rb"%(?:timeit|time|prun)(?:[ \t]+-\w+(?:[ \t]+(?:\d+|[^\s=(]+\.\w+))?)*[ \t]+(?=\S)"
)
BROKEN = "it is no Python and was passed over: line {}"
RUNS_ELSEWHERE = "it runs elsewhere, and was not rewritten: make it a file, and rewrite that"
NO_VERSION = "there is no 1.x here any more: write `%load_ext tfcompat_ce` in its place"
NO_INSTALL = (
    "no Python of today has a package of 1.x: write "
    "`%pip install 'tfcompat-ce[tools,tensorflow]'` in its place"
)
MAGIC = re.compile(rb"[ \t]*(?=[%!?])|[^=#'\"]*[^=!<>#'\"]=[ \t]*(?=[!%])")
HELP = re.compile(rb"[ \t]*(?=[%\w.*]+\?{1,2}[ \t]*\r?\n?$)")
LEXEME = re.compile(
    rb"#[^\n]*|\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|[(\[{]|[)\]}]", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One JSON string of a cell: where its text is in the program, and where in the file."""

    start: int
    end: int
    raw_start: int  # after the opening quote
    raw_end: int  # before the closing quote
    separator: str | None  # what parts it from the next string of its list, None outside a list
    before: int | None  # the end of the string before it in its list, past the quote
    after: int | None  # the start of the string after it in its list, at the quote


@dataclass(frozen=True, slots=True)
class Remark:
    """What there is to say of a cell that is no part of the program: lines from 1."""

    cell: int
    line: int
    name: str
    message: str


def strings(data: bytes) -> Iterator[tuple[Place, int, int]]:
    """Every string value of a JSON text with its place, from quote to quote."""
    place: list[str | int] = []
    kinds: list[bytes] = []
    expects_key = False
    for token in TOKEN.finditer(data):
        text = token[0]
        if text == b"{" or text == b"[":
            kinds.append(text)
            place.append("" if text == b"{" else 0)
            expects_key = text == b"{"
        elif text == b"}" or text == b"]":
            kinds.pop()
            place.pop()
        elif text == b",":
            if kinds[-1] == b"{":
                expects_key = True
            else:
                place[-1] = int(place[-1]) + 1
        elif text == b":":
            expects_key = False
        elif text.startswith(b'"'):
            if expects_key:
                place[-1] = json.loads(text)
            else:
                yield tuple(place), token.start(), token.end()


def mask(code: bytes) -> bytes:
    """A cell with IPython's own lines made blank, byte for byte as long.

    >>> mask(b"!pip install x\\nx = 1\\n")
    b'0             \\nx = 1\\n'
    >>> mask(b"%time x = 1\\n")
    b'0;    x = 1\\n'
    """
    lines = code.splitlines(keepends=True)
    depth, quote, joined, magic = 0, b"", False, False
    for index, line in enumerate(lines):
        body = line.rstrip(b"\r\n")
        end = line[len(body) :]
        if joined and magic:
            lines[index] = b" " * len(body) + end
            joined = body.endswith(b"\\")
            continue
        found = None if depth or quote or joined else MAGIC.match(line) or HELP.match(line)
        if found is not None:
            runs = RUNS.match(body)
            if runs is not None and _is_statement(body[runs.end() :]):
                kept = runs.end("name") if runs["name"] else runs.end("indent")
                blank = b"0;".ljust(runs.end() - kept)
                lines[index] = line[:kept] + blank + line[runs.end() :]
                continue
            kept = found.end()
            lines[index] = line[:kept] + (b"0" + b" " * len(body))[: len(body) - kept] + end
            joined = magic = body.endswith(b"\\")
            continue
        magic = False
        at = 0
        while at < len(line):
            if quote:
                close = line.find(quote, at)
                while close > 0 and line[close - 1 : close] == b"\\":
                    close = line.find(quote, close + 1)
                if close < 0:
                    break
                at, quote = close + 3, b""
                continue
            lexeme = LEXEME.search(line, at)
            if lexeme is None:
                break
            at = lexeme.end()
            if lexeme[0] in (b'"""', b"'''"):
                quote = lexeme[0]
            elif lexeme[0] in (b"(", b"[", b"{"):
                depth += 1
            elif lexeme[0] in (b")", b"]", b"}"):
                depth = max(0, depth - 1)
        joined = body.endswith(b"\\") and not quote
    return b"".join(lines)


def _is_statement(code: bytes) -> bool:
    """Whether this is all of one simple statement, or more of them."""
    tree = parse(b"0;" + code)
    return not code.endswith(b"\\") and first_error(tree) is None


def cell_magic(code: bytes) -> bytes | None:
    """The name of a cell's `%%` magic, None where it has none; comments may stand before it."""
    found = CELL_MAGIC.match(code)
    return found[1] if found else None


class Notebook(Source):
    """The Python cells of a notebook (nbformat 3 and 4) as one program.

    Raises SourceError for what is no notebook.
    """

    def _decoded(self, data: bytes) -> bytes:
        self.bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        body = data[len(self.bom) :]
        self.raw = body
        self.pieces: list[Piece] = []
        self.cells: list[tuple[int, int]] = []  # where each code cell starts, and its number
        self.remarks: list[Remark] = []
        try:
            document = json.loads(body)
            python, kinds = self._kinds(document)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"cannot be parsed: no JSON: {error}") from error
        except (AttributeError, KeyError, TypeError, IndexError) as error:
            raise SourceError("cannot be parsed: no notebook") from error
        spans: dict[Place, list[tuple[int, int, bool]]] = {}
        for place, start, end in strings(body):
            for stem, listed in ((place, False), (place[:-1], True)):
                if stem in kinds:
                    spans.setdefault(stem, []).append((start, end, listed))
        code: list[bytes] = []
        at = 0
        for stem, number in kinds.items():
            texts = [self._text(body[start:end]) for start, end, _ in spans.get(stem, [])]
            cell = b"".join(texts)
            if not python:
                continue
            self._remark(number, cell)
            if (cell_magic(cell) or b"time") not in PYTHON_CELLS:
                continue
            self.cells.append((at, number))
            for index, (_, _, listed) in enumerate(spans.get(stem, [])):
                self.pieces.append(
                    self._piece(spans[stem], index, at, at + len(texts[index]), listed)
                )
                at += len(texts[index])
            code += [cell, b"\n"]
            at += 1
        return b"".join(code)

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        starts = [start for start, _ in self.cells] + [len(self.code)]
        cells = [mask(self.code[a:b]) for a, b in pairwise(starts)]
        broken: list[Remark] = []
        for index, (_, number) in enumerate(self.cells):
            if error := first_error(parse(cells[index])):
                line = cells[index].count(b"\n", 0, error.start_byte) + 1
                broken.append(Remark(number, line, "cell", BROKEN.format(line)))
                cells[index] = re.sub(rb"[^\r\n]", b" ", cells[index])
        if broken and len(broken) == len(self.cells):
            first = broken[0]
            raise SourceError(f"cannot be parsed: cell {first.cell}, line {first.line}")
        self.remarks += broken
        self.parsed = b"".join(cells)
        self.newline = "\n"

    def _remark(self, number: int, cell: bytes) -> None:
        """Say what in a cell is for a person, and is not in the program."""
        marks = [(VERSION, NO_VERSION), (INSTALL, NO_INSTALL)]
        if USES_TENSORFLOW.search(cell):
            marks.append((ELSEWHERE, RUNS_ELSEWHERE))
        for pattern, message in marks:
            for found in pattern.finditer(cell):
                line = cell.count(b"\n", 0, found.start()) + 1
                name = found[0].decode(errors="replace").strip()
                self.remarks.append(Remark(number, line, name, message))

    @staticmethod
    def _kinds(document: Any) -> tuple[bool, dict[Place, int]]:
        """Whether the notebook is Python, and where the source of each code cell is."""
        metadata = document.get("metadata", {})
        language = metadata.get("language_info", {}).get("name") or metadata.get(
            "kernelspec", {}
        ).get("language", "python")
        found: dict[Place, int] = {}
        sheets: list[tuple[Place, Any]] = [((), document)]
        if "worksheets" in document:
            sheets = [(("worksheets", i), sheet) for i, sheet in enumerate(document["worksheets"])]
        elif not isinstance(document["cells"], list):
            raise TypeError
        number = 0
        for place, sheet in sheets:
            for index, cell in enumerate(sheet.get("cells", [])):
                number += 1
                if cell["cell_type"] == "code":
                    key = "source" if "source" in cell else "input"
                    if cell.get("language", "python") == "python":
                        found[(*place, "cells", index, key)] = number
        return str(language).lower() in ("python", "ipython", "python2", "python3"), found

    @staticmethod
    def _text(literal: bytes) -> bytes:
        try:
            return str(json.loads(literal)).encode()
        except ValueError as error:
            raise SourceError(f"cannot be decoded: {error}") from error

    def _piece(
        self, spans: list[tuple[int, int, bool]], index: int, start: int, end: int, listed: bool
    ) -> Piece:
        raw_start, raw_end, _ = spans[index]
        before = spans[index - 1][1] if index else None
        after = spans[index + 1][0] if index + 1 < len(spans) else None
        separator = None
        if listed:
            if before is not None:
                separator = self.raw[before:raw_start].decode()
            elif after is not None:
                separator = self.raw[raw_end:after].decode()
            else:
                lead = self.raw[:raw_start]
                separator = "," + lead[lead.rfind(b"[") + 1 :].decode()
        return Piece(start, end, raw_start + 1, raw_end - 1, separator, before, after)

    def cell(self, offset: int) -> int:
        """The number, from 1, of the cell a byte of the program is in."""
        starts = [start for start, _ in self.cells]
        return self.cells[max(0, bisect_right(starts, offset) - 1)][1]

    def position(self, offset: int) -> tuple[int, int]:
        starts = [start for start, _ in self.cells]
        line, column = super().position(offset)
        first, _ = super().position(starts[max(0, bisect_right(starts, offset) - 1)])
        return line - first + 1, column

    def spliced(self, edits: Iterable[Edit]) -> bytes:
        raw: list[Edit] = []
        for index, piece in enumerate(self.pieces):
            local = [part for edit in edits if (part := self._within(edit, index)) is not None]
            if not local:
                continue
            gone = sum(edit.end - edit.start for edit in local) == piece.end - piece.start
            if gone and not any(edit.text for edit in local) and piece.separator is not None:
                if piece.after is not None:
                    raw.append(Edit(piece.raw_start - 1, piece.after, ""))
                    continue
                if piece.before is not None:
                    raw.append(Edit(piece.before, piece.raw_end + 1, ""))
                    continue
            places = self._raw_places(piece)
            for edit in local:
                text = self._literal(edit, piece)
                raw.append(Edit(places[edit.start], places[edit.end], text))
        return self.bom + splice(self.raw, raw)

    def _within(self, edit: Edit, index: int) -> Edit | None:
        """The part of an edit that falls into a piece, as offsets into its text."""
        piece = self.pieces[index]
        touching = [i for i, p in enumerate(self.pieces) if p.start <= edit.start <= p.end]
        home = touching[-1] if touching else None
        if home is not None and edit.start == edit.end:
            return (
                Edit(edit.start - piece.start, edit.end - piece.start, edit.text)
                if home == index
                else None
            )
        start, end = max(edit.start, piece.start), min(edit.end, piece.end)
        if start >= end:
            return None
        return Edit(
            start - piece.start, end - piece.start, edit.text if start == edit.start else ""
        )

    def _raw_places(self, piece: Piece) -> dict[int, int]:
        """For each character's offset in the text, its offset in the file."""
        places, at = {}, 0
        for found in CHARACTER.finditer(self.raw, piece.raw_start, piece.raw_end):
            places[at] = found.start()
            at += len(self._text(b'"' + found[0] + b'"'))
        places[at] = piece.raw_end
        return places

    @staticmethod
    def _literal(edit: Edit, piece: Piece) -> str:
        """An edit's text as it stands in a JSON string; a new line is a new string of the list."""
        text = json.dumps(edit.text)[1:-1]
        if piece.separator is None:
            return text
        at_end = edit.end == piece.end - piece.start
        broken = f'\\n"{piece.separator}"'
        if at_end and text.endswith("\\n"):
            return text[:-2].replace("\\n", broken) + "\\n"
        return text.replace("\\n", broken)
