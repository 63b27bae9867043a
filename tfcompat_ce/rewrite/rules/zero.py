"""TFC023: a call of 0.x, which 1.0 gave another name or another order.

TensorFlow 1.0 took names out of `tf` (`tf.mul`, `tf.pack`, `tf.merge_all_summaries`), and let
`tf.concat` and `tf.split` take the tensors first, and cross-entropies the labels. With the new
names, and with keywords, the calls are right on every release from 1.0 on.

Source: https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tfcompat_ce.rewrite.rules.base import Action, Found, Rule
from tfcompat_ce.rewrite.rules.wording import says_swapped
from tfcompat_ce.rewrite.syntax.calls import (
    Argument,
    Call,
    Unreadable,
    is_none,
    keyword_edits,
    read,
)
from tfcompat_ce.rewrite.syntax.source import Edit, Path, Source
from tfcompat_ce.rewrite.usage.program import Program
from tfcompat_ce.rewrite.usage.versions import VersionTests
from tfcompat_ce.shim import absent

# The keywords that the old and the new name have.
KEYWORDS = {
    "complex_abs": "x name",
    "histogram_summary": "values collections name",
    "image_summary": "tensor collections name",
    "inv": "x name",
    "listdiff": "x y name",
    "merge_all_summaries": "key",
    "merge_summary": "inputs collections name",
    "mul": "x y name",
    "neg": "x name",
    "pack": "values axis name",
    "scalar_summary": "collections name",
    "select": "condition name",
    "sub": "x y name",
    "unpack": "value num axis name",
}
# The parameters of 0.x in their order, and what 1.0 calls them.
ORDERED = {
    "concat": {"concat_dim": "axis", "values": "values", "name": "name"},
    "split": {
        "split_dim": "axis",
        "num_split": "num_or_size_splits",
        "value": "value",
        "name": "name",
    },
    "nn.sigmoid_cross_entropy_with_logits": {
        "logits": "logits",
        "targets": "labels",
        "name": "name",
    },
}
# By position 0.x takes logits first, and later releases targets; both with the same keywords.
WEIGHTED = "nn.weighted_cross_entropy_with_logits"


def survey(program: Program) -> Iterator[Found]:
    found = list(_calls(program))
    yield from found
    is_old = any(one.action is not Action.CORRECT for one in found)
    for use in program.uses({WEIGHTED}):
        if use.call is None or not any(program.imports_of(use.path)):
            continue
        given = use.call.positional
        if len(given) > 1 and (
            is_old or says_swapped(program.source, given[1].value, given[0].value)
        ):
            message = "by position 0.x takes logits first, 1.0 targets: write targets= and logits="
            yield Found(use.node, use.name, Action.MANUAL, message)


def _calls(program: Program) -> Iterator[Found]:
    tests = VersionTests(program.source)
    for use in program.uses({*KEYWORDS, *ORDERED}):
        path, name, arguments = use.path, use.api_name, use.call
        if name.startswith("nn.") and not any(program.imports_of(path)):
            continue  # 2.x takes it by position, labels first
        found = (
            _ordered(program.source, path, name, arguments)
            if name in ORDERED
            else _renamed(program.source, path, name, arguments)
        )
        if found is None:
            continue
        if tests.around(path) or tests.is_tried(path):
            message = f"the program has another way for 1.x: {found.message}"
            found = Found(found.node, found.name, Action.CORRECT, message)
        if found.action is Action.REWRITTEN and not any(program.imports_of(path)):
            message = f"to be written by hand: {found.message}"
            found = Found(found.node, found.name, Action.MANUAL, message)
        yield found


def _renamed(source: Source, path: Path, name: str, call: Call | None) -> Found:
    new = absent.RENAMED[name]
    node, message = path[-1], f"tf.{new} since 1.0"
    token = node.child_by_field_name("attribute")
    known = {*KEYWORDS[name].split()}
    if token is None or (call is not None and not known.issuperset(call.keywords)):
        return Found(node, f"tensorflow.{name}", Action.MANUAL, message)
    edit = Edit(token.start_byte, token.end_byte, new)
    return Found(node, f"tensorflow.{name}", Action.REWRITTEN, message, (edit,))


def _ordered(source: Source, path: Path, name: str, call: Call | None) -> Found | None:
    parameters = ORDERED[name]
    if call is None or call.starred:
        return None
    old_words = {word for word, new in parameters.items() if word != new}
    if old_words.isdisjoint(call.keywords) and not _in_old_order(name, call.positional):
        return None
    try:
        reading = read(call, tuple(parameters))
        renamed = {parameters.get(word, word): argument for word, argument in reading.items()}
        if len(renamed) < len(reading):
            raise Unreadable("a parameter is given by its old and its new name")
        logits, targets = reading.get("logits"), reading.get("targets")
        if logits and targets and says_swapped(source, logits.value, targets.value):
            raise Unreadable("by position 0.x takes logits first, but the names say the opposite")
    except Unreadable as error:
        message = f"{error}; write it with 1.x's keywords"
        return Found(path[-1], f"tensorflow.{name}", Action.MANUAL, message)
    edits = tuple(keyword_edits(renamed, {}))
    message = "0.x's order by position, given its keywords"
    return Found(path[-1], f"tensorflow.{name}", Action.REWRITTEN, message, edits, call.node)


def _in_old_order(name: str, given: Sequence[Argument]) -> bool:
    if name.startswith("nn."):
        return len(given) > 1 and not is_none(given[0])
    if name == "concat" and len(given) > 1 and given[1].value.type == "list":
        return True
    return bool(given) and _is_number(given[0])


def _is_number(argument: Argument) -> bool:
    node = argument.value
    if node.type == "unary_operator" and node.named_children:
        node = node.named_children[0]
    return node.type == "integer"


RULE = Rule(
    code="TFC023",
    title="a call of 0.x that 1.0 renamed or reordered",
    explanation=__doc__,
    before="import tfcompat_ce.v1 as tf\ny = tf.concat(1, [tf.mul(a, b), c])",
    after="import tfcompat_ce.v1 as tf\ny = tf.concat(axis=1, values=[tf.multiply(a, b), c])",
    survey=survey,
)
