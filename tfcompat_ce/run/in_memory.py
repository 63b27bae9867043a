"""A program as it runs once it is rewritten, with every place where it is in its own file."""

from __future__ import annotations

import ast
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from types import CodeType
from typing import Any

from tfcompat_ce.rewrite.rewriter import Finding, Options, Rewritten, needed, rewrite
from tfcompat_ce.rewrite.syntax.python2 import WHAT_TO_DO, of_python_2
from tfcompat_ce.rewrite.syntax.source import LINE_END, Edit, Source, SourceError, ordered, splice
from tfcompat_ce.rewrite.usage.project import Place
from tfcompat_ce.run.numpy_syntax import as_in_numpy_1, may_concern

SHARED = Place(keeps_all=True)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The code of a program, and what there is to say about it."""

    code: CodeType
    findings: tuple[Finding, ...] = ()
    error: str = ""


def compiled(
    data: bytes, path: str, options: Options, optimize: int = -1, place: Place = SHARED
) -> Compiled:
    """The code that a file's bytes are rewritten to. What cannot be rewritten runs as it is.

    Raises SyntaxError, as Python itself does for the bytes.
    """
    source, result, error = _rewritten(data, options, place)
    findings = tuple(result.findings)
    if source is not None and result.edits:
        try:
            tree = ast.parse(splice(source.code, result.edits).decode(), path)
            put_back(tree, source.code, result.edits)
            if may_concern(data):
                tree = as_in_numpy_1(tree)
            code = compile(tree, path, "exec", dont_inherit=True, optimize=optimize)
            return Compiled(code, findings)
        except SyntaxError:
            pass  # Python's own words are about the bytes as they are
    try:
        code = _compiled(data, path, optimize)
    except SyntaxError as wrong:
        if source is not None and _is_python_2(source):
            wrong.msg += f" (this is Python 2: {WHAT_TO_DO})"
        raise
    return Compiled(code, findings, error)


def _compiled(data: bytes, path: str, optimize: int) -> CodeType:
    """The code of a program that is not rewritten."""
    if not may_concern(data):
        return compile(data, path, "exec", dont_inherit=True, optimize=optimize)
    tree: Any = compile(data, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    tree = as_in_numpy_1(tree)
    return compile(tree, path, "exec", dont_inherit=True, optimize=optimize)


def _is_python_2(source: Source) -> bool:
    try:
        source.parse()
    except SourceError:
        return False
    return of_python_2(source) is not None


def _rewritten(data: bytes, options: Options, place: Place) -> tuple[Source | None, Rewritten, str]:
    """A program and what is to become of it, or why it is left alone."""
    try:
        source = Source(data)
        if needed(source.code, options.target):
            return source, rewrite(source, options, place), ""
        return source, Rewritten(), ""
    except SourceError as trouble:
        return None, Rewritten(), str(trouble)
    except Exception as trouble:  # of ours: the program runs all the same
        error = f"left alone: {type(trouble).__name__}: {trouble}"
        return None, Rewritten(), error.replace("\n", " ")


def put_back(tree: ast.AST, before: bytes, edits: list[Edit]) -> None:
    """Give every node of a rewritten program its place in the program as it was.

    >>> tree = ast.parse("x\\ny = 1\\nz")
    >>> put_back(tree, b"x\\nz", [Edit(1, 1, "\\ny = 1")])
    >>> [node.lineno for node in tree.body]
    [1, 1, 2]
    """
    places = _Places(before, edits)
    nodes: Iterator[Any] = ast.walk(tree)
    for node in nodes:
        if "lineno" in node._attributes:
            start = places(node.lineno, node.col_offset)
            end = places(node.end_lineno or node.lineno, node.end_col_offset or 0)
            node.lineno, node.col_offset = start
            node.end_lineno, node.end_col_offset = max(start, end)


class _Places:
    """The line and column of the old text for one of the new."""

    def __init__(self, before: bytes, edits: list[Edit]) -> None:
        self._edits = ordered(edits)
        sizes = [len(edit.text.encode()) for edit in self._edits]
        self._moved = list(
            accumulate(
                (size - (e.end - e.start) for size, e in zip(sizes, self._edits, strict=True)),
                initial=0,
            )
        )
        self._starts = [e.start + m for e, m in zip(self._edits, self._moved, strict=False)]
        self._ends = [s + size for s, size in zip(self._starts, sizes, strict=True)]
        self._old = _line_starts(before)
        self._new = [*_line_starts(splice(before, edits)), sys.maxsize]

    def __call__(self, line: int, column: int) -> tuple[int, int]:
        # Inside an f-string, Python 3.10 and 3.11 give columns that are on no line.
        start, end = self._new[line - 1 : line + 1]
        past = max(0, column - (end - start))
        offset = start + column - past
        last = bisect_right(self._starts, offset)
        if last and offset < self._ends[last - 1]:
            offset = self._edits[last - 1].start
        else:
            offset -= self._moved[last]
        row = bisect_right(self._old, offset)
        return row, offset - self._old[row - 1] + past


def _line_starts(code: bytes) -> list[int]:
    return [0, *(end.end() for end in LINE_END.finditer(code))]
