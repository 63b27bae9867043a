"""TFC022: from TensorFlow 2.16 on this needs Keras 2, which is the package tf_keras today.

`tf.layers` is built on Keras 2. With tf_keras installed `tfcompat_ce.v1` has it on every release,
whichever Keras `tf.keras` is. The cells of recurrent networks need no package: `tfcompat_ce.v1`
gives TensorFlow's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, once
from tfcompat_ce.rewrite.usage.program import Program

NAMES = frozenset({"layers"})
WHAT_TO_DO = "from TensorFlow 2.16 on it needs Keras 2: pip install 'tfcompat-ce[legacy-keras]'"


def survey(program: Program) -> Iterator[Outcome]:
    """One piece of advice for each name, at its first place."""
    if program.era.release == 2 and not program.here:
        return
    places: dict[str, list[Node]] = {}
    for found in program.imports:
        for node, name in found.names:
            for row in NAMES:
                if name == row or name.startswith(f"{row}."):
                    places.setdefault(row, []).append(node)
    for use in program.uses(NAMES):
        places.setdefault(use.api_name, []).append(use.node)
    for name, nodes in places.items():
        yield once(Action.ADVICE, f"tensorflow.{name}", WHAT_TO_DO, nodes)


RULE = Rule(
    code="TFC022",
    title="a name that needs Keras 2 from TensorFlow 2.16 on",
    explanation=__doc__,
    before="import tfcompat_ce.v1 as tf\ny = tf.layers.dense(x, 10)",
    after="import tfcompat_ce.v1 as tf\ny = tf.matmul(x, w) + b",
    survey=survey,
)
