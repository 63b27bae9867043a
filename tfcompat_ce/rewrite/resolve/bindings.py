"""Where does a name get a value, and which? Imports, assignments, parameters and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.scopes import COMPREHENSIONS, scopes
from tfcompat_ce.rewrite.syntax.source import Path, Source, is_field

PATTERNS = {
    "expression_list",
    "list",
    "list_pattern",
    "list_splat",
    "list_splat_pattern",
    "parenthesized_expression",
    "pattern_list",
    "tuple",
    "tuple_pattern",
}
PARAMETERS = {"parameters", "lambda_parameters"}


class Kind(Enum):
    """How a name came by its value."""

    IMPORT = auto()
    ALIAS = auto()
    EMPTY = auto()  # None, `del`, or an annotation alone: it means nothing that could be called
    OTHER = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place where a name gets a value; there is one object for each."""

    kind: Kind
    path: Path
    effect: int
    qualified: str = ""
    value: Path = ()
    parameter: bool = False
    foreign: bool = False  # made in another function, through `global` or `nonlocal`

    @property
    def at(self) -> int:
        return self.path[-1].start_byte


def made_at(source: Source, path: Path) -> tuple[list[Node], Binding] | None:
    """The scopes around a place and what it binds there, None where it binds nothing."""
    leaf, parent = path[-1], path[-2]
    if parent.type == "aliased_import" or parent.type == "dotted_name":
        return _imported(source, path)
    if parent.type in ("function_definition", "class_definition") and is_field(
        parent, "name", leaf
    ):
        return scopes(path), Binding(Kind.OTHER, path, parent.end_byte)
    index = len(path) - 2
    while path[index].type in PATTERNS:
        index -= 1
    holder, child = path[index], path[index + 1]
    around = path[: index + 2]
    match holder.type:
        case "assignment" | "augmented_assignment" if is_field(holder, "left", child):
            return scopes(path), _assigned(path, index)
        case "named_expression" if is_field(holder, "name", child):
            value = holder.child_by_field_name("value")
            visible = scopes(path)
            while visible[-1].type in COMPREHENSIONS:
                visible.pop()
            assert value is not None
            return visible, _aliased(path, (*path[: index + 1], value), holder.end_byte)
        case "for_statement" if is_field(holder, "left", child):
            right = holder.child_by_field_name("right")
            return scopes(path), Binding(Kind.OTHER, path, (right or child).end_byte)
        case "for_in_clause" if is_field(holder, "left", child):
            inner = scopes((*path[:index], holder, child))
            return inner, Binding(Kind.OTHER, path, path[index - 1].start_byte, parameter=True)
        case "as_pattern_target" | "splat_pattern" | "keyword_pattern" | "type_parameter":
            return scopes(path), Binding(Kind.OTHER, path, leaf.end_byte)
        case "as_pattern" if not is_field(holder, "alias", child) and holder.children[0] != child:
            return scopes(path), Binding(Kind.OTHER, path, leaf.end_byte)
        case "except_clause" if holder.children_by_field_name("value")[1:2] == [child]:
            return scopes(path), Binding(Kind.OTHER, path, leaf.end_byte)
        case "delete_statement":
            return scopes(path), Binding(Kind.EMPTY, path, holder.end_byte)
        case "type" if path[index - 1].type == "type_alias_statement":
            return scopes(path), Binding(Kind.OTHER, path, path[index - 1].end_byte)
    return _parameter(path, around)


def _imported(source: Source, path: Path) -> tuple[list[Node], Binding] | None:
    leaf, parent = path[-1], path[-2]
    if parent.type == "aliased_import":
        name = parent.child_by_field_name("name")
        statement = path[-3]
        if name is None or not is_field(parent, "alias", leaf):
            return None
        qualified = source.text(name)
    else:
        statement = path[-3]
        if statement.type == "case_pattern" and len(parent.children) == 1:
            return scopes(path), Binding(Kind.OTHER, path, leaf.end_byte)
        if statement.type == "keyword_pattern" and len(parent.children) == 1:
            return scopes(path), Binding(Kind.OTHER, path, leaf.end_byte)
        if not is_field(statement, "name", parent) or parent.children[0] != leaf:
            return None
        qualified = source.text(leaf)
    if statement.type == "import_from_statement":
        module = statement.child_by_field_name("module_name")
        if module is None:
            return None
        qualified = f"{source.spaceless(module)}.{qualified}"
    elif statement.type != "import_statement":
        return None
    qualified = "".join(qualified.split())
    return scopes(path), Binding(Kind.IMPORT, path, statement.end_byte, qualified)


def _assigned(path: Path, index: int) -> Binding:
    """`a = value`, `a = b = value`, `a, b = value, value`."""
    holder = path[index]
    value = holder.child_by_field_name("right")
    if holder.type == "augmented_assignment":
        return Binding(Kind.OTHER, path, holder.end_byte)
    if value is None:
        return Binding(Kind.EMPTY, path, holder.end_byte)
    around = path[: index + 1]
    while value.type == "assignment":
        around = (*around, value)
        inner = value.child_by_field_name("right")
        if inner is None:
            return Binding(Kind.OTHER, path, holder.end_byte)
        value = inner
    for pattern, child in pairwise(path[index + 1 :]):
        targets, values = pattern.named_children, value.named_children
        single = pattern.type == "parenthesized_expression" or (
            pattern.type == "tuple_pattern" and "," not in [c.type for c in pattern.children]
        )
        if single:
            continue
        paired = value.type in PATTERNS and len(targets) == len(values)
        if not paired or any("splat" in part.type for part in [*targets, *values]):
            return Binding(Kind.OTHER, path, holder.end_byte)
        around = (*around, value)
        value = values[targets.index(child)]
    return _aliased(path, (*around, value), path[index].end_byte)


def _aliased(path: Path, value: Path, effect: int, parameter: bool = False) -> Binding:
    if value[-1].type == "none":
        return Binding(Kind.OTHER if parameter else Kind.EMPTY, path, effect)
    return Binding(Kind.ALIAS, path, effect, value=value, parameter=parameter)


def _parameter(path: Path, around: Path) -> tuple[list[Node], Binding] | None:
    leaf = path[-1]
    for index in range(len(path) - 2, 0, -1):
        node, child = path[index], path[index + 1]
        if node.type in PARAMETERS:
            function = path[index - 1]
            body = function.child_by_field_name("body")
            assert body is not None
            inner = scopes((*path[:index], body))
            return inner, Binding(Kind.OTHER, path, function.start_byte, parameter=True)
        if node.type in ("default_parameter", "typed_default_parameter"):
            value = node.child_by_field_name("value")
            if not is_field(node, "name", child):
                return None
            if child == leaf and value is not None and path[index - 1].type in PARAMETERS:
                function = path[index - 2]
                body = function.child_by_field_name("body")
                assert body is not None
                inner = scopes((*path[: index - 1], body))
                effect, default = function.start_byte, (*path[: index + 1], value)
                return inner, _aliased(path, default, effect, parameter=True)
            continue
        if node.type == "typed_parameter":
            if is_field(node, "type", child):
                return None
        elif node.type not in PATTERNS and node.type != "dictionary_splat_pattern":
            return None
    return None
