"""What the rules for the cross-entropies share: how a call is read, and what is right as it is."""

from __future__ import annotations

from tfcompat_ce.api.traits import STOPS_GRADIENT
from tfcompat_ce.rewrite.import_edits import SHIM
from tfcompat_ce.rewrite.rules.base import Context, Outcome, Redirect, correct, manual, rewritten
from tfcompat_ce.rewrite.rules.wording import says_swapped
from tfcompat_ce.rewrite.syntax.calls import (
    Argument,
    Reading,
    Unreadable,
    is_none,
    keyword_edits,
    read,
    removal,
    text_of,
)
from tfcompat_ce.rewrite.syntax.source import Edit, Source, parts
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.spelling import ROOTS, Dialect, canonical

WRITE = "write labels= and logits="


def through(redirect: Redirect | None) -> str:
    """How a message says where a call leads."""
    return f"through {redirect.package}.nn" if redirect and redirect.package else "in place"


CANNOT_CARRY = {"integer", "float", "true", "false", "none", "string", "concatenated_string"}
HOLDERS = {"list", "tuple", "parenthesized_expression", "unary_operator"}


def carries_gradient(context: Context, reference: Reference, argument: Argument) -> bool:
    """Whether labels can carry a gradient: a literal, tf.one_hot and tf.stop_gradient cannot."""
    pending = [argument.value]
    while pending:
        node = pending.pop()
        if node.type in HOLDERS:
            pending += parts(node)
        elif node.type == "call":
            function = node.child_by_field_name("function")
            assert function is not None
            meanings = context.names.resolve((*reference.path, node, function)).meanings
            tensorflow = [
                m
                for m in meanings
                if canonical(m.qualified).rpartition(".")[0] in ROOTS
                and m.qualified.rpartition(".")[2] in STOPS_GRADIENT
            ]
            if not tensorflow or len(tensorflow) != len(meanings):
                return True
        elif node.type not in CANNOT_CARRY:
            return True
    return False


def both_readings(context: Context, logits: Argument, labels: Argument) -> str:
    """The two calls that one by position can be, for a message."""
    first, second = text_of(context.source, logits), text_of(context.source, labels)
    return (
        f"logits={first}, labels={second} (0.x's order) or "
        f"labels={first}, logits={second} (2.x's order)"
    )


def read_one(reference: Reference, context: Context) -> tuple[Reading, tuple[Argument, ...]]:
    """The arguments of a cross-entropy of 0.x or 1.x, and those to drop. Raises Unreadable."""
    call, function = reference.call, reference.function
    assert call is not None and function is not None
    positional = call.positional
    by_sentinel = not positional or is_none(positional[0])
    reading = read(call, function.v1 if by_sentinel else _order_of_0(function, positional))
    if unknown := set(reading) - set(function.v0) - set(function.v1):
        raise Unreadable(f"it has no parameter `{unknown.pop()}`")
    if positional and reference.role is Role.PARTIAL:
        raise Unreadable("functools.partial gives it arguments by position")
    missing = {"labels", "logits"} - set(reading)
    if missing and reference.role is not Role.PARTIAL:
        raise Unreadable(f"it has no `{sorted(missing)[0]}`")
    if not by_sentinel:
        logits, labels = reading["logits"], reading["labels"]
        both = both_readings(context, logits, labels)
        if len(positional) > 1 and says_swapped(context.source, logits.value, labels.value):
            raise Unreadable(
                f"by position 0.x takes logits first, but the names say the opposite: {both}"
            )
        if len(positional) > 1 and (why := doubt(context, reference, logits, labels)):
            raise Unreadable(f"{why}: {both}")
    sentinel = reading.pop("_sentinel", None)
    if sentinel is not None and not is_none(sentinel):
        raise Unreadable("its `_sentinel` is not None")
    if "dim" in reading and "axis" in reading:
        raise Unreadable("it has both `dim` and `axis`")
    return reading, (sentinel,) if sentinel is not None else ()


def _order_of_0(function: family.Function, given: list[Argument]) -> tuple[str, ...]:
    """0.x's parameters: the third was `name` before 0.12 put `dim` there. Raises Unreadable."""
    if function is not family.CROSS_ENTROPY or len(given) != 3:
        return function.v0
    kind = given[2].value.type
    if kind in ("string", "concatenated_string"):
        return ("logits", "labels", "name")
    if kind not in ("integer", "unary_operator"):
        raise Unreadable("by position its third argument can be `name`, or from 0.12 on `dim`")
    return function.v0


def doubt(context: Context, reference: Reference, logits: Argument, labels: Argument) -> str:
    """Why 0.x's order is not the only one that a call by position can be in, "" where it is."""
    if context.era.given:
        return ""
    home = reference.name.rpartition(".")[0]
    if home.startswith(f"{SHIM}.v1."):
        # Where a program moved here and this was left, what made it doubtful may be gone.
        return "1.x takes it by keywords only, and by position it can be"
    dialect = family.module(home)
    if dialect is Dialect.RELEASE and context.era.mixed:
        return "the file has idioms of 1.x and of 2.x"
    says_so = says_swapped(context.source, labels.value, logits.value, least=1)
    if dialect is Dialect.RELEASE and context.era.unknown and not says_so:
        return "nothing says which order this is: say --from 0 or --from 2"
    if dialect in (Dialect.V1, Dialect.PRIVATE) and not says_so:
        return "this one raises up to TensorFlow 2.11, and takes labels first from 2.12 on"
    return ""


def with_axis(reading: Reading) -> Reading:
    """`dim` under the name that 2.x and this project's functions have for it."""
    return {("axis" if parameter == "dim" else parameter): a for parameter, a in reading.items()}


def written(
    source: Source, reading: Reading, dropped: tuple[Argument, ...], wrapped: str = ""
) -> tuple[Edit, ...]:
    """The edits that give arguments their keywords and take out those to drop.

    Another edit puts a call around the value of the parameter `wrapped`.
    """
    edits = [*keyword_edits(reading, wrapped)]
    for argument in dropped:
        edits += removal(source, argument.node)
    return tuple(edits)


def judge_two(reference: Reference, context: Context) -> Outcome:
    """A cross-entropy of 2.x stays as it is, unless its arguments look swapped."""
    call, function = reference.call, reference.function
    assert function is not None
    why = f"2.x code ({context.era.reason})"
    if reference.dialect is Dialect.V2:
        why = "it has 2.x's meaning on every release"
    elif context.era.release != 2:
        why = "only 2.x takes `axis=`"
    if call is None or call.starred:
        return correct(reference, f"right as it stands: {why}")
    try:
        reading = read(call, function.v2)
    except Unreadable as error:
        return manual(reference, f"{error}; {WRITE}")
    labels, logits = reading.get("labels"), reading.get("logits")
    if labels is None or logits is None:
        if reference.role is Role.PARTIAL:
            return correct(reference, f"right as it stands: {why}")
        return manual(reference, f"it has not both labels and logits; {WRITE}")
    if len(call.positional) > 1 and says_swapped(context.source, logits.value, labels.value):
        both = both_readings(context, labels, logits)
        return manual(
            reference,
            f"by position 2.x takes labels first, but the names say the opposite: {both}; {WRITE}",
        )
    return correct(reference, f"right as it stands: {why}")


def is_fixed(reference: Reference, context: Context) -> bool:
    """Whether the module it comes from keeps 1.x's meaning, and the target leaves it there."""
    shim_to_native = (
        reference.name.startswith(f"{SHIM}.nn.")
        and context.target == "v2"
        and reference.call is not None
        and not reference.call.starred
    )
    return reference.dialect in (Dialect.V1, Dialect.SHIM) and not shim_to_native


def judge_fixed(reference: Reference, context: Context) -> Outcome:
    """A 1.x cross-entropy from a module that has 1.x's meaning on every release."""
    call = reference.call
    home = "compat.v1" if reference.dialect is Dialect.V1 else "tfcompat_ce"
    right = correct(reference, f"{home} keeps 1.x's meaning on every release")
    if call is None or call.starred:
        return right
    try:
        reading, dropped = read_one(reference, context)
    except Unreadable as error:
        return manual(reference, f"{error}; {WRITE}, all that {home} takes")
    if "axis" in reading and reference.dialect is Dialect.V1:
        return manual(reference, "compat.v1 raises for `axis=` on every release: write `dim=`")
    if dropped or not call.positional:
        return right
    edits = written(context.source, reading, dropped)
    return rewritten(reference, "0.x's order by position, given its keywords", edits)
