"""TFC021: 1.x's namespace has this not on every release, or only 2.x has it.

`tf.contrib` went with 2.0, `tf.estimator` with 2.16, some of 0.x with 1.0. What to use instead is
often another package, and always for a person to choose.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api.renamed import new_name
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, once
from tfcompat_ce.rewrite.syntax.source import Path
from tfcompat_ce.rewrite.usage.chains import outermost
from tfcompat_ce.rewrite.usage.program import Program, below, is_only_2
from tfcompat_ce.rewrite.usage.versions import VersionTests
from tfcompat_ce.shim import absent

OLDER = {"models": "it went with 1.0"}
CONTRIB = {
    f"contrib.{name}": instead for names, instead in absent.CONTRIB for name in names.split(", ")
}
INSTEAD = {
    **{name: row.instead for name, row in absent.GONE.items() if not new_name(name)},
    **{name: f"In its place: {instead}." for name, instead in {**OLDER, **CONTRIB}.items()},
    "contrib": "`tfcompat-ce rule TFC021` says what became of its parts.",
}
SINCE = {name: "{}.{}".format(*row.release) for name, row in absent.GONE.items()}
REACHED = frozenset(name for name in INSTEAD if not name.startswith("contrib."))
PARTS = "\n".join(f"    {names}: {instead}" for names, instead in absent.CONTRIB)


def survey(program: Program) -> Iterator[Outcome]:
    tests = VersionTests(program.source)
    by_estimator = []
    for found in program.imports:
        for node, name in found.names:
            yield from _judge(tests, found.statement, node, name)
    for use in program.uses(REACHED):
        full, name = outermost(use.path), use.api_name
        names = [below(meaning.qualified) or "" for meaning in program.names.resolve(full).meanings]
        longer = next((one for one in names if one.startswith(name)), name)
        if name == "estimator":
            by_estimator.append(full[-1])
        else:
            yield from _judge(tests, full, full[-1], longer)
    if by_estimator:
        message = f"gone since TensorFlow {SINCE['estimator']}. {INSTEAD['estimator']}"
        yield once(Action.MANUAL, "tensorflow.estimator", message, by_estimator)
    if program.era.given and program.era.release != 2:
        for use in program.uses_where(is_only_2):
            message = f"not in 1.x's namespace: write tf.compat.v2.{use.api_name}"
            yield Outcome(use.node, f"tensorflow.{use.api_name}", Action.MANUAL, message)


def _judge(tests: VersionTests, path: Path, node: Node, name: str) -> Iterator[Outcome]:
    row = name
    while row and row not in INSTEAD:
        row = row.rpartition(".")[0]
    if not row:
        return
    parts = [f"{part}: {CONTRIB[part]}" for part in CONTRIB if part.startswith(f"{name}.")]
    since = SINCE.get(row) or SINCE.get(row.partition(".")[0]) or "1.0"
    instead = "; ".join(parts) if parts and name != row else INSTEAD[row]
    message = f"gone since TensorFlow {since}. {instead}"
    other_way = tests.around(path) or tests.is_tried(path)
    action = Action.ADVICE if other_way else Action.MANUAL
    if other_way:
        message += " The program has another way here."
    yield Outcome(node, f"tensorflow.{name}", action, message)


RULE = Rule(
    code="TFC021",
    title="a name of TensorFlow that 2.x has not",
    explanation=f"{__doc__}\nThe parts of tf.contrib:\n\n{PARTS}",
    before="import tfcompat_ce.v1 as tf\ninitializer = tf.contrib.layers.xavier_initializer()",
    after="import tfcompat_ce.v1 as tf\ninitializer = tf.glorot_uniform_initializer()",
    survey=survey,
)
