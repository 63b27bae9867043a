"""TFC005: a function of the family that cannot be known from the text.

`getattr(tf.nn, name)` and `vars(tf.nn)[name]` can be any of them, and an assignment to one changes
them all. What `self.nn.softmax_cross_entropy_with_logits` is, only `self.nn` knows; by its name it
is TensorFlow's.
"""

from __future__ import annotations

from tfcompat_ce.rewrite.rules.base import Context, Outcome, Rule, correct, manual
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.spelling import Dialect


def judge(reference: Reference, context: Context) -> Outcome:
    """What becomes of a reference whose function only the run knows."""
    if reference.role is Role.TARGET:
        return manual(
            reference, "it is assigned to or deleted here: see that this still does what it is for"
        )
    if reference.node.type == "string":
        return manual(
            reference, "it stands in Python 2's backticks: write repr(...), and run this again"
        )
    if reference.dialect is Dialect.SHIM:
        return correct(
            reference, "whichever it is, tfcompat_ce keeps 1.x's meaning on every release"
        )
    if context.two(reference):
        return correct(reference, f"2.x code ({context.era.reason})")
    if reference.role is Role.UNKNOWN:
        return judge_unknown(reference)
    return manual(
        reference,
        "it is looked up by a name: write getattr(tfcompat_ce.nn, ...), "
        "which has 1.x's meaning on every release, or name the function",
    )


def judge_unknown(reference: Reference) -> Outcome:
    """What becomes of a name of the family on an object that cannot be followed."""
    call = reference.call
    if reference.function in (family.SOFTMAX, family.LOG_SOFTMAX):
        if call is not None and not call.starred and "dim" not in call.keywords:
            return correct(reference, "the same on every release")
        return manual(reference, "if it is TensorFlow's, call it with axis= for dim=")
    return manual(
        reference,
        "what it is reached through cannot be followed; if it is TensorFlow's, call "
        f"tfcompat_ce.nn.{reference.name.rsplit('.', 1)[-1]} with labels= and logits=",
    )


RULE = Rule(
    code="TFC005",
    title="a function of the family reached dynamically",
    explanation=__doc__,
    before="import tensorflow as tf\ngetattr(tf.nn, name)(logits=pred, labels=y)",
    after="from tfcompat_ce import nn\ngetattr(nn, name)(logits=pred, labels=y)",
    judge=judge,
)
