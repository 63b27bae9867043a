"""Write a cross-entropy by hand with the fused function."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tree_sitter import Node

from tfcompat_ce.rewrite.import_edits import Imports
from tfcompat_ce.rewrite.rules.base import Context, Fused
from tfcompat_ce.rewrite.syntax.calls import BARE_IN_PARENTHESES
from tfcompat_ce.rewrite.syntax.lines import before
from tfcompat_ce.rewrite.syntax.source import Edit, Source, splice
from tfcompat_ce.rewrite.usage import family


@dataclass(frozen=True, slots=True)
class Named:
    """Logits that get a name before the statement they stand in, to have them once."""

    logits: Node
    statement: Node
    name: str

    def apart(self, source: Source, edits: set[Edit]) -> tuple[set[Edit], set[Edit]]:
        """The edits that move the logits, as `edits` leave them, and those of `edits` elsewhere."""
        start, end = self.logits.byte_range
        inside = {edit for edit in edits if start <= edit.start and edit.end <= end}
        moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in inside]
        text = splice(source.code[start:end], moved).decode()
        if _needs_brackets(self.logits):
            text = f"({text})"
        put = before(source, self.statement, f"{self.name} = {text}")
        return {put, Edit(start, end, self.name)}, edits - inside


def clash(one: Edit, other: Edit) -> bool:
    """Whether two edits want the same bytes."""
    return one != other and one.start < other.end and other.start < one.end


def swallows(edit: Edit, other: Edit) -> bool:
    """Whether nothing is left of what another edit is about."""
    if other.start == other.end:
        return edit.start < other.start < edit.end
    return edit.start <= other.start and other.end <= edit.end and edit != other


def left_by(fused: set[Edit], edits: Iterable[Edit]) -> set[Edit]:
    """The edits that still have something to change."""
    return {edit for edit in edits if not any(swallows(other, edit) for other in fused)}


def fuse(context: Context, found: Fused, imports: Imports) -> tuple[set[Edit], Named | None]:
    """The edits that put the fused function in the place of the sum by hand, and a new name.

    Labels and logits stay where they are, for what is to be edited inside them.
    """
    source = context.source
    total = found.sum[-1]
    edits: set[Edit] = set()
    named: Named | None = None
    values = [("labels", found.labels)]
    end = ""
    if found.softmax[-1].start_byte >= total.start_byte:
        values.append(("logits", found.logits))
    elif found.logits.type == "identifier":
        end = f", logits={source.text(found.logits)}"
    else:
        named = _named(source, found, imports)
        end = f", logits={named.name}"
    axis = f", axis={found.axis}" if found.axis else ""
    if context.target == "nn" and context.era.release != 2:
        function = f"{imports.shim(found.sum)}.{family.CROSS_ENTROPY_V2.name}"
    else:
        tensorflow = imports.tensorflow(found.sum)
        if imports.gives_v1(tensorflow, found.sum):
            function = f"{tensorflow}.nn.{family.CROSS_ENTROPY_V2.name}"
        else:
            function = f"{tensorflow}.nn.{family.CROSS_ENTROPY.name}"
            axis = axis or ", axis=-1"
    name = f", name={found.name}" if found.name else ""
    end += f"{axis}){name})" if found.summing else f"{axis}{name})"
    at, text = total.start_byte, f"{found.summing}({function}(" if found.summing else f"{function}("
    for parameter, value in sorted(values, key=lambda value: value[1].start_byte):
        edits.add(Edit(at, value.start_byte, f"{text}{parameter}="))
        at, text = value.end_byte, ", "
    edits.add(Edit(at, total.end_byte, end))
    left = source.code[: found.minus.start_byte][-1:]
    gap = " " if left.isalnum() or left == b"_" else ""  # a if-b else c
    edits.add(Edit(found.minus.start_byte, found.minus.end_byte, gap))
    return edits, named


def _named(source: Source, found: Fused, imports: Imports) -> Named:
    """A name for the logits of `y = softmax(...)`."""
    statement, assignment = found.softmax[-3:-1]
    target = assignment.child_by_field_name("left")
    assert target is not None
    stem = source.text(target)
    name = next(
        name
        for name in (f"{stem}_logits", *(f"{stem}_logits_{n}" for n in range(2, 99)))
        if imports.free(name)
    )
    return Named(found.logits, statement, name)


def _needs_brackets(node: Node) -> bool:
    """Whether an argument is no expression of its own without brackets around it."""
    arguments = node.child_by_field_name("arguments")
    last = arguments.start_point if arguments is not None else node.end_point
    return node.type in BARE_IN_PARENTHESES or last.row > node.start_point.row
