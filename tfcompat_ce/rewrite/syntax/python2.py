"""Is a program Python 2? tree-sitter reads it, Python does not."""

from __future__ import annotations

import re

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import Source

WHAT_TO_DO = "convert it to Python 3 first, with the 2to3 of Python 3.12 or older"
MAYBE = re.compile(rb"\b(?:print|exec)\b[ \t]*[^ \t(=.,:)\r\n]|\bexcept\b[^:\n]*,|<>")
STATEMENTS = ("print_statement", "exec_statement")


def of_python_2(source: Source) -> Node | None:
    """The first place that only Python 2 has; None where there is none.

    >>> source = Source(b"try:\\n  print 'a'\\nexcept ValueError, error:\\n  pass\\n")
    >>> source.parse()
    >>> of_python_2(source).type
    'print_statement'
    """
    for found in MAYBE.finditer(source.parsed):
        node = source.tree.root_node.descendant_for_byte_range(found.start(), found.start() + 1)
        if node is None or node.parent is None:
            continue
        parent = node.parent
        if parent.type in STATEMENTS and parent.start_byte == node.start_byte:
            return parent
        if node.type == "<>" or (parent.type == "except_clause" and _has_comma(parent)):
            return node
    return None


def _has_comma(clause: Node) -> bool:
    """Whether it is `except ValueError, error`."""
    return any(child.type == "," for child in clause.children)
