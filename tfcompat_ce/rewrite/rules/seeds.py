"""TFC026: a seed for the graph, and none for what draws from it: 2.x draws other numbers.

1.x seeds such an operation by the number of operations that the graph has by then, 2.x by the
number of random ones. `tfcompat-ce run --seeds 1.x` and `tf.enable_v1_random_seeds()` of
`tfcompat_ce.v1` count as 1.x does; the numbers are then 1.x's where the graph has the same
operations, so not behind layers and recurrent networks.

Source: https://www.tensorflow.org/api_docs/python/tf/compat/v1/set_random_seed
"""

from __future__ import annotations

from collections.abc import Iterator

from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, once
from tfcompat_ce.rewrite.usage.finder import Role
from tfcompat_ce.rewrite.usage.program import Program

SEED, RESTORE = "set_random_seed", "enable_v1_random_seeds"
MESSAGE = (
    "operations without a seed of their own draw other numbers in 2.x: for 1.x's call "
    f"tf.{RESTORE}() before it, or use `tfcompat-ce run --seeds 1.x`"
)


def survey(program: Program) -> Iterator[Outcome]:
    """One piece of advice, at the first seed."""
    if program.era.release == 2 or any(True for _ in program.source.occurrences(RESTORE)):
        return
    places = [use.node for use in program.uses({SEED}) if use.role is Role.CALL]
    if places:
        yield once(Action.ADVICE, f"tensorflow.{SEED}", MESSAGE, places)


RULE = Rule(
    code="TFC026",
    title="a seed for the graph, which 2.x counts from in another way",
    explanation=__doc__,
    before="import tfcompat_ce.v1 as tf\ntf.set_random_seed(1)\nx = tf.random_normal([3])",
    after=(
        "import tfcompat_ce.v1 as tf\ntf.enable_v1_random_seeds()\ntf.set_random_seed(1)\n"
        "x = tf.random_normal([3])"
    ),
    survey=survey,
)
