"""Is a program graph code, and where is it to say so?"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.scopes import scopes
from tfcompat_ce.rewrite.rules.base import Action, Outcome
from tfcompat_ce.rewrite.syntax.lines import before, line_end
from tfcompat_ce.rewrite.syntax.source import Edit
from tfcompat_ce.rewrite.usage.graph_mode import (
    SWITCH,
    end_of_block,
    first_maker,
    first_own_import,
    is_library,
    needs_graph,
    reached_graph_code,
    starting,
    starts,
    switches_in,
)
from tfcompat_ce.rewrite.usage.program import Import, Program


def switching(program: Program) -> tuple[list[Outcome], dict[int, tuple[Import, str]]]:
    """How a program is switched to graph mode, if it is.

    Either before the import of a file of its own, which is an outcome by itself, or after imports
    of TensorFlow: these by where they are, each with the reason.
    """
    switches = {found.node.start_byte: (found, why) for found, why in to_switch(program)}
    first = before_others(program, min(switches, default=None))
    if first is None:
        return [], switches
    node, why = first
    message = f"disable_v2_behavior() before it, for graph code ({why})"
    put = put_before(program, node)
    return [Outcome(node, "tensorflow", Action.REWRITTEN, message, (put,))], {}


def to_switch(program: Program) -> Iterator[tuple[Import, str]]:
    """The imports that `disable_v2_behavior()` is to follow, each with the reason for it.

    None where the program says by itself whether it runs eagerly, or only others start it.
    """
    if program.says_by_itself or is_library(program.place):
        return
    in_functions: dict[int, tuple[Import, str]] = {}
    for use in program.uses_where(needs_graph):
        reason = f"`tf.{use.api_name}` on line {program.line(use)}"
        found = sorted(
            program.imports_of(use.path), key=lambda one: (not one.whole, one.node.start_byte)
        )
        at_top = [one for one in found if scopes(one.statement)[-1].type == "module"]
        if at_top:
            yield from _one_a_block(_whole_before(program, at_top), reason)
            return
        for one in found[:1]:
            if not switches_in(program.source, scopes(one.statement)[-1]):
                in_functions.setdefault(one.statement[-1].start_byte, (one, reason))
    yield from in_functions.values()


def before_others(program: Program, at: int | None) -> tuple[Node, str] | None:
    """The import of a file of the program's own that is to find TensorFlow switched, and why.

    `at` is where the switch is to stand else, None where this file has no graph code itself.
    """
    place, source = program.place, program.source
    if program.says_by_itself or is_library(place):
        return None
    maker = first_maker(place, source)
    if at is not None:
        if maker is not None and maker.start_byte < at:
            return maker, "what it imports makes tensors"
        return None
    reason = reached_graph_code(place)
    switched = any(True for _ in source.occurrences(SWITCH))  # in a function, as `to_switch` does
    if not reason or not starts(source) or switched:
        return None
    first = maker or first_own_import(place, source)
    return (first, reason) if first is not None else None


def put_before(program: Program, statement: Node) -> Edit:
    """The switch as two lines of their own before a statement."""
    home, newline = program.home, program.source.newline
    lines = f"import {home}{newline}{home}.{program.switches_from}{SWITCH}()"
    return before(program.source, statement, lines)


def _whole_before(program: Program, imports: list[Import]) -> list[Import]:
    """An import of the whole namespace instead of one of some names, where there is one."""
    if imports[0].whole:
        return imports
    whole = [one for one in program.here if one.whole and len(one.statement) == 2]
    return whole[:1] or imports


def _one_a_block(imports: list[Import], reason: str) -> Iterator[tuple[Import, str]]:
    seen = set()
    for one in imports:
        block = one.statement[-2].start_byte
        if block not in seen:
            seen.add(block)
            yield one, reason


def switch(program: Program, found: Import) -> Edit:
    """`tf.disable_v2_behavior()` after an import."""
    source = program.source
    owner = f"{found.whole}.{program.switches_from}" if found.whole else ""
    home = f"{program.home}.{program.switches_from}".rstrip(".")
    lines = [f"{owner}{SWITCH}()"]
    if not owner and not any(given.name == "*" for given in found.given):
        lines.insert(0, f"from {home} import {SWITCH}")
    statement = found.statement[-1]
    if len(found.statement) == 2:
        statement = end_of_block(program.place, source, statement)
    start, end = source.line_at(statement.start_byte)[0], line_end(source, statement)
    indent = source.code[start : statement.start_byte]
    following = statement.next_sibling
    beside = following is not None and following.start_point.row == statement.end_point.row
    if indent.strip() or (beside and following is not None and following.type != "comment"):
        return Edit(statement.end_byte, statement.end_byte, "; " + "; ".join(lines))
    newline = source.newline + indent.decode()
    if beside and following is not None:  # a comment
        following = following.next_sibling
    if not indent and following is not None:
        # Imports that a blank line sets off from what follows are set off from the switch.
        set_off = following.start_point.row > statement.end_point.row + 1
        lines[0] = source.newline * set_off + lines[0]
    return Edit(end, end, newline + newline.join(lines))


def graph_code_of_a_library(program: Program) -> str:
    """What to say of a file with graph code that only others start, "" where it is none."""
    if program.says_by_itself or not is_library(program.place):
        return ""
    if not any(True for _ in program.uses_where(needs_graph)):
        return ""
    assert program.place.project is not None
    shown = [
        program.place.project.shown(path, program.place.path) for path in starting(program.place)
    ]
    where = f": {', '.join(shown[:3])}" if shown else ", of which there is none here"
    return f"; graph code, and {SWITCH}() is for the programs that import it{where}"
