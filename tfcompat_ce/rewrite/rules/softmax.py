"""TFC004: softmax and log_softmax call `dim` `axis`.

TensorFlow 0.x to 1.4 say `dim`, 1.5 to 1.15 take both, 2.x takes `axis` only. By position, and
without either, they are the same on every release.
"""

from __future__ import annotations

from tfcompat_ce.rewrite.rules.base import Context, Outcome, Rule, correct, manual, rewritten
from tfcompat_ce.rewrite.rules.cross_entropies import is_fixed, through
from tfcompat_ce.rewrite.syntax.calls import Unreadable, keyword_edits, read
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference


def judge(reference: Reference, context: Context) -> Outcome:
    """What becomes of a reference to softmax or log_softmax."""
    call = reference.call
    if call is None:
        return correct(reference, "the same on every release when it is called without dim=")
    if is_fixed(reference, context):
        return correct(reference, "takes `dim` and `axis` on every release")
    if call.starred:
        if context.two(reference):
            return correct(reference, f"2.x code ({context.era.reason})")
        message = "its arguments are unpacked from `*` or `**`: see that `dim` is not among them"
        return manual(reference, message)
    if "dim" not in call.keywords and len(call.positional) < 4:
        return correct(reference, "the same on every release")
    try:
        reading = read(call, family.SOFTMAX.v1)
        if "axis" in reading or len(call.positional) > 3:
            raise Unreadable("it has both `dim` and `axis`")
    except Unreadable as error:
        return manual(reference, f"{error}; write axis=")
    redirect = context.redirect(reference)
    edits = tuple(keyword_edits({"axis": reading["dim"]}))
    return rewritten(reference, f"{through(redirect)}, with axis= for dim=", edits, redirect)


RULE = Rule(
    code="TFC004",
    title="softmax and log_softmax with dim=",
    explanation=__doc__,
    before="import tensorflow as tf\ntf.nn.softmax(x, dim=0)",
    after="from tfcompat_ce import nn\nnn.softmax(x, axis=0)",
    judge=judge,
    functions=(family.SOFTMAX, family.LOG_SOFTMAX),
)
