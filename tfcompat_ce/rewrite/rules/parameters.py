"""TFC024: a function that takes its arguments in another order, or under other names, since then.

By position another release reads such a call another way, often in silence: 0.x's
`tf.nn.sigmoid_cross_entropy_with_logits(logits, targets)` takes labels first in 2.x. With keywords
it means what it meant. Which functions these are is read off TensorFlow's releases. A call that can
be meant in either order is left, with both readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tree_sitter import Node

from tfcompat_ce.api import derived
from tfcompat_ce.api.symbols import (
    LAST_OF_0,
    LAST_OF_1,
    V1,
    V2,
    Parameter,
    beginning_with,
    by_keyword,
    by_position,
    find,
    releases,
)
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, manual, with_another_way
from tfcompat_ce.rewrite.rules.signatures import translated
from tfcompat_ce.rewrite.rules.wording import says_labels
from tfcompat_ce.rewrite.syntax.calls import Argument, Call, Unreadable, is_none, text_of
from tfcompat_ce.rewrite.syntax.source import Source
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Doubt, Reference, Role
from tfcompat_ce.rewrite.usage.program import Program

SENTINEL = "_sentinel"
FROM_0_TO_1 = ((V1, LAST_OF_0), (V1, LAST_OF_1))
AXES = {"axis", "batch_axis", "concat_dim", "dim", "dimension", "seq_axis", "seq_dim", "split_dim"}
COUNTS = {"num_classes", "num_sampled", "num_split", "num_true", "pos_weight", "rate", "num"}
LABELS, LOGITS = {"labels", "targets"}, {"inputs", "logits"}
NAMES = {"default_name", "name", "scope", "shared_name"}
NO_TENSOR = AXES | COUNTS | NAMES | {"dtype"}


UNFOLLOWED = (
    "what it is reached through cannot be followed; if it is TensorFlow's, name all its arguments"
)


@dataclass(frozen=True)
class Signature:
    """What a function takes in one release, and whose release that is."""

    era: str  # "0", "1" or "2"
    parameters: tuple[Parameter, ...]

    @property
    def order(self) -> tuple[str, ...]:
        return by_position(self.parameters)


@cache
def signatures(name: str) -> tuple[Signature, ...]:
    """What 0.x, 1.x and 2.x take, as far as they have the function.

    >>> [(one.era, one.order[:2]) for one in signatures("concat")]
    [('0', ('concat_dim', 'values')), ('1', ('values', 'axis')), ('2', ('values', 'axis'))]
    """
    found = []
    for era, namespace, release in (
        ("0", V1, LAST_OF_0),
        ("1", V1, LAST_OF_1),
        ("2", V2, releases()[-1]),
    ):
        symbol = find(name, namespace)
        takes = symbol.parameters(release) if symbol is not None else None
        if takes is not None:
            found.append(Signature(era, takes))
    return tuple(found)


def orders(name: str) -> list[tuple[str, tuple[str, ...]]]:
    """The parameters by position of each era."""
    return [(one.era, one.order) for one in signatures(name)]


@cache
def renames(name: str) -> dict[str, str]:
    """What 1.x calls the parameters of 0.x that it does not take by their name.

    >>> renames("split")
    {'num_split': 'num_or_size_splits', 'split_dim': 'axis'}
    """
    found = derived.renamed_keywords(name, *FROM_0_TO_1)
    # TensorFlow 1.0 calls an axis `axis`, wherever it stands, and may take the old word as well.
    old = dict(orders(name)).get("0", ())
    words = old if moved(name) is not None else found.vanished
    axes = {word: "axis" for word in words if word in AXES and "axis" in found.appeared}
    return {**found.renamed, **axes}


@cache
def moved(name: str) -> int | None:
    """The first position at which 0.x and 1.x take another parameter, None where there is none.

    >>> moved("concat"), moved("nn.nce_loss"), moved("reduce_sum"), moved("nn.softmax")
    (0, 2, None, None)
    """
    return derived.moved(name, *FROM_0_TO_1)


@cache
def changed(name: str) -> bool:
    """Whether 0.x's calls of a function can mean something else, or nothing, in 1.x's namespace.

    >>> changed("concat"), changed("nn.relu"), changed("nn.softmax_cross_entropy_with_logits")
    (True, False, False)
    """
    if name.rpartition(".")[2] in family.FAMILY:
        return False  # has rules of its own
    return moved(name) is not None or bool(renames(name))


@cache
def swaps(name: str) -> bool:
    """Whether it takes labels and logits in another order than it did: silent, and always wrong.

    >>> swaps("nn.sigmoid_cross_entropy_with_logits"), swaps("nn.nce_loss"), swaps("concat")
    (True, True, False)
    """
    takes = {word for one in signatures(name) for word in one.order}
    return changed(name) and bool(takes & LABELS) and bool(takes & LOGITS)


@cache
def swapping() -> tuple[str, ...]:
    """The functions of `tf.nn` that swap labels and logits."""
    return tuple(one.name[3:] for one in beginning_with("nn.") if swaps(one.name))


@cache
def _words() -> re.Pattern[bytes]:
    return re.compile(rb"(?<!\w)(?:%s)(?!\w)" % "|".join(swapping()).encode())


def may_swap(data: bytes) -> bool:
    """Whether a program can call a function that swaps labels and logits.

    >>> may_swap(b"tf.nn.nce_loss(w, b, x, y, 1, 2)"), may_swap(b"tf.nn.relu(x)")
    (True, False)
    """
    return (b"_loss" in data or b"_cross_entropy" in data) and bool(_words().search(data))


def survey(program: Program) -> Iterator[Outcome]:
    """Each call whose arguments a later release takes another way."""
    wanted = changed if program.moves_whole else swaps
    for use in program.finder.uses(wanted):
        if not program.is_in_namespace(use) or program.era.release == 2:
            continue
        found = judge(program, use) if use.call is not None else passed_on(program, use)
        if found is not None:
            yield with_another_way(program, use, found)
    if program.era.release != 2 and may_swap(program.source.code):
        for use in program.finder.unfollowed(swapping()):
            if use.call is not None and (use.call.starred or len(use.call.positional) > 1):
                yield manual(use, UNFOLLOWED)


def judge(program: Program, use: Reference) -> Outcome | None:
    """What becomes of one call; None where it is right as it stands."""
    call, name = use.call, use.api_name
    assert call is not None
    known = signatures(name)
    old = next((one for one in known if one.era == "0"), None)
    new = next((one for one in known if one.era == "1"), None)
    if old is None or new is None:
        return None
    names = renames(name)
    if call.starred:
        return _starred(program, use, old, new)
    if not _can_be(call, old, names):
        return None
    only_old = not names.keys().isdisjoint(call.keywords)
    at = moved(name)
    if not only_old and (at is None or len(call.positional) <= at):
        return None
    era = "0" if only_old else _era(program, use, old, new)
    if era == "1":
        return None
    shown = tuple(word for word in new.order if word != SENTINEL)
    if era == "":
        message = f"{_both(program.source, call, old, names, shown)}; say --from 0 or --from 1"
        return manual(use, message)
    if use.role is Role.PARTIAL:
        message = "functools.partial gives it arguments by position: write them with keywords"
        return manual(use, message)
    if use.doubt is not Doubt.NONE:
        message = "what is called here can be something else too; write it with keywords"
        return manual(use, message)
    try:
        edits = translated(call, old.order, new.parameters, names)
    except Unreadable as error:
        message = f"{error}; 1.x takes ({', '.join(shown)})"
        return manual(use, message)
    message = "0.x's order by position, given its keywords"
    return Outcome(use.node, use.name, Action.REWRITTEN, message, tuple(edits), call.node)


def passed_on(program: Program, use: Reference) -> Outcome | None:
    """A function that is handed on: where 1.x's namespace refuses the old order, that will do."""
    if use.role is not Role.BARE or not swaps(use.api_name) or _is_named(use):
        return None
    if program.moves_whole and SENTINEL in signatures(use.api_name)[1].order:
        return None
    if not (program.era.zero or SENTINEL in signatures(use.api_name)[1].order):
        return None
    message = "where it is called cannot be followed: call it with labels= and logits= there"
    return manual(use, message)


def _is_named(use: Reference) -> bool:
    """`f = tf.nn.nce_loss`: the calls of `f` are judged by themselves."""
    holder = use.path[-2]
    target = holder.child_by_field_name("left") if holder.type == "assignment" else None
    return use.is_alias or (target is not None and target.type == "identifier")


def _starred(program: Program, use: Reference, old: Signature, new: Signature) -> Outcome | None:
    """`f(*arguments)`: whose order that is, nobody can see."""
    assert use.call is not None
    unpacked = any(argument.node.type == "list_splat" for argument in use.call.arguments)
    if not unpacked or not (program.era.zero or SENTINEL in new.order):
        return None
    message = (
        f"its arguments are unpacked from `*`; 0.x takes ({', '.join(old.order)}): "
        "write them with keywords"
    )
    return manual(use, message)


def _can_be(call: Call, old: Signature, renames: dict[str, str]) -> bool:
    """Whether 0.x takes such a call at all."""
    if len(call.positional) > len(old.order):
        return False
    return set(call.keywords) <= {*by_keyword(old.parameters), *renames.values()}


def _era(program: Program, use: Reference, old: Signature, new: Signature) -> str:
    """Whether a call by position is meant as 0.x takes it, or as 1.x; "" where that is open."""
    call = use.call
    assert call is not None
    given = program.era
    if given.given and given.release in (0, 1):
        sentinel = SENTINEL in new.order and given.release == 1
        return "0" if sentinel or given.release == 0 else "1"
    first = call.positional[0]
    if SENTINEL in new.order:  # 1.x takes it by name only
        if is_none(first):
            return "1"
        if given.maybe_two and not given.zero:
            return "1" if given.release == 2 else ""
        against = _against(program.source, call.positional, old.order)
        return "0" if not against else ""
    as_old = _against(program.source, call.positional, old.order)
    as_new = _against(program.source, call.positional, new.order)
    if len(call.positional) > len(new.order) or as_old < as_new:
        return "0"
    if as_new < as_old:
        return "1"
    if given.zero and not given.late:
        return "0"
    return "1" if given.late or given.not_zero else ""


def _against(source: Source, given: Sequence[Argument], order: Sequence[str]) -> int:
    """How many arguments do not look like the parameters that an order makes them."""
    return sum(
        not fits(source, argument.value, parameter)
        for argument, parameter in zip(given, order, strict=False)
    )


def fits(source: Source, node: Node, parameter: str) -> bool:
    """Whether an argument looks like what a parameter takes."""
    kind = node.type
    if kind == "unary_operator" and node.named_children:
        kind = node.named_children[0].type
    if kind in ("integer", "float"):
        return parameter in AXES | COUNTS or parameter not in {
            "inputs",
            "labels",
            "logits",
            "name",
            "targets",
            "value",
            "values",
            "weights",
        }
    if kind in ("list", "tuple", "list_comprehension"):
        return parameter not in NO_TENSOR
    if kind == "string":
        return parameter in NAMES
    if kind in ("true", "false"):
        return parameter not in AXES | NAMES | LABELS | LOGITS
    if parameter in LABELS | LOGITS:
        said = says_labels(source, node)
        return not ((said < 0 and parameter in LABELS) or (said > 0 and parameter in LOGITS))
    words = (
        source.text(node).lower().rpartition(".")[2] if kind in ("identifier", "attribute") else ""
    )
    is_axis = any(word in words for word in ("axis", "axes", "dim"))
    return not (is_axis and parameter not in AXES) and not (
        kind == "call" and parameter in AXES | NAMES
    )


def _both(
    source: Source, call: Call, old: Signature, renames: dict[str, str], new: Sequence[str]
) -> str:
    def reading(names: Sequence[str]) -> str:
        pairs = zip(names, call.positional, strict=False)
        return ", ".join(f"{renames.get(word, word)}={text_of(source, it)}" for word, it in pairs)

    return f"{reading(old.order)} (0.x's order) or {reading(new)} (1.x's)"


RULE = Rule(
    code="TFC024",
    title="a function that takes its arguments another way since 0.x",
    explanation=__doc__,
    before="import tfcompat_ce.v1 as tf\ny = tf.concat(1, [a, b])",
    after="import tfcompat_ce.v1 as tf\ny = tf.concat(axis=1, values=[a, b])",
    survey=survey,
    targets=("v1", "nn", "v2"),
)
