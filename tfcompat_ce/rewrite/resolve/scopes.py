"""Which names does a place see? Python's scopes."""

from __future__ import annotations

from itertools import pairwise

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import Path, is_field

COMPREHENSIONS = {
    "dictionary_comprehension",
    "generator_expression",
    "list_comprehension",
    "set_comprehension",
}
DEFINITIONS = {"class_definition", "function_definition", "lambda"}


def scopes(path: Path) -> list[Node]:
    """The scopes whose names the end of the path sees, the module first."""
    found = [path[0]]
    for node, child in pairwise(path):
        kind = node.type
        if kind in COMPREHENSIONS:
            first = next(part for part in node.children if part.type == "for_in_clause")
            evaluated_outside = first.child_by_field_name("right")
            inside = evaluated_outside is None or evaluated_outside not in path
        else:
            inside = kind in DEFINITIONS and is_field(node, "body", child)
        if inside:
            found.append(node)
    return found


def is_deferred(scope: Node) -> bool:
    """Whether what stands in a scope runs later than the text around it."""
    return scope.type in ("function_definition", "lambda")
