"""TFC001: softmax_cross_entropy_with_logits changed its order, its keywords and its gradient.

TensorFlow 0.x took (logits, labels) by position, 1.x takes keywords only, 2.x takes (labels,
logits) by position again and lets the gradient into the labels: tensorflow/tensorflow#34336.
"""

from __future__ import annotations

from tfcompat_ce.rewrite.import_edits import NATIVE, SHIM
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
    carries_gradient,
    is_fixed,
    judge_fixed,
    judge_two,
    read_one,
    through,
    with_axis,
    written,
)
from tfcompat_ce.rewrite.syntax.calls import Argument, Reading, Unreadable
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.spelling import Dialect


def judge(reference: Reference, context: Context) -> Outcome:
    """What becomes of a reference to it: called, imported, or passed on."""
    if context.two(reference):
        return judge_two(reference, context)
    if is_fixed(reference, context):
        return judge_fixed(reference, context)
    if reference.role is Role.IMPORT:
        return judge_import(reference, context)
    if reference.call is None:
        return judge_bare(reference, context)
    try:
        reading, dropped = read_one(reference, context)
    except Unreadable as error:
        return manual(reference, f"{error}; {WRITE}")
    return judge_call(reference, context, with_axis(reading), dropped)


def judge_call(
    reference: Reference, context: Context, reading: Reading, dropped: tuple[Argument, ...]
) -> Outcome:
    """What becomes of a call whose arguments are known."""
    labels = reading.get("labels")
    stop = labels is None or carries_gradient(context, reference, labels)
    redirect = context.redirect(reference)
    order = "; by position 0.x takes logits first" if by_old_order(reference, dropped) else ""
    edits = written(context.source, reading, dropped)
    if not stop and not edits and reference.dialect is Dialect.RELEASE:
        return correct(reference, "the same on every release: its labels carry no gradient")
    if context.target == "nn":
        message = f"{through(redirect)}, which keeps 1.x's meaning{order}"
        return rewritten(reference, message, edits, redirect)
    if labels is None:
        return manual(reference, BARE)
    if not stop:
        return rewritten(reference, f"2.x's call{order}", edits, redirect)
    message = f"2.x's call, with no gradient into the labels{order}"
    edits = written(context.source, reading, dropped, wrapped="labels")
    return rewritten(reference, message, edits, redirect, ("stop_gradient", labels.value))


def by_old_order(reference: Reference, dropped: tuple[Argument, ...]) -> bool:
    """Whether the arguments are read in the order that 0.x has."""
    return reference.call is not None and bool(reference.call.positional) and not dropped


BARE = (
    "2.x's function lets the gradient into the labels and takes other arguments: "
    "pass on tfcompat_ce.nn.softmax_cross_entropy_with_logits, or a function of your own that "
    "calls tf.stop_gradient on the labels"
)


CALLS_SAY_IT = "all its uses in this file are calls, each judged by itself"


def judge_bare(reference: Reference, context: Context) -> Outcome:
    """What becomes of the function passed on without a call."""
    if context.target == "nn":
        message = "through tfcompat_ce.nn, which keeps 1.x's meaning"
        return rewritten(reference, message, redirect=Redirect(SHIM))
    if reference.dialect is Dialect.RELEASE and context.only_called(reference):
        return correct(reference, CALLS_SAY_IT)
    return manual(reference, BARE)


def judge_import(reference: Reference, context: Context) -> Outcome:
    """What becomes of an import of the function itself."""
    if context.target == "nn":
        return judge_bare(reference, context)
    if not context.only_called(reference):
        return manual(reference, BARE)
    if reference.dialect is Dialect.PRIVATE:
        message = f"from the public module; {CALLS_SAY_IT}"
        return rewritten(reference, message, redirect=Redirect(NATIVE))
    return correct(reference, CALLS_SAY_IT)


RULE = Rule(
    code="TFC001",
    title="softmax_cross_entropy_with_logits of 0.x and 1.x",
    explanation=__doc__,
    before="import tensorflow as tf\ntf.nn.softmax_cross_entropy_with_logits(pred, y)",
    after="from tfcompat_ce import nn\nnn.softmax_cross_entropy_with_logits(logits=pred, labels=y)",
    judge=judge,
    functions=(family.CROSS_ENTROPY,),
)
