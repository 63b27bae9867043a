"""Python 2's statements that Python 3 cannot read, as Python 3 writes them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import Edit, parse, splice


def modern(code: str) -> str:
    """The same lines for Python 3, where that is all it takes; else the code as it is.

    These are `print` as a statement, and `except` with a comma.

    >>> modern('print "a", x,')
    'print("a", x, end=" ")'
    >>> modern("try: f()\\nexcept OSError, e: print >>log, e")
    'try: f()\\nexcept OSError as e: print(e, file=log)'
    >>> modern("f(print)")
    'f(print)'
    """
    if is_python(code):
        return code
    data = code.encode()
    new = splice(data, list(_edits(parse(data).root_node))).decode()
    return new if is_python(new) else code


def is_python(code: str) -> bool:
    """Whether the Python that runs here can read this."""
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


def _edits(node: Node) -> Iterator[Edit]:
    words = [child.type for child in node.children]
    if node.type == "print_statement":
        yield from _print(node)
    elif node.type == "expression_statement" and node.text == b"print":
        yield Edit(node.end_byte, node.end_byte, "()")
    elif node.type == "except_clause" and words[2:3] == [","]:
        comma = node.children[2]
        yield Edit(comma.start_byte, comma.end_byte, " as")
    for child in node.children:
        yield from _edits(child)


def _print(node: Node) -> Iterator[Edit]:
    word, *rest = node.children
    options = []
    if rest[0].type == "chevron":
        stream = rest.pop(0).named_children[0].text or b""
        options.append(f"file={stream.decode()}")
        rest = rest[1:]
    end = node.end_byte
    if rest and rest[-1].type == ",":
        options.append('end=" "')
        end = rest.pop().start_byte
    start = rest[0].start_byte if rest else node.end_byte
    yield Edit(word.end_byte, start, "(")
    closing = "".join(f", {option}" for option in options)
    yield Edit(max(start, end), node.end_byte, (closing if rest else closing[2:]) + ")")
