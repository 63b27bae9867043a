"""Statements that come and go as lines of a file."""

from __future__ import annotations

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.calls import removal
from tfcompat_ce.rewrite.syntax.source import LINE_END, Edit, Source, parts

IMPORTS = {"import_statement", "import_from_statement", "future_import_statement"}


def without_item(source: Source, node: Node) -> list[Edit]:
    """Take an item out of a list, and its line with it where it has one of its own."""
    edits = list(removal(source, node))
    start, end = edits[0].start, edits[-1].end
    code = source.code
    line = code.rfind(b"\n", 0, start) + 1
    rest = LINE_END.search(code, end)
    if (
        len(edits) == 1
        and rest
        and not code[line:start].strip()
        and not code[end : rest.start()].strip()
    ):
        edits = [Edit(line, rest.end(), "")]
    return edits


def before(source: Source, statement: Node, text: str) -> Edit:
    """Put a statement before another one."""
    start = statement.start_byte
    indent = source.code[source.line_at(start)[0] : start]
    end = "; " if indent.strip() else source.newline + indent.decode()
    return Edit(start, start, text + end)


def line_end(source: Source, statement: Node) -> int:
    """Where the line ends on which a statement and what stands beside it end."""
    last, following = statement, statement.next_sibling
    while following is not None and following.start_point.row == last.end_point.row:
        last, following = following, following.next_sibling
    found = LINE_END.search(source.code, last.end_byte)
    return found.start() if found else len(source.code)


def without(source: Source, statement: Node) -> Edit:
    """Take a statement away, and its line where nothing else stands on it."""
    code = source.code
    start, end = statement.start_byte, statement.end_byte
    line = source.line_at(start)[0]
    found = LINE_END.search(code, end)
    stop, after = (found.start(), found.end()) if found else (len(code), len(code))
    left, rest = code[line:start], code[end:stop]
    if not left.strip() and not rest.strip():
        start, end = line, after
    elif rest.lstrip().startswith(b";"):
        end = stop - len(rest.lstrip()[1:].lstrip())
    elif left.rstrip().endswith(b";"):
        start = line + len(left.rstrip()[:-1].rstrip())
    return Edit(start, end, "")


def at_head(source: Source, lines: str) -> Edit:
    """Put lines after the docstring and the `__future__` imports."""
    root, newline = source.tree.root_node, source.newline
    last: Node | None = None
    following: Node | None = None
    for index, statement in enumerate(parts(root)):
        first = statement.named_children[:1]
        docstring = (
            index == 0
            and statement.type == "expression_statement"
            and bool(first)
            and first[0].type in ("string", "concatenated_string")
        )
        if not docstring and statement.type != "future_import_statement":
            following = statement
            break
        last = statement
    if following is not None and (last is None or following.start_point.row > last.end_point.row):
        at = following.start_byte
        blank = "" if following.type in IMPORTS else newline
        return Edit(at, at, lines + newline + blank)
    if last is None:
        return Edit(0, 0, lines + newline)
    end = line_end(source, last)
    return Edit(end, end, newline + lines)
