"""TFC021: 1.x's namespace has this not on every release, or only 2.x has it.

`tf.contrib` went with 2.0, some of 0.x with 1.0. `tfcompat_ce.v1` has what programs use most of
contrib. What to use instead of the rest is often another package, and for a person to choose.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api import contrib
from tfcompat_ce.api.gone import GONE
from tfcompat_ce.api.gone import row as row_of
from tfcompat_ce.api.renamed import new_name
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule
from tfcompat_ce.rewrite.syntax.source import Path
from tfcompat_ce.rewrite.usage.chains import outermost
from tfcompat_ce.rewrite.usage.program import Program, below, is_only_2
from tfcompat_ce.rewrite.usage.versions import VersionTests

REACHED = frozenset({"contrib", "models", *GONE})
PARTS = "\n".join(f"    {name}: {instead}" for name, instead in contrib.INSTEAD.items() if name)


def survey(program: Program) -> Iterator[Outcome]:
    """Each use of a name that 2.x has not, and what there is in its place."""
    tests = VersionTests(program.source)
    for found in program.imports:
        for node, name in found.names:
            yield from _judge(tests, found.statement, node, name)
    for use in program.uses(REACHED):
        full, name = outermost(use.path), use.api_name
        names = [below(meaning.qualified) or "" for meaning in program.names.resolve(full).meanings]
        longer = next((one for one in names if one.startswith(name)), name)
        yield from _judge(tests, full, full[-1], longer)
    if program.era.given and program.era.release != 2:
        for use in program.uses_where(is_only_2):
            message = f"not in 1.x's namespace: write tf.compat.v2.{use.api_name}"
            yield Outcome(use.node, f"tensorflow.{use.api_name}", Action.MANUAL, message)


def _judge(tests: VersionTests, path: Path, node: Node, name: str) -> Iterator[Outcome]:
    message = _gone(name)
    if not message:
        return
    other_way = tests.around(path) or tests.is_tried(path)
    action = Action.ADVICE if other_way else Action.MANUAL
    if other_way:
        message += " The program has another way here."
    yield Outcome(node, f"tensorflow.{name}", action, message)


def _gone(name: str) -> str:
    """Since when a name is not there, and what to use; "" where it is."""
    top, _, part = name.partition(".")
    if top == "contrib":
        if not part or contrib.is_offered(part):
            return ""
        return f"gone since TensorFlow 2.0. In its place: {contrib.instead(part)}."
    row = row_of(name)
    if row is None or new_name(name):
        return ""
    return "gone since TensorFlow {}.{}. {}".format(*row.release, row.instead)


RULE = Rule(
    code="TFC021",
    title="a name of TensorFlow that 2.x has not",
    explanation=f"{__doc__}\nIn place of what is not offered of tf.contrib:\n\n{PARTS}",
    before="import tfcompat_ce.v1 as tf\ntf.contrib.gan.gan_model(g, d, x, z)",
    after="import tensorflow_gan as tfgan\ntfgan.gan_model(g, d, x, z)",
    survey=survey,
)
