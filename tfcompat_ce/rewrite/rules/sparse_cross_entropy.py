"""TFC003: sparse_softmax_cross_entropy_with_logits changed its order.

TensorFlow 0.x took (logits, labels) by position, 1.x takes keywords only, 2.x takes (labels,
logits). With keywords it is the same on every release.
"""

from __future__ import annotations

from tfcompat_ce.rewrite.import_edits import SHIM
from tfcompat_ce.rewrite.rules.base import (
    Context,
    Outcome,
    Redirect,
    Rule,
    correct,
    manual,
    rewritten,
)
from tfcompat_ce.rewrite.rules.cross_entropies import (
    WRITE,
    is_fixed,
    judge_fixed,
    judge_two,
    read_one,
    through,
    written,
)
from tfcompat_ce.rewrite.syntax.calls import Unreadable
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.spelling import Dialect


def judge(reference: Reference, context: Context) -> Outcome:
    """What becomes of a reference to it: called, imported, or passed on."""
    if context.two(reference):
        return judge_two(reference, context)
    if is_fixed(reference, context):
        return judge_fixed(reference, context)
    redirect = context.redirect(reference)
    if reference.role is Role.IMPORT or reference.call is None:
        if context.target == "nn":
            message = "through tfcompat_ce.nn, which raises for 0.x's order"
            return rewritten(reference, message, redirect=Redirect(SHIM))
        if reference.dialect is Dialect.PRIVATE:
            return rewritten(reference, "from the public module", redirect=redirect)
        if context.era.release == 0 and reference.role is not Role.IMPORT:
            return manual(
                reference,
                "0.x takes (logits, labels), 2.x (labels, logits): see how it is called, and "
                f"{WRITE} there",
            )
        return correct(reference, "the same on every release when it is called with keywords")
    try:
        reading, dropped = read_one(reference, context)
    except Unreadable as error:
        return manual(reference, f"{error}; {WRITE}")
    edits = written(context.source, reading, dropped)
    if not edits and reference.dialect is Dialect.RELEASE:
        return correct(reference, "the same on every release")
    message = f"{through(redirect)}, with keywords, which every release takes"
    return rewritten(reference, message, edits, redirect)


RULE = Rule(
    code="TFC003",
    title="sparse_softmax_cross_entropy_with_logits of 0.x and 1.x",
    explanation=__doc__,
    before="import tensorflow as tf\ntf.nn.sparse_softmax_cross_entropy_with_logits(pred, y)",
    after=(
        "from tfcompat_ce import nn\n"
        "nn.sparse_softmax_cross_entropy_with_logits(logits=pred, labels=y)"
    ),
    judge=judge,
    functions=(family.SPARSE_CROSS_ENTROPY,),
)
