"""Write a cross-entropy by hand with the fused function."""

from __future__ import annotations

from tfcompat_ce.rewrite import api
from tfcompat_ce.rewrite.imports import Imports
from tfcompat_ce.rewrite.rules.base import Context, Fused
from tfcompat_ce.rewrite.source import Edit


def clash(one: Edit, other: Edit) -> bool:
    """Whether two edits want the same bytes."""
    return one != other and one.start < other.end and other.start < one.end


def fuse(context: Context, found: Fused, imports: Imports) -> set[Edit]:
    """The edits that put the fused function in the place of the sum by hand."""
    source = context.source
    labels, logits = source.text(found.labels), source.text(found.logits)
    edits: set[Edit] = set()
    if (
        found.softmax[-1].start_byte < found.sum[-1].start_byte
        and found.logits.type != "identifier"
    ):
        logits = _named(context, found, imports, edits)
    axis = f", axis={found.axis}" if found.axis else ""
    if context.target == "nn" and context.era.release != 2:
        function = f"{imports.shim(found.sum)}.{api.CROSS_ENTROPY_V2.name}"
    else:
        function = f"{imports.tensorflow(found.sum)}.nn.{api.CROSS_ENTROPY.name}"
        axis = axis or ", axis=-1"
    name = f", name={found.name}" if found.name else ""
    text = f"{function}(labels={labels}, logits={logits}{axis}{'' if found.summing else name})"
    if found.summing:
        text = f"{found.summing}({text}{name})"
    before = source.code[: found.minus.start_byte][-1:]
    gap = " " if before.isalnum() or before == b"_" else ""  # a if-b else c
    edits.add(Edit(found.minus.start_byte, found.minus.end_byte, gap))
    edits.add(Edit(found.sum[-1].start_byte, found.sum[-1].end_byte, text))
    return edits


def _named(context: Context, found: Fused, imports: Imports, edits: set[Edit]) -> str:
    """Give the logits of `y = softmax(...)` a name, to have them once."""
    source = context.source
    statement, assignment = found.softmax[-3:-1]
    target = assignment.child_by_field_name("left")
    assert target is not None
    stem = source.text(target)
    name = next(
        name
        for name in (f"{stem}_logits", *(f"{stem}_logits_{n}" for n in range(2, 99)))
        if imports.free(name)
    )
    start = statement.start_byte
    line = source.code.rfind(b"\n", 0, start) + 1
    indent = source.code[line:start]
    end = "; " if indent.strip() else source.newline + indent.decode()
    edits.add(Edit(start, start, f"{name} = {source.text(found.logits)}{end}"))
    edits.add(Edit(found.logits.start_byte, found.logits.end_byte, name))
    return name
