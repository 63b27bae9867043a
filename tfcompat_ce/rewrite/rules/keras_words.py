"""TFC029: words of `tf.keras` in 1.x: `lr=` and `decay=` of an optimizer, `acc` for the accuracy.

From TensorFlow 2.11 on Keras 2 passes over `lr` without an error, and trains at a rate of its own;
Keras 3 refuses it. Both refuse `decay`. `learning_rate=` means the same from 1.14 on, and a rate
that decays is a schedule: `InverseTimeDecay(lr, 1, decay)`, which nothing else can set. In graph
code `tf.keras` of `tfcompat_ce.v1` takes the old words, so what is imported from there stays.

What `metrics=["accuracy"]` measures is `acc` and `val_acc` in 1.x's history and logs, and
`accuracy` and `val_accuracy` in 2.x's, unless the program builds graphs; `["mae"]` is
`mean_absolute_error` in 1.x. A callback that is to watch `val_acc` then watches nothing, and says
so in a warning only.

Source: https://www.tensorflow.org/api_docs/python/tf/keras/optimizers/schedules/InverseTimeDecay
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api.symbols import V1, find
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, manual
from tfcompat_ce.rewrite.syntax.calls import Argument, removal, text_of
from tfcompat_ce.rewrite.syntax.source import Edit, Source, is_field
from tfcompat_ce.rewrite.usage.finder import Doubt, Reference, Role
from tfcompat_ce.rewrite.usage.native_program import NativeProgram
from tfcompat_ce.rewrite.usage.program import Program
from tfcompat_ce.rewrite.usage.spelling import Dialect

# What 1.x called a metric, by what `metrics=` calls it: 2.x takes the program's word.
METRICS = {
    "acc": "accuracy",
    "mean_absolute_error": "mae",
    "mean_absolute_percentage_error": "mape",
    "mean_squared_error": "mse",
    "mean_squared_logarithmic_error": "msle",
}
OLD_NAME = re.compile(
    rb"""(?P<quote>['"])(?:val_)?(?P<old>%s)(?P=quote)""" % "|".join(METRICS).encode()
)
ASKED_FOR = rb"""['"]%b['"]"""
GIVES = ("metrics", "name", "weighted_metrics")
HOME = "keras.optimizers."
DIALECTS = (Dialect.RELEASE, Dialect.SHIM)
OLD, NEW = "lr", "learning_rate"
SCHEDULE = "schedules.InverseTimeDecay"
WHAT_TO_DO = (
    f"decay= has gone: {NEW}=tf.{HOME}{SCHEDULE}(lr, 1, decay), and the rate is written there"
)
SET_ELSEWHERE = (
    "decay= has gone, and a schedule cannot take its place, for the rate is set elsewhere as well; "
    f"with Keras 2 tf.compat.v1.{HOME}%s has it"
)
SETS_THE_RATE = re.compile(
    rb"\b(?:ReduceLROnPlateau|LearningRateScheduler|optimizer\.(?:lr|learning_rate))\b"
)


def survey(program: Program) -> Iterator[Outcome]:
    """Each call of an optimizer with one of the old words, and each metric by its old name."""
    yield from _of_optimizers(program)
    yield from _of_metrics(program)


def _of_optimizers(program: Program) -> Iterator[Outcome]:
    source = program.source
    if not any(True for word in (OLD, "decay") for _ in source.occurrences(word)):
        return
    for use in program.finder.uses(_is_optimizer):
        call = use.call
        if call is None or use.doubt is not Doubt.NONE or use.dialect not in DIALECTS:
            continue
        old, decay = call.keywords.get(OLD), call.keywords.get("decay")
        if (old or decay) and not _is_of_1(program, use):
            yield _without(program, use, old, decay)


def _is_of_1(program: Program, use: Reference) -> bool:
    """Whether it is of 1.x's namespace once all is done."""
    if isinstance(program, NativeProgram) or not program.builds_graphs:
        return program.builds_graphs
    return any(True for _ in program.imports_of(use.path))


def _is_optimizer(name: str) -> bool:
    """Whether a name is that of an optimizer, a class.

    >>> _is_optimizer("keras.optimizers.Adam"), _is_optimizer("keras.optimizers.get")
    (True, False)
    """
    if not name.startswith(HOME) or name.count(".") != HOME.count("."):
        return False
    symbol = find(name, V1)
    return symbol is not None and symbol.kind == "class" and name != f"{HOME}Optimizer"


def _without(
    program: Program, use: Reference, old: Argument | None, decay: Argument | None
) -> Outcome:
    assert use.call is not None
    call, source = use.call, program.source
    edits: list[Edit] = []
    if old is not None:
        edits.append(Edit(old.node.start_byte, old.value.start_byte, f"{NEW}="))
    if decay is not None:
        rate = old or call.keywords.get(NEW) or next(iter(call.positional), None)
        owner = use.node.child_by_field_name("object")
        fixed = rate is None or rate.value.type not in ("float", "integer", "identifier")
        if use.role is not Role.CALL or owner is None or fixed or call.starred:
            return manual(use, WHAT_TO_DO)
        if SETS_THE_RATE.search(source.code):
            return manual(use, SET_ELSEWHERE % use.api_name.rpartition(".")[2])
        assert rate is not None
        schedule = f"{source.text(owner)}.{SCHEDULE}"
        value = f"{schedule}({text_of(source, rate)}, 1, {text_of(source, decay)})"
        edits = [Edit(rate.node.start_byte, rate.node.end_byte, f"{NEW}={value}")]
        edits += removal(source, decay.node)
    return Outcome(use.node, use.name, Action.REWRITTEN, f"{NEW}=", tuple(edits), call.node)


def _of_metrics(program: Program) -> Iterator[Outcome]:
    source = program.source
    if b"keras" not in source.code:
        return
    found = list(_read_by_old_names(source))
    if found and not program.builds_graphs:
        for node, old in found:
            word = source.text(node).replace(old, METRICS[old])
            edit = Edit(node.start_byte, node.end_byte, word)
            yield Outcome(node, "tensorflow.keras", Action.REWRITTEN, f"{word} in 2.x", (edit,))


def _read_by_old_names(source: Source) -> Iterator[tuple[Node, str]]:
    """Where a metric is read by 1.x's name, which the program gives to nothing itself."""
    found, given = [], set()
    for match in OLD_NAME.finditer(source.code):
        path, old = source.path(*match.span()), match["old"].decode()
        if path[-1].type != "string" or not re.search(
            ASKED_FOR % METRICS[old].encode(), source.code
        ):
            continue
        for holder, below in zip(reversed(path[:-1]), reversed(path), strict=False):
            word = holder.child_by_field_name("name")
            keyword = source.text(word) if holder.type == "keyword_argument" and word else ""
            is_key = holder.type == "subscript" and is_field(holder, "subscript", below)
            if is_key or keyword == "monitor":
                found.append((path[-1], old))
            elif keyword in GIVES or _names_metrics(source, holder):
                given.add(old)
            if is_key or keyword:
                break
    yield from (one for one in found if one[1] not in given)


def _names_metrics(source: Source, holder: Node) -> bool:
    """`metrics = ["acc"]`, `model.compile("sgd", "mse", ["acc"])`."""
    field = {"assignment": "left", "call": "function"}.get(holder.type)
    named = holder.child_by_field_name(field) if field is not None else None
    text = source.text(named) if named is not None else ""
    return "metric" in text.lower() or text.endswith(".compile")


RULE = Rule(
    code="TFC029",
    title="a word of tf.keras that 2.x does not know",
    explanation=__doc__,
    before="import tensorflow as tf\nsgd = tf.keras.optimizers.SGD(lr=0.1)",
    after="import tensorflow as tf\nsgd = tf.keras.optimizers.SGD(learning_rate=0.1)",
    survey=survey,
    targets=("v1", "v2"),
)
