"""Which of a name's values can be in force where it is used?"""

from __future__ import annotations

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.bindings import Binding
from tfcompat_ce.rewrite.resolve.scopes import COMPREHENSIONS
from tfcompat_ce.rewrite.syntax.source import Path, is_field

LOOPS = {"for_statement", "while_statement"}
BRANCHES = {
    "boolean_operator",
    "case_clause",
    "conditional_expression",
    "elif_clause",
    "else_clause",
    "except_clause",
    "except_group_clause",
    "for_statement",
    "if_statement",
    "try_statement",
    "while_statement",
    *COMPREHENSIONS,
}


def reach(bindings: list[Binding], use: Path, at: int, scope: Node) -> list[Binding]:
    """The bindings of one scope that can be in force at a use in that same scope."""
    loops = [node for node in use[use.index(scope) :] if node.type in LOOPS]
    before = [binding for binding in bindings if binding.effect <= at and not binding.foreign]
    reaching = [
        binding
        for binding in bindings
        if binding.foreign or (binding.effect > at and any(loop in binding.path for loop in loops))
    ]
    for binding in reversed(before):
        repeated = any(loop in binding.path for loop in loops)
        if is_exclusive(binding.path, use) and not repeated:
            continue
        reaching.append(binding)
        if binding.parameter or is_certain(binding.path, use):
            break
    return reaching


def split(one: Path, other: Path) -> int:
    """The index of the last node that both paths share."""
    shared = 0
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            break
        shared = index
    return shared


def is_certain(binding: Path, use: Path) -> bool:
    """Whether whoever comes to `use` has passed `binding`, which is before it in the text."""
    shared = split(binding, use)
    below = binding[shared + 1 :]
    holder = binding[shared]
    if holder.type in ("try_statement", "if_statement", "for_statement", "while_statement"):
        if holder.type == "if_statement" and below and is_field(holder, "condition", below[0]):
            return True
        if holder.type in LOOPS and below and is_field(holder, "left", below[0]):
            return True
        return bool(below) and below[0].type == "finally_clause"
    return not any(node.type in BRANCHES for node in below)


def is_exclusive(binding: Path, use: Path) -> bool:
    """Whether the two stand in different arms of one `if` or one `match`."""
    shared = split(binding, use)
    if shared + 1 >= min(len(binding), len(use)):
        return False
    holder, left, right = binding[shared], binding[shared + 1], use[shared + 1]
    if holder.type == "if_statement":
        arms = ("block", "elif_clause", "else_clause")
        return left.type in arms and right.type in arms
    return left.type == "case_clause" and right.type == "case_clause"
