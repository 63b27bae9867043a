"""TFC011: a cross-entropy is written by hand, as -sum(labels * log(softmax(logits))).

The logarithm of a probability that has underflowed to zero is minus infinity, and the loss NaN from
then on. The fused function does not go through the probability. `--fix-advice` rewrites the plain
form, with the same axis, the same reduction and the same gradients. The labels are to sum to one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from tfcompat_ce.api.traits import LOGARITHM, MEAN, PRODUCT, SUM, spelling
from tfcompat_ce.rewrite.rules.base import Action, Context, Fused, Outcome, Rule
from tfcompat_ce.rewrite.rules.double_softmax import is_softmax, softmax_behind
from tfcompat_ce.rewrite.rules.ranks import Ranks
from tfcompat_ce.rewrite.syntax.calls import Call, called, read_call
from tfcompat_ce.rewrite.syntax.source import Path, is_attribute
from tfcompat_ce.rewrite.usage.finder import tensorflow_name

AXES = ("axis", "reduction_indices")
MESSAGE = (
    "a cross-entropy by hand gives NaN where a probability underflows: use the fused function, "
    "softmax_cross_entropy_with_logits_v2 or 2.x's"
)
TO_ONE = "; see that the labels sum to 1 along the axis, else the fused gradient is another one"
NOT_SURE = (
    "; to be written by hand: the sum is not sure to be over the softmax's axis; "
    "if it is, give both the same axis= and run this again"
)


@dataclass(frozen=True, slots=True)
class ByHand:
    """The parts of `-reduce_sum(labels * log(softmax(logits)))`."""

    whole: Path
    minus: Node
    sum: Path
    labels: Node
    softmax: Path


def advise(context: Context) -> Iterator[Outcome]:
    """Each cross-entropy by hand, and how to fuse it where that is sure to be the same."""
    for path in context.source.occurrences("log"):
        if is_attribute(path):
            found = read(path[:-1], context)
            if isinstance(found, ByHand):
                fused = fuse(found, context)
                message = MESSAGE + (NOT_SURE if other_axis(found, context) else TO_ONE)
                yield advice(found.whole[-1], message, fused)
            elif found is not None:
                yield advice(found, MESSAGE)


def advice(node: Node, message: str, fused: Fused | None = None) -> Outcome:
    """What to say of a cross-entropy by hand."""
    return Outcome(node, "tensorflow.nn.softmax", Action.ADVICE, message, fused=fused)


def climb(path: Path) -> Path:
    """The outermost of the parentheses around an expression."""
    while path[-2].type == "parenthesized_expression":
        path = path[:-1]
    return path


def call_around(path: Path, wanted: str, context: Context) -> Path | None:
    """The call of the function `wanted` whose first argument the end of `path` is."""
    if len(path) < 3 or path[-2].type != "argument_list" or path[-3].type != "call":
        return None
    function = path[-3].child_by_field_name("function")
    first = next(iter(read_call(context.source, path[-3]).arguments), None)
    if function is None or first is None or first.node != path[-1]:
        return None
    name = spelling(tensorflow_name(context.names, (*path[:-2], function)))
    return path[:-2] if name == wanted else None


def read(logarithm: Path, context: Context) -> ByHand | Node | None:
    """The cross-entropy around a logarithm; its sum alone where it is no plain one."""
    call = called(logarithm)
    if call is None or spelling(tensorflow_name(context.names, logarithm)) != LOGARITHM:
        return None
    path = logarithm[: logarithm.index(call) + 1]
    argument = next(iter(read_call(context.source, call).arguments), None)
    if argument is None:
        return None
    inside = (*path, argument.value)
    plain = softmax_behind(inside, context)
    softmax = plain or guarded(inside, context)
    times = multiplied(climb(path), context) if softmax is not None else None
    if softmax is None or times is None:
        return None
    product, labels = times
    total = call_around(climb(product), SUM, context)
    if total is None:
        mean = call_around(climb(product), MEAN, context)
        return mean[-1] if mean else None
    negated = negation_around(climb(total), context)
    function = softmax[-1].child_by_field_name("function")
    if (
        negated is None
        or plain is None
        or labels.type not in ("identifier", "attribute", "subscript", "call")
        or function is None
        or not is_softmax((*softmax, function), context)
    ):
        return total[-1]
    return ByHand(negated, negated[-1].children[0], total, labels, softmax)


def multiplied(factor: Path, context: Context) -> tuple[Path, Node] | None:
    """The product that an expression is a factor of, and the other factor: the labels."""
    holder = factor[-2]
    if holder.type == "binary_operator":
        operator = holder.child_by_field_name("operator")
        left, right = holder.child_by_field_name("left"), holder.child_by_field_name("right")
        other = right if left == factor[-1] else left
        is_product = operator is not None and operator.type == "*" and other is not None
        return (factor[:-1], other) if is_product and other is not None else None
    if product := call_around(factor, PRODUCT, context):
        arguments = read_call(context.source, product[-1]).arguments
        return (product, arguments[1].value) if len(arguments) > 1 else None
    if len(factor) > 2 and holder.type == "argument_list" and factor[-3].type == "call":
        arguments = read_call(context.source, factor[-3]).arguments
        if len(arguments) > 1 and arguments[1].node == factor[-1]:
            first = (*factor[:-1], arguments[0].node)
            product = call_around(first, PRODUCT, context)
            return product or factor, arguments[0].value
    return None


def negation_around(whole: Path, context: Context) -> Path | None:
    """The `-sum(...)` or `-mean(sum(...))` around a sum."""
    if mean := call_around(whole, MEAN, context):
        outside = climb(mean)
        whole = outside if outside[-2].type == "unary_operator" else whole
    holder = whole[-2]
    is_negative = holder.type == "unary_operator" and holder.children[0].type == "-"
    return whole[:-1] if is_negative else None


def guarded(path: Path, context: Context) -> Path | None:
    """The softmax inside `softmax(x) + epsilon`, `clip_by_value(softmax(x), ...)` and the like."""
    node = path[-1]
    if node.type == "binary_operator":
        for side in ("left", "right"):
            part = node.child_by_field_name(side)
            if part is not None and (found := softmax_behind((*path, part), context)):
                return found
    if node.type == "call":
        arguments = read_call(context.source, node).arguments
        if arguments and not arguments[0].starred:
            return softmax_behind((*path, arguments[0].value), context)
    return None


def axis_of(call: Call, names: tuple[str, ...], position: int, context: Context) -> str | None:
    """The axis a call is given as one number; "" for none, None for what is no number."""
    given = [call.keywords[name] for name in names if name in call.keywords]
    given += call.positional[position : position + 1]
    if not given:
        return ""
    text = "".join(context.source.text(given[0].value).split()).strip("[](),")
    return text if text.lstrip("-").isdigit() else None


def other_axis(found: ByHand, context: Context) -> bool:
    """Whether the sum can be over another axis than the softmax; all of them are no other."""
    over = axis_of(read_call(context.source, found.sum[-1]), AXES, 1, context)
    along = axis_of(read_call(context.source, found.softmax[-1]), ("axis", "dim"), 1, context)
    if over is None or along is None:
        return True
    along = along or "-1"
    if over in ("", along):
        return False
    rank = rank_of(found, context)
    axes = [int(over), int(along)]
    if rank is None or not all(-rank <= axis < rank for axis in axes):
        return True
    return (axes[0] - axes[1]) % rank != 0


def rank_of(found: ByHand, context: Context) -> int | None:
    """The rank of labels and logits, where it is known of both to be the same."""
    ranks = Ranks(context.source, context.names)
    labels = ranks.of((*found.sum, found.labels))
    return labels if labels is not None and labels == ranks.of(found.softmax) else None


def stretched(context: Context, labels: Node) -> bool:
    """Whether labels are `mask[:, None]`, made for broadcasting: they are no distribution."""
    if labels.type != "subscript":
        return False
    indices = labels.children_by_field_name("subscript")
    return any("None" in text or "newaxis" in text for text in map(context.source.text, indices))


def fuse(found: ByHand, context: Context) -> Fused | None:
    """How to write it with the fused function, None where that is not sure to be the same."""
    total, softmax = (read_call(context.source, path[-1]) for path in (found.sum, found.softmax))
    over = axis_of(total, AXES, 1, context)
    along = axis_of(softmax, ("axis", "dim"), 1, context)
    logits = softmax.keywords.get("logits") or next(iter(softmax.positional), None)
    function = found.sum[-1].child_by_field_name("function")
    if (
        over is None
        or along is None
        or logits is None
        or function is None
        or other_axis(found, context)
        or stretched(context, found.labels)
        or not is_plain(total, softmax)
        or any(node.type == "comment" for node in _below(found.whole[-1]))
        or not reaches_sum(found, logits.value, context)
    ):
        return None
    name = total.keywords.get("name")
    return Fused(
        minus=found.minus,
        sum=found.sum,
        summing=context.source.text(function) if not over else "",
        labels=found.labels,
        logits=logits.value,
        softmax=found.softmax,
        axis=along,
        name=context.source.text(name.value) if name else "",
    )


def is_plain(total: Call, softmax: Call) -> bool:
    """Whether both calls have only arguments that the fused function has a place for."""
    return (
        len(total.positional) <= 2
        and set(total.keywords) <= {*AXES, "name", "input_tensor"}
        and set(softmax.keywords) <= {"logits", "axis", "dim", "name"}
        and not softmax.starred
        and not total.starred
    )


def reaches_sum(found: ByHand, logits: Node, context: Context) -> bool:
    """Whether what the softmax is given can be had where the sum stands."""
    if found.softmax[-1].start_byte >= found.sum[-1].end_byte:
        return False
    if found.softmax[-1].start_byte >= found.sum[-1].start_byte:
        return True
    if logits.type == "identifier":
        return same_value(context, logits, found)
    return assignment_of(found.softmax) is not None


def same_value(context: Context, name: Node, found: ByHand) -> bool:
    """Whether a name given to the softmax still has that value where the sum is."""
    text = context.source.text(name)
    there = context.names.lookup(text, (*found.softmax, name))
    here = context.names.lookup(text, found.sum)
    places = [other.at for other in here.others]
    return len(places) == 1 and places == [o.at for o in there.others] and not here.meanings


def assignment_of(softmax: Path) -> Node | None:
    """The statement `y = softmax(...)`, None where the call stands anywhere else."""
    if softmax[-2].type == "assignment" and softmax[-3].type == "expression_statement":
        target = softmax[-2].child_by_field_name("left")
        if target is not None and target.type == "identifier":
            return softmax[-3]
    return None


def _below(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        part = pending.pop()
        yield part
        pending += part.children


RULE = Rule(
    code="TFC011",
    title="a cross-entropy written by hand",
    explanation=__doc__,
    before=(
        "import tensorflow as tf\n"
        "tf.reduce_mean(-tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), axis=-1))"
    ),
    after=(
        "import tensorflow as tf\n"
        "from tfcompat_ce import nn\n"
        "tf.reduce_mean(nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=x))"
    ),
    advise=advise,
)
