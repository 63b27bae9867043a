"""Is the rewritten program the old one but for the edits?"""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Point, Tree

from tfcompat_ce.rewrite.source import Edit, first_error, ordered, parse

Region = tuple[int, int]


def unexpected_change(
    before: bytes, tree: Tree, after: bytes, edits: Iterable[Edit], regions: Iterable[Region]
) -> str | None:
    """What is wrong with `after`, None if nothing is.

    `edits` made it of `before`, and only inside `regions` of `before` may the tree be another.
    """
    new = parse(after)
    if first_error(new) is not None:
        return "the result cannot be parsed"
    shifts = ordered(edits)
    old = tree.copy()
    moved = 0
    for edit in shifts:
        start = edit.start + moved
        size = len(edit.text.encode())
        old.edit(start, edit.end + moved, start + size, *(Point(0, 0),) * 3)
        moved += size - (edit.end - edit.start)
    allowed = [(_moved(shifts, start, False), _moved(shifts, end, True)) for start, end in regions]
    for change in old.changed_ranges(new):
        start, end = _trimmed(after, change.start_byte, change.end_byte)
        if start < end and not any(low <= start and end <= high for low, high in allowed):
            return f"the result differs outside the edits, at byte {start}"
    return None


def _moved(edits: Iterable[Edit], offset: int, after: bool) -> int:
    """Where a byte of the old text is in the new one, `after` or before what is inserted there."""
    moved = offset
    for edit in edits:
        if (
            edit.end < offset
            or (edit.end == offset and after)
            or (edit.end == offset and edit.start < offset)
        ):
            moved += len(edit.text.encode()) - (edit.end - edit.start)
    return moved


def _trimmed(code: bytes, start: int, end: int) -> Region:
    """A range without the white space around it, which belongs to no statement."""
    text = code[start:end]
    return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
