"""TFC031: an idiom of 1.x's, which runs on 2.x and is done another way there.

`--target v2` leaves sessions, optimizers and variables by name in `tf.compat.v1`, where they are
what they were. What 2.x has for them is other code, for a person to write when there is time.

Source: https://www.tensorflow.org/guide/migrate
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api.idioms import GUIDE, Idiom, idiom
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, once
from tfcompat_ce.rewrite.usage.program import Program


def survey(program: Program) -> Iterator[Outcome]:
    """One piece of advice for each idiom, at its first use."""
    if program.era.release == 2 or not program.here:
        return
    found: dict[Idiom, list[tuple[str, Node]]] = defaultdict(list)
    for use in program.uses_where(lambda name: idiom(name) is not None):
        row = idiom(use.api_name)
        if row is not None:
            found[row].append((use.name, use.node))
    for row, uses in found.items():
        message = f"{row.instead}: {GUIDE}{row.page}"
        yield once(Action.ADVICE, uses[0][0], message, [node for _, node in uses])


RULE = Rule(
    code="TFC031",
    title="an idiom of 1.x's that 2.x does another way",
    explanation=__doc__,
    before="import tensorflow as tf\ny, _ = tf.compat.v1.nn.dynamic_rnn(cell, x)",
    after="import tensorflow as tf\ny = tf.keras.layers.RNN(cell)(x)",
    survey=survey,
    targets=("v2",),
)
