"""TFC002: softmax_cross_entropy_with_logits_v2 lost its suffix.

TensorFlow 1.5 to 1.15 have it beside the one without a label gradient; in 2.x it took that one's
name, and `_v2` is gone from `tf.nn`.
"""

from __future__ import annotations

from tfcompat_ce.rewrite.import_edits import SHIM
from tfcompat_ce.rewrite.rules.base import Context, Outcome, Rule, correct, manual, rewritten
from tfcompat_ce.rewrite.rules.cross_entropies import (
    WRITE,
    both_readings,
    through,
    with_axis,
    written,
)
from tfcompat_ce.rewrite.rules.wording import says_swapped
from tfcompat_ce.rewrite.syntax.calls import Argument, Reading, Unreadable, is_none, read
from tfcompat_ce.rewrite.syntax.source import Edit
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.spelling import Dialect

BARE = (
    "2.x has it as softmax_cross_entropy_with_logits, in 1.x another function's name, "
    "and not every use of this one is a call that is clear: write "
    "functools.partial(tf.nn.softmax_cross_entropy_with_logits, axis=-1)"
)


def judge(reference: Reference, context: Context) -> Outcome:
    """What becomes of a reference to it: the name that its target has for it."""
    if kept := keeps_it(reference, context):
        return correct(reference, f"{kept} keeps it on every release")
    to_two = context.target == "v2" or reference.dialect is Dialect.V2
    rename = family.CROSS_ENTROPY.name if to_two else None
    redirect = context.redirect(reference, rename)
    message = "2.x's name"
    if not to_two:
        message = f"{through(redirect)}, under the name that release has for it"
    if reference.call is None or reference.role is Role.IMPORT:
        if to_two and not context.only_called(reference):
            return manual(reference, BARE)
        return rewritten(reference, message, redirect=redirect)
    try:
        reading, dropped = read_call(reference, context)
    except Unreadable as error:
        return manual(reference, f"{error}; {WRITE}, and 2.x's name for it")
    # Without axis=, the new name could as well be 1.x's function, which has another gradient.
    edits = written(context.source, with_axis(reading), dropped)
    if rename and not {"dim", "axis"} & set(reading):
        message += ", with axis=, which only 2.x takes"
        end = reference.call.arguments[-1].node.end_byte
        edits += (Edit(end, end, ", axis=-1"),)
    return rewritten(reference, message, edits, redirect)


def keeps_it(reference: Reference, context: Context) -> str:
    """The module that has the name on every release, "" where it is another one."""
    if reference.dialect is Dialect.V1:
        return "compat.v1"
    stays = context.target == "nn" or not reference.name.startswith(f"{SHIM}.nn.")
    return "tfcompat_ce" if reference.dialect is Dialect.SHIM and stays else ""


def read_call(reference: Reference, context: Context) -> tuple[Reading, tuple[Argument, ...]]:
    """The arguments of a call, and those to drop. Raises Unreadable."""
    call = reference.call
    assert call is not None
    positional = call.positional
    by_sentinel = bool(positional) and is_none(positional[0])
    reading = read(call, (family.CROSS_ENTROPY if by_sentinel else family.CROSS_ENTROPY_V2).v1)
    labels, logits = reading.get("labels"), reading.get("logits")
    if (
        positional
        and labels is not None
        and logits is not None
        and says_swapped(context.source, logits.value, labels.value)
    ):
        both = both_readings(context, labels, logits)
        raise Unreadable(
            f"by position it takes labels first, but the names say the opposite: {both}"
        )
    if "dim" in reading and "axis" in reading:
        raise Unreadable("it has both `dim` and `axis`")
    if reference.role is Role.PARTIAL and positional:
        raise Unreadable("functools.partial gives it arguments by position")
    sentinel = reading.pop("_sentinel", None)
    if sentinel is not None and not is_none(sentinel):
        raise Unreadable("its `_sentinel` is not None")
    if reference.role is Role.CALL and not {"labels", "logits"} <= set(reading):
        raise Unreadable("it does not have both `labels` and `logits`")
    return reading, (sentinel,) if sentinel is not None else ()


RULE = Rule(
    code="TFC002",
    title="softmax_cross_entropy_with_logits_v2",
    explanation=__doc__,
    before="import tensorflow as tf\ntf.nn.softmax_cross_entropy_with_logits_v2(None, y, pred, 1)",
    after=(
        "from tfcompat_ce import nn\n"
        "nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=pred, axis=1)"
    ),
    judge=judge,
    functions=(family.CROSS_ENTROPY_V2,),
)
