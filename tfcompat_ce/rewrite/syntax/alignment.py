"""Lines that go on inside a bracket stay aligned with what stands after it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from heapq import heappop, heappush

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import Edit, Source

OPENING = frozenset(b"([{")


def aligned(source: Source, edits: set[Edit]) -> set[Edit]:
    """What the edits are to have beside them, so that lines move with the bracket they are in.

    >>> source = Source(b"y = long.f(a,\\n           b)\\n")
    >>> source.parse()
    >>> source.spliced({Edit(4, 9, "")} | aligned(source, {Edit(4, 9, "")})).decode().split("\\n")
    ['y = f(a,', '      b)', '']
    """
    made = sorted(edits)
    shifts: dict[int, int] = {}
    rows = sorted({source.position(edit.end)[0] for edit in made if "\n" not in edit.text})
    done = 0
    while rows:
        row = heappop(rows)
        if row == done:
            continue
        done = row
        for opening, closing in _brackets(source, row):
            last = source.position(closing)[0]
            shift = _shift(source, row, opening, made, shifts.get(row, 0))
            column = opening - source.starts[row - 1]
            for inside in range(row + 1, last + 1):
                heappush(rows, inside)
                if _indent(source, inside) >= column or _ends_its_line(source, opening):
                    shifts[inside] = shift
                else:
                    shifts[inside] = 0
    return {edit for edit in _moves(source, shifts) if not _meets(edit, made)}


def _brackets(source: Source, row: int) -> Iterator[tuple[int, int]]:
    """Each bracket that is opened on a line and closed on a later one, and where it is closed."""
    start = source.starts[row - 1]
    for offset in range(start, source.line_at(start)[1]):
        if source.parsed[offset] not in OPENING:
            continue
        node = source.tree.root_node.descendant_for_byte_range(offset, offset + 1)
        if node is None or node.child_count or node.end_byte != offset + 1 or node.parent is None:
            continue
        if node.parent.end_point.row > node.start_point.row:
            yield offset, node.parent.end_byte - 1


def _shift(source: Source, row: int, opening: int, made: list[Edit], of_line: int) -> int:
    """By how much what is in a bracket moves: with the bracket, or with its line if it ends it."""
    if _ends_its_line(source, opening):
        return of_line
    start = source.starts[row - 1]
    before = made[
        bisect_left(made, Edit(start, start, "")) : bisect_left(made, Edit(opening, 0, ""))
    ]
    if any("\n" in edit.text or edit.end > opening for edit in before):
        return 0
    return of_line + sum(len(edit.text) - (edit.end - edit.start) for edit in before)


def _ends_its_line(source: Source, opening: int) -> bool:
    rest = source.code[opening + 1 : source.line_at(opening)[1]].strip()
    return not rest or rest.startswith(b"#")


def _indent(source: Source, row: int) -> int:
    """How many spaces a line starts with; -1 of one that stays: it is blank, or has tabs."""
    start = source.starts[row - 1]
    line = source.code[start : source.line_at(start)[1]]
    text = line.lstrip(b" ")
    return -1 if not text or text[:1].isspace() else len(line) - len(text)


def _moves(source: Source, shifts: dict[int, int]) -> Iterator[Edit]:
    for row, shift in shifts.items():
        indent = _indent(source, row)
        start = source.starts[row - 1]
        if shift and indent >= 0 and indent + shift >= 0 and not _in_string(source, start):
            yield Edit(start, start + indent, " " * (indent + shift))


def _in_string(source: Source, start: int) -> bool:
    """Whether a line starts inside a string."""
    node: Node | None = source.tree.root_node.descendant_for_byte_range(start, start)
    while node is not None:
        if node.type == "string" and node.start_byte < start < node.end_byte:
            return True
        node = node.parent
    return False


def _meets(edit: Edit, made: list[Edit]) -> bool:
    return any(other.start < edit.end and edit.start <= other.end for other in made)
