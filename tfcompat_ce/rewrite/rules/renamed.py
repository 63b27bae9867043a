"""TFC023: a name of 0.x, which 1.0 gave another one.

TensorFlow 1.0 took names out of `tf` (`tf.mul`, `tf.pack`, `tf.merge_all_summaries`), and moved
others (`tf.nn.rnn`, `tf.train.SummaryWriter`). With the new name, and with keywords where the
arguments are in another order, the call is right on every release from 1.0 on.

Source: https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md
"""

from __future__ import annotations

from collections.abc import Iterator

from tfcompat_ce.api.renamed import AT_HOME, MODULES, RENAMED, Renamed, new_name
from tfcompat_ce.api.symbols import LAST_OF_0, LAST_OF_1, V1, by_position, find
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, manual, with_another_way
from tfcompat_ce.rewrite.rules.signatures import translated
from tfcompat_ce.rewrite.syntax.calls import Unreadable
from tfcompat_ce.rewrite.syntax.source import Edit
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.program import Program


def survey(program: Program) -> Iterator[Outcome]:
    """Each use of a name of 0.x that 1.x has under another one."""
    for use in program.finder.uses(_is_another):
        new = new_name(use.api_name)
        if not new or use.role is Role.TARGET or not program.is_in_namespace(use):
            continue
        if use.is_alias and use.role is not Role.CALL:
            continue
        found = _judge(program, use, new)
        if found is not None:
            yield with_another_way(program, use, found)


def _is_another(name: str) -> bool:
    return name in RENAMED or (name in MODULES and not name.startswith(AT_HOME))


def _judge(program: Program, use: Reference, new: str) -> Outcome | None:
    message = f"tf.{new} since 1.0"
    left = manual(use, message)
    tail = None
    if not use.is_alias:
        tail = _tail(use, new)
        if tail is None:
            return left
    edits: list[Edit] = []
    row = RENAMED.get(use.api_name)
    if use.call is not None and row is not None:
        if use.role is Role.PARTIAL and use.call.positional:
            return left
        try:
            edits += arguments(use, row, new)
        except Unreadable as error:
            return manual(use, f"{message}; {error}")
    call = use.call.node if use.call is not None and edits else None
    if tail is not None:
        edits.append(tail)
    if not edits:
        return None
    return Outcome(use.node, use.name, Action.REWRITTEN, message, tuple(edits), call)


def arguments(use: Reference, row: Renamed, new: str) -> list[Edit]:
    """The edits of the arguments. Raises Unreadable."""
    symbol = find(new, V1)
    takes = symbol.parameters(LAST_OF_1) if symbol is not None else None
    assert use.call is not None
    if takes is None:
        return []
    return translated(use.call, old_order(use.api_name, row), takes, row.parameters)


def old_order(name: str, row: Renamed) -> tuple[str, ...]:
    """What a function of 0.x took by position: what 1.0 takes, if 0.12 had it no more.

    >>> old_order("select", RENAMED["select"]), old_order("inv", RENAMED["inv"])
    (('condition', 't', 'e', 'name'), ('x', 'name'))
    """
    for of, release in (
        (name, LAST_OF_0),
        (row.name, LAST_OF_0),
        (row.name, (1, 0)),
        (row.name, (1, 2)),
    ):
        symbol = find(of, V1)
        takes = symbol.parameters(release) if symbol is not None else None
        if row.order or takes:
            return row.order or by_position(takes or ())
    return ()


def _tail(use: Reference, new: str) -> Edit | None:
    """The end of a dotted name as it is to be, None where it is written another way."""
    old_parts, new_parts = use.api_name.split("."), new.split(".")
    shared = 0
    while old_parts[shared : shared + 1] == new_parts[shared : shared + 1] != []:
        shared += 1
    node = use.node
    if use.role is Role.IMPORT:
        is_item = use.path[-2].type in ("aliased_import", "import_from_statement")
        if not is_item or shared != len(old_parts) - 1 or len(new_parts) != len(old_parts):
            return None
        local = "" if use.path[-2].type == "aliased_import" else f" as {old_parts[-1]}"
        return Edit(node.start_byte, node.end_byte, new_parts[-1] + local)
    start = None
    for _ in old_parts[shared:]:
        attribute = node.child_by_field_name("attribute") if node.type == "attribute" else None
        inner = node.child_by_field_name("object") if attribute is not None else None
        if attribute is None or inner is None:
            return None
        start, node = attribute.start_byte, inner
    if start is None:
        return None
    return Edit(start, use.node.end_byte, ".".join(new_parts[shared:]))


RULE = Rule(
    code="TFC023",
    title="a name of 0.x that 1.0 changed",
    explanation=__doc__,
    before="import tfcompat_ce.v1 as tf\ny = tf.pack([tf.mul(a, b), c])",
    after="import tfcompat_ce.v1 as tf\ny = tf.stack([tf.multiply(a, b), c])",
    survey=survey,
)
