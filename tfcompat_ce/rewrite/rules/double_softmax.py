"""TFC010: a softmax is fed to a function that applies softmax itself.

The cross-entropies and softmax take logits. Given probabilities they run, and learn badly: the
gradient is squeezed and the loss of a perfect prediction is far from zero. Give them what the
softmax was given.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.api.traits import APPLIES_SOFTMAX, parameters
from tfcompat_ce.rewrite.rules.base import Action, Context, Outcome, Rule
from tfcompat_ce.rewrite.syntax.calls import called, read_call
from tfcompat_ce.rewrite.syntax.source import Path, parts
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role, tensorflow_name

ACTIVATIONS = ("activation", "activation_fn")


def advise(context: Context) -> Iterator[Outcome]:
    """Each softmax fed to a function that applies it again."""
    for reference in context.references:
        if reference.role is Role.CALL and reference.function is not None:
            logits = logits_of(reference, context)
            if logits is not None and softmax_behind((*reference.path, logits), context):
                yield advice(logits, reference.name, reference.function.name)
    for name in sorted(APPLIES_SOFTMAX):
        last = name.rpartition(".")[2]
        for path in context.source.occurrences(last):
            call = called(path[:-1]) if path[-2].type == "attribute" else None
            if call is None or tensorflow_name(context.names, path[:-1]) != name:
                continue
            logits = read_call(context.source, call).given("logits", parameters(name))
            if logits is not None:
                holder = path[: path.index(call) + 1]
                if softmax_behind((*holder, logits), context):
                    yield advice(logits, f"tensorflow.{name}", last)


def advice(logits: Node, name: str, function: str) -> Outcome:
    """What to say of a softmax given to `function` as its logits."""
    message = f"{function} applies softmax itself: give it what this softmax is given"
    return Outcome(logits, name, Action.ADVICE, message)


def logits_of(reference: Reference, context: Context) -> Node | None:
    """What a function that applies softmax is given as logits."""
    call = reference.call
    assert call is not None
    if call.starred:
        return None
    if "logits" in call.keywords:
        return call.keywords["logits"].value
    positional = [argument.value for argument in call.positional]
    if reference.function in (family.SOFTMAX, family.LOG_SOFTMAX):
        index = 0
    elif positional and positional[0].type == "none":
        index = 2
    else:
        index = int(context.two(reference) or reference.function is family.CROSS_ENTROPY_V2)
    return positional[index] if index < len(positional) else None


def softmax_behind(path: Path, context: Context) -> Path | None:
    """The call of softmax that an expression is, or that the name it is was given."""
    while path[-1].type == "parenthesized_expression":
        path = (*path, *parts(path[-1])[:1])
    node = path[-1]
    if node.type == "identifier":
        found = context.names.lookup(context.source.text(node), path)
        if found.meanings or len(found.others) != 1 or not found.others[0].value:
            return None
        path = found.others[0].value
        node = path[-1]
    if node.type != "call":
        return None
    call = read_call(context.source, node)
    function = node.child_by_field_name("function")
    assert function is not None
    if is_softmax((*path, function), context):
        return path
    for word in ACTIVATIONS:
        if word in call.keywords:
            value = call.keywords[word].value
            if context.names.literal(value) == "softmax" or is_softmax((*path, value), context):
                return path
    return None


def is_softmax(path: Path, context: Context) -> bool:
    """Whether an expression can be TensorFlow's softmax and nothing else."""
    meanings = context.names.resolve(path).meanings
    rows = [family.function(meaning.qualified) for meaning in meanings]
    return bool(rows) and all(row is not None and row[1] is family.SOFTMAX for row in rows)


RULE = Rule(
    code="TFC010",
    title="a softmax fed to a function that applies softmax itself",
    explanation=__doc__,
    before=(
        "import tensorflow as tf\n"
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=tf.nn.softmax(x))"
    ),
    after=(
        "import tensorflow as tf\n"
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x)"
    ),
    advise=advise,
)
