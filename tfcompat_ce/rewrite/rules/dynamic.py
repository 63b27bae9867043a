"""TFC005: a function of the family that cannot be known from the text.

`getattr(tf.nn, name)` can be any of them, and an assignment to one changes them all.
"""

from __future__ import annotations

from tfcompat_ce.rewrite.references import Reference, Role
from tfcompat_ce.rewrite.rules.base import Context, Rule, Verdict, correct, manual


def judge(reference: Reference, context: Context) -> Verdict:
    if reference.role is Role.TARGET:
        return manual("it is assigned to or deleted here: see that this still does what it is for")
    if context.two(reference):
        return correct(f"2.x code ({context.era.reason})")
    return manual(
        "getattr hides which function this is: write getattr(tfcompat_ce.nn, ...), "
        "which has 1.x's meaning on every release, or name the function"
    )


RULE = Rule(
    code="TFC005",
    title="a function of the family reached dynamically",
    explanation=__doc__,
    before="import tensorflow as tf\ngetattr(tf.nn, name)(logits=pred, labels=y)",
    after="from tfcompat_ce import nn\ngetattr(nn, name)(logits=pred, labels=y)",
    judge=judge,
)
