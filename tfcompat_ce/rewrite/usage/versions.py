"""Which code runs on some releases only, as far as the tests around it say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import Path, Source, is_field, parts

TEST = re.compile(rb"(?i)version|(?<![a-z0-9])tf_?[12]|executing_eagerly|hasattr\s*\(")
ASKED = re.compile(
    rb"\b(__version__|__git_version__|VERSION|GIT_VERSION|executing_eagerly)\b"
    rb"|\b(hasattr)\s*\(\s*(?:tf|tensorflow)\b"
)
ABSENT = re.compile(rb"\b(?:AttributeError|ImportError|ModuleNotFoundError)\b")
CALLS = {
    "LooseVersion",
    "StrictVersion",
    "Version",
    "bool",
    "float",
    "int",
    "list",
    "map",
    "parse",
    "parse_version",
    "str",
    "tuple",
}
LITERALS = {"true", "false", "integer", "float", "string", "none"}
LEAVE = {"break_statement", "continue_statement", "return_statement"}
# What is asked in each, to know whether the rest of it runs.
DECIDES = {
    "boolean_operator": "left",
    "case_clause": "guard",
    "elif_clause": "condition",
    "if_statement": "condition",
    "match_statement": "subject",
    "while_statement": "condition",
}
STATEMENTS = {"block", "module", "function_definition", "class_definition"}


class VersionTests:
    """The tests of the release in one program, also those through a name or a function.

    >>> source = Source(b"NEW = tf.__version__ > '2'\\nif NEW: f()\\n")
    >>> source.parse()
    >>> VersionTests(source).around(next(source.occurrences("f")))
    True
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._names: set[str] | None = None

    def around(self, path: Path) -> bool:
        """Whether a test decides if the end of `path` runs at all."""
        for holder, child in pairwise(path):
            if holder.type in DECIDES:
                asked = holder.child_by_field_name(DECIDES[holder.type])
                if asked != child and self._asks(asked):
                    return True
            elif holder.type == "conditional_expression":
                asked = parts(holder)[1]
                if asked != child and self._asks(asked):
                    return True
            elif holder.type == "block":
                for before in holder.named_children:
                    if before.start_byte >= child.start_byte:
                        break
                    if self._leaves(before):
                        return True
        return False

    @staticmethod
    def is_tried(path: Path) -> bool:
        """Whether it stands in `try`, with an `except` for where it is not there."""
        for holder, child in pairwise(path):
            if holder.type == "try_statement" and child.type == "block":
                clauses = [part for part in holder.children if part.type == "except_clause"]
                return any(ABSENT.search(clause.text or b"") for clause in clauses)
        return False

    def _leaves(self, statement: Node) -> bool:
        """`if new: return`: what follows runs on the other releases."""
        if statement.type != "if_statement":
            return False
        conditions = statement.children_by_field_name("condition")
        bodies = statement.children_by_field_name("consequence")
        for arm in statement.children_by_field_name("alternative"):
            conditions += arm.children_by_field_name("condition")
            bodies += arm.children_by_field_name("consequence")
            bodies += arm.children_by_field_name("body")
        if not any(self._asks(condition) for condition in conditions):
            return False
        return any(body.named_children and parts(body)[-1].type in LEAVE for body in bodies)

    def _asks(self, condition: Node | None) -> bool:
        if condition is None:
            return False
        start, end = condition.start_byte, condition.end_byte
        if TEST.search(self.source.code, start, end):
            return True
        if self._names is None:
            self._names = self._find_names()
        text = self.source.text(condition)
        return bool(self._names) and not self._names.isdisjoint(re.findall(r"\w+", text))

    def _find_names(self) -> set[str]:
        """The names of variables, attributes and functions that say which release it is."""
        found: set[str] = set()
        pending: list[str] = []
        for asked in ASKED.finditer(self.source.code):
            group = asked.lastindex or 1
            path = self.source.path(asked.start(group), asked.end(group))
            pending += self._given(path)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                for path in self.source.occurrences(name):
                    pending += self._given(path)
        return found

    def _given(self, path: Path) -> Iterator[str]:
        """The names that have their value from a test at the end of `path`."""
        for index in range(len(path) - 2, -1, -1):
            holder, child = path[index], path[index + 1]
            if holder.type in STATEMENTS:
                return
            if holder.type == "call" and is_field(holder, "arguments", child):
                function = holder.child_by_field_name("function")
                name = self.source.text(function).rsplit(".", 1)[-1] if function else ""
                if name not in (*CALLS, "hasattr"):
                    return
            elif holder.type == "conditional_expression" and parts(holder)[1] == child:
                if not {parts(holder)[0].type, parts(holder)[-1].type} <= LITERALS:
                    return
            elif holder.type == "aliased_import" and is_field(holder, "name", child):
                module = path[index - 1].child_by_field_name("module_name")
                if module is not None and self.source.text(module).startswith("tensorflow"):
                    yield from self._targets(holder.child_by_field_name("alias"))
            elif holder.type == "assignment" and is_field(holder, "right", child):
                left = holder.child_by_field_name("left")
                yield from self._targets(left)
            elif holder.type == "named_expression" and is_field(holder, "value", child):
                yield from self._targets(holder.child_by_field_name("name"))
            elif holder.type == "return_statement":
                yield from self._function(path[:index])
            elif holder.type == "if_statement" and is_field(holder, "condition", child):
                yield from self._set_below(holder, path[:index])
                return

    def _set_below(self, statement: Node, path: Path) -> Iterator[str]:
        """`if tf.__version__ > "2": NEW = True`, `if ...: return True`."""
        pending = [statement]
        while pending:
            node = pending.pop()
            for part in parts(node):
                if part.type in ("block", "elif_clause", "else_clause", "expression_statement"):
                    pending.append(part)
                elif part.type == "assignment":
                    value = part.child_by_field_name("right")
                    if value is not None and value.type in LITERALS:
                        yield from self._targets(part.child_by_field_name("left"))
                elif (
                    part.type == "return_statement"
                    and {value.type for value in parts(part)} <= LITERALS
                ):
                    yield from self._function(path)

    def _targets(self, node: Node | None) -> Iterator[str]:
        if node is None:
            return
        if node.type == "identifier":
            yield self.source.text(node)
        elif node.type == "attribute":
            yield from self._targets(node.child_by_field_name("attribute"))
        elif "pattern" in node.type:
            for part in node.named_children:
                yield from self._targets(part)

    def _function(self, path: Path) -> Iterator[str]:
        for node in reversed(path):
            if node.type == "function_definition":
                yield from self._targets(node.child_by_field_name("name"))
                return
