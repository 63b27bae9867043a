"""The rules: one file each, in the order of their codes."""

from tfcompat_ce.rewrite.rules import (
    by_hand,
    cross_entropy,
    cross_entropy_v2,
    double_softmax,
    dynamic,
    gone,
    idioms,
    keras,
    keras_words,
    legacy_keras,
    native,
    numpy_names,
    parameters,
    python2,
    renamed,
    seeds,
    softmax,
    sparse_cross_entropy,
    whole_program,
)
from tfcompat_ce.rewrite.rules.base import Action, Context, Outcome, Rule
from tfcompat_ce.rewrite.usage.finder import Reference, Role

RULES: tuple[Rule, ...] = (
    cross_entropy.RULE,
    cross_entropy_v2.RULE,
    sparse_cross_entropy.RULE,
    softmax.RULE,
    dynamic.RULE,
    double_softmax.RULE,
    by_hand.RULE,
    whole_program.RULE,
    gone.RULE,
    legacy_keras.RULE,
    renamed.RULE,
    parameters.RULE,
    keras.RULE,
    seeds.RULE,
    numpy_names.RULE,
    python2.RULE,
    keras_words.RULE,
    native.RULE,
    idioms.RULE,
)

__all__ = ["RULES", "Action", "Context", "Outcome", "Rule", "rule_for"]


def rule_for(reference: Reference) -> Rule:
    """The rule that judges a reference."""
    if reference.role in (Role.TARGET, Role.DYNAMIC, Role.UNKNOWN) or reference.function is None:
        return dynamic.RULE
    return next(rule for rule in RULES if reference.function in rule.functions)
