"""Is the rewritten program the old one but for the edits?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from tree_sitter import Point, Tree

from tfcompat_ce.rewrite.syntax.source import Edit, first_error, ordered, parse_again

Span = tuple[int, int]
Region = tuple[int, int, str]
"""Where a program may change, and the kind of node that is to be there after; "" for any."""


def unexpected_change(
    before: bytes, tree: Tree, after: bytes, edits: Iterable[Edit], regions: Iterable[Region]
) -> str | None:
    """What is wrong with `after`, None if nothing is.

    `edits` made it of `before`, and only inside `regions` of `before` may the tree be another.
    tree-sitter's own comparison is quick but coarse; what it suspects is held token by token.
    """
    shifts = ordered(edits)
    old = edited(tree, before, shifts)
    new = parse_again(after, old)
    if first_error(new) is not None:
        return "the result cannot be parsed"
    moved_to, starts = _Shift(shifts), [edit.start for edit in shifts]
    allowed = []
    spans = []
    for start, end, kind in regions:
        # What is put at the ends of a call is about the call around it.
        place = (moved_to(start, bool(kind)), moved_to(end, not kind))
        spans.append((start, end))
        allowed.append(place)
        inside = shifts[bisect_right(starts, start) - 1] if start >= starts[0] else shifts[0]
        if inside.start <= start and end <= inside.end:
            continue
        node = new.root_node.descendant_for_byte_range(*place)
        if kind and (node is None or (node.start_byte, node.end_byte, node.type) != (*place, kind)):
            return f"the result has no {kind} where one was, at byte {place[0]}"
    allowed.sort()
    lows, highs = _reaching(allowed)
    for change in old.changed_ranges(new):
        start, end = _trimmed(after, change.start_byte, change.end_byte)
        around = bisect_right(lows, start) - 1
        if start >= end or (around >= 0 and end <= highs[around]):
            continue
        if _leaves(tree, before, spans) != _leaves(new, after, allowed):
            return f"the result differs outside the edits, at byte {start}"
        return None
    return None


def edited(tree: Tree, before: bytes, edits: Iterable[Edit]) -> Tree:
    """A tree that has been told what becomes of the text `before`; the edits by their place."""
    told = tree.copy()
    at, place, point = 0, 0, Point(0, 0)
    for edit in edits:
        text = edit.text.encode()
        place += edit.start - at
        point = _moved(point, before[at : edit.start])
        old, new = _moved(point, before[edit.start : edit.end]), _moved(point, text)
        told.edit(place, place + edit.end - edit.start, place + len(text), point, old, new)
        at, place, point = edit.end, place + len(text), new
    return told


def _moved(point: Point, text: bytes) -> Point:
    """Where a text ends that starts at a point."""
    lines = text.count(b"\n")
    column = len(text) - text.rfind(b"\n") - 1 if lines else point.column + len(text)
    return Point(point.row + lines, column)


def _reaching(spans: list[Span]) -> tuple[list[int], list[int]]:
    """Where sorted spans start, and how far those that have started by then reach."""
    return [start for start, _ in spans], list(accumulate((end for _, end in spans), max))


def _leaves(tree: Tree, code: bytes, passed_over: list[Span]) -> list[tuple[str, bytes]]:
    """The tokens outside some regions, each with the kinds of node it is in."""
    starts, ends = _reaching(sorted(passed_over))
    found: list[tuple[str, bytes]] = []
    kinds: list[str] = []
    cursor = tree.walk()
    while True:
        node = cursor.node
        assert node is not None
        kinds.append(node.type)
        if node.child_count == 0:
            before = bisect_right(starts, node.start_byte) - 1
            if before < 0 or ends[before] < node.end_byte:
                found.append(("/".join(kinds), code[node.start_byte : node.end_byte]))
        if cursor.goto_first_child():
            continue
        kinds.pop()
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found
            kinds.pop()


class _Shift:
    """Where the bytes of the old text are in the new one."""

    def __init__(self, edits: list[Edit]) -> None:
        self.before = [(edit.end, edit.start) for edit in edits]
        self.moves = list(
            accumulate((len(e.text.encode()) - (e.end - e.start) for e in edits), initial=0)
        )

    def __call__(self, offset: int, after: bool) -> int:
        """The place of a byte, `after` or before what is inserted just there."""
        bound = (offset, offset) if after else (offset, offset - 1)
        return offset + self.moves[bisect_right(self.before, bound)]


def _trimmed(code: bytes, start: int, end: int) -> Span:
    """A range without the white space around it, which belongs to no statement."""
    text = code[start:end]
    return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
