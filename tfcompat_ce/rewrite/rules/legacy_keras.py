"""TFC022: from TensorFlow 2.16 on this needs Keras 2, which is the package tf_keras today.

`tf.layers` is built on Keras 2. With tf_keras installed `tfcompat_ce.v1` has it on every release,
whichever Keras `tf.keras` is. The cells of recurrent networks need no package: `tfcompat_ce.v1`
gives TensorFlow's own. Of `tf.keras` itself, Keras 3 lacks what 1.x alone had, as
`keras.backend.get_session`: that is there where `tf.keras` is Keras 2.

With `--target v2` a program that needs any of this, or trains with `tf.keras` in graph code, says
so before TensorFlow is imported: `TF_USE_LEGACY_KERAS=1`, which wants tf_keras installed.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api.symbols import V1, find, releases
from tfcompat_ce.rewrite.rules import native_keras
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, once
from tfcompat_ce.rewrite.usage.finder import Reference
from tfcompat_ce.rewrite.usage.native_program import NativeProgram
from tfcompat_ce.rewrite.usage.program import Program

NAMES = frozenset({"layers"})
WHAT_TO_DO = "from TensorFlow 2.16 on it needs Keras 2: pip install 'tfcompat-ce[legacy-keras]'"
CHOOSE_IT = (
    f"{WHAT_TO_DO} and set TF_USE_LEGACY_KERAS=1, as `tfcompat-ce run` does, "
    "for tf.keras is Keras 3"
)


def survey(program: Program) -> Iterator[Outcome]:
    """One piece of advice for each name, at its first place."""
    if isinstance(program, NativeProgram):
        yield from native_keras.survey(program)
    if not program.moves_whole or isinstance(program, NativeProgram):
        return
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
    yield from _of_keras_2(program)


def _of_keras_2(program: Program) -> Iterator[Outcome]:
    """One piece of advice for all that `tf.keras` has only where it is Keras 2."""
    uses = program.uses_where(_only_keras_2)
    found = [(use.node, use.api_name) for use in uses if not _is_ours(use)]
    found += [pair for one in program.here for pair in one.names if _only_keras_2(pair[1])]
    if found:
        _, name = min(found, key=lambda pair: pair[0].start_byte)
        nodes = [node for node, _ in found]
        yield once(Action.ADVICE, f"tensorflow.{name}", CHOOSE_IT, nodes)


def _is_ours(use: Reference) -> bool:
    """Whether it is of `tfcompat_ce.keras`, which is Keras 2 in any case."""
    return all(meaning.qualified.startswith("tfcompat_ce.keras.") for meaning in use.meanings)


def _only_keras_2(name: str) -> bool:
    symbol = find(name, V1) if name.startswith("keras.") else None
    return symbol is not None and symbol.needs_keras_2(releases()[-1])


RULE = Rule(
    code="TFC022",
    title="a name that needs Keras 2 from TensorFlow 2.16 on",
    explanation=__doc__,
    before="import tfcompat_ce.v1 as tf\ny = tf.layers.dense(x, 10)",
    after="import tfcompat_ce.v1 as tf\ny = tf.matmul(x, w) + b",
    survey=survey,
    targets=("v1", "v2"),
)
