"""TFC030: a name of 1.x in a program that is to be one of 2.x.

With `--target v2` each name is written as 2.x has it. Where `tf` has the same object, it is that
one (`tf.math.log`); where 2.x's function means the same, its arguments are written its way
(`keepdims=`); all else is in `tf.compat.v1`, the same object by construction. What is gone is for a
person. Graph code says `tf.compat.v1.disable_v2_behavior()`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from tree_sitter import Node

from tfcompat_ce.api.contrib import public
from tfcompat_ce.api.eras import prefixes
from tfcompat_ce.api.gone import GONE
from tfcompat_ce.api.native import (
    FIRST_OF_2,
    HOME,
    ROWS,
    Row,
    of_private,
    row_of_contrib,
    said_of_gone,
    since,
    unit,
)
from tfcompat_ce.api.renamed import RENAMED, new_name
from tfcompat_ce.api.symbols import LAST_OF_1, V1, V2, Parameters, by_position, find, releases
from tfcompat_ce.rewrite.resolve.names import Meaning
from tfcompat_ce.rewrite.rules import parameters, renamed, whole_program
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule, correct, manual, once
from tfcompat_ce.rewrite.rules.graph_code import switch, switching
from tfcompat_ce.rewrite.rules.native_imports import Led, change
from tfcompat_ce.rewrite.rules.signatures import translated
from tfcompat_ce.rewrite.syntax.calls import Argument, Call, Unreadable, read, removal
from tfcompat_ce.rewrite.syntax.lines import without
from tfcompat_ce.rewrite.syntax.source import Edit, Source
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Doubt, Reference, Role
from tfcompat_ce.rewrite.usage.native_program import NativeProgram
from tfcompat_ce.rewrite.usage.program import Program
from tfcompat_ce.rewrite.usage.spelling import Dialect, is_private

PLAIN = {
    "attribute",
    "call",
    "float",
    "identifier",
    "integer",
    "parenthesized_expression",
    "subscript",
}
EAGER = {"enable_eager_execution", "contrib.eager.enable_eager_execution"}
OURS_INSTEAD = {"tfcompat_ce.keras": "tf_keras", "tfcompat_ce.v2": "tensorflow"}
REGULARIZERS = {"layers.l1_regularizer": "", "layers.l2_regularizer": "0.5 * "}
KNOWN_OTHER_WAY = "the program has another way for 1.x"


def survey(program: Program) -> Iterator[Outcome]:
    """What becomes of each import and each expression, and where the program is switched."""
    if not isinstance(program, NativeProgram):
        return  # the rule is not selected
    first, switches = switching(program)
    yield from first
    put_at = {found.node.start_byte: switch(program, found) for found, _ in switches.values()}
    led = Led(program, {edit.start for edit in put_at.values()})
    outcomes = list(_uses(program, led))
    for found in program.imports:
        if program.mixed and program.era.release != 2:
            yield from whole_program.left(program, found)
        elif program.leaves(found):
            yield from change(program, found, led)
        one, why = switches.get(found.node.start_byte, (None, ""))
        if one:
            message = f"with disable_v2_behavior() for graph code ({why})"
            edits = (put_at[found.node.start_byte],)
            yield Outcome(found.node, found.module, Action.REWRITTEN, message, edits)
    yield from _of_ours(program)
    yield from led.without_names()
    yield from led.with_root()
    yield from _too_new(program)
    gone: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.action is Action.MANUAL:
            gone[outcome.name, outcome.message].append(outcome)
        elif not led.takes_away(outcome.node):
            yield outcome
    for (name, message), left in gone.items():
        nodes = [one.node for one in left if not led.takes_away(one.node)]
        if nodes:
            yield once(Action.MANUAL, name, message, nodes)


def _of_ours(program: NativeProgram) -> Iterator[Outcome]:
    """What of this project's neither leads to 2.x nor is of the softmax family."""
    for path in program.source.occurrences("tfcompat_ce"):
        name = path[-2]
        if name.type == "dotted_name" and name.children[0] == path[-1]:
            module = program.source.spaceless(name)
            given = path[-3].children_by_field_name("name")
            said = [f"{module}.{program.source.text(one).split()[0]}" for one in given]
            for one in said if path[-3].type == "import_from_statement" else [module]:
                for start, instead in OURS_INSTEAD.items():
                    if f"{one}.".startswith(f"{start}."):
                        yield Outcome(name, one, Action.MANUAL, f"of tfcompat-ce: write {instead}")


def _too_new(program: NativeProgram) -> Iterator[Outcome]:
    """What the lowest release has not yet, each name once."""
    if program.mixed or program.era.release == 2:
        return
    found: dict[str, list[Node]] = defaultdict(list)
    for use in program.uses_where(lambda name: since(name) > program.lowest):
        if not program.tests.around(use.path) and not program.tests.is_tried(use.path):
            found[use.api_name].append(use.node)
    lowest = ".".join(map(str, program.lowest))
    for name, nodes in found.items():
        first = ".".join(map(str, since(name)))
        message = f"there from TensorFlow {first} on: it cannot run on {lowest}, see --lowest"
        yield once(Action.ADVICE, f"tensorflow.{name}", message, nodes)


def _uses(program: NativeProgram, led: Led) -> Iterator[Outcome]:
    """What becomes of each expression."""
    if program.mixed or program.era.release == 2 or program.era.keras:
        return
    known: dict[str, str] = {}

    def pick(name: str) -> str:
        if name not in known:
            known[name] = _part(program, name)
        return known[name]

    for use in program.finder.picked(pick):
        outcome = _use(program, use, led)
        if outcome is not None:
            yield outcome


def _part(program: NativeProgram, name: str) -> str:
    """What of a name is to be looked at: nothing where it stays as it is."""
    leaf = name.rpartition(".")[2]
    if name.startswith(("compat.", "__")) or leaf in family.FAMILY:
        return ""
    if is_private(name):
        return next((part for part in prefixes(name) if program.native(part)), "")
    top = name.partition(".")[0]
    if top == "contrib":
        known = (part for part in prefixes(name) if row_of_contrib(part) or program.native(part))
        return next(known, name)
    if top in GONE or find(top, V1) is None or new_name(name):
        return name
    found = unit(name)
    return "" if program.native(found) == found else found  # "": the same object


def _use(program: NativeProgram, use: Reference, led: Led) -> Outcome | None:
    """What becomes of one expression; None where it is right as it stands."""
    name = use.api_name
    if use.dialect is Dialect.V2 or use.is_alias or use.is_import:
        return None
    rooted = program.is_rooted(use)
    if not rooted and not (led.is_from_here(use) and _leads_away(program, use)):
        return None
    if program.tests.around(use.path) or program.tests.is_tried(use.path):
        return correct(use, KNOWN_OTHER_WAY)
    target = program.native(new_name(name) or name)
    row = row_of_contrib(name)
    if not target and row is None:
        return manual(use, said_of_gone(name))
    if use.role is Role.TARGET or use.doubt not in (Doubt.NONE, Doubt.DEFAULT):
        return manual(use, "to be written by hand")
    if name in EAGER and (lost := _eager(program, use)) is not None:
        if not rooted:
            led.past(use)
        return lost
    edits: list[Edit] = []
    try:
        if new_name(name):
            edits = _of_0(use, name)
        elif is_private(name):
            moved = _of_private(program, use, of_private(name))
            if moved is not None and moved.action is Action.MANUAL:
                return manual(use, moved.message)
            edits = list(moved.edits) if moved is not None else []
        elif row is not None:
            target = program.native(row.name)
            edits = _of_contrib(program, use, public(name.removeprefix("contrib.")), row)
        elif name in ROWS and use.role is Role.CALL and parameters.judge(program, use) is None:
            with suppress(Unreadable):  # else it is 1.x's function that is meant
                edits, target = _arguments(program, use, name), ROWS[name].name or name
                row = ROWS[name]
    except Unreadable as error:
        return manual(use, f"{said_of_gone(name)} {error}")
    added = row if row is not None and row.added and target == row.name else None
    call = use.call.node if (edits or added) and use.call is not None else None
    if rooted:
        word = program.tail(use)
        assert word is not None
        root = program.source.code[use.node.start_byte : word.start_byte].decode()
        edits += _given_besides(use, added, root)
        if target != name:
            edits = [*edits, Edit(word.start_byte, use.node.end_byte, target)]
    else:
        root = led.root_for(use)
        if not root:
            message = f"to be written by hand: tf.{target}"
            return manual(use, message)
        edits += _given_besides(use, added, f"{root}.")
        edits = [*edits, Edit(use.node.start_byte, use.node.end_byte, f"{root}.{target}")]
        led.past(use)
    if not edits:
        return None
    message = f"tf.{target}" if target != name else "its arguments as 2.x takes them"
    return Outcome(use.node, use.name, Action.REWRITTEN, message, tuple(edits), call)


def _given_besides(use: Reference, row: Row | None, root: str) -> Iterator[Edit]:
    """The arguments that a call is to have besides."""
    if row is None or use.call is None or not use.call.arguments:
        return
    end, given = use.call.arguments[-1].node.end_byte, len(use.call.arguments)
    order = by_position(_takes(row.name, V2, releases()[-1]) or ())
    for word, value in row.added:
        in_place = not use.call.keywords and order[given : given + 1] == (word,)
        yield Edit(end, end, f", {root}{value}" if in_place else f", {word}={root}{value}")


def _leads_away(program: NativeProgram, use: Reference) -> bool:
    """Whether what it is reached through is nothing of 2.x's: contrib, or a private module."""
    name = use.api_name
    if use.node.type != "attribute":
        # Else its import gives another function by its name.
        return row_of_contrib(name) is not None
    if is_private(name) and not program.gives_public(use.meanings[0]):
        return True
    # A module that stays, and what it has in 1.x's namespace alone.
    if name.startswith(("keras.", "python.keras.")):
        return program.native(name).startswith(f"{HOME}.")
    if is_private(name):
        return False
    return name.startswith("contrib.") or bool(new_name(name))


def _eager(program: NativeProgram, use: Reference) -> Outcome | None:
    """2.x runs eagerly by itself, unless something makes it look like graph code; 1.15 does not."""
    if program.lowest < FIRST_OF_2:
        return None
    statement = use.path[-3] if len(use.path) > 2 else None
    if use.call is None or use.call.arguments or statement is None:
        return None
    block = use.path[-4] if len(use.path) > 3 else None
    alone = block is None or (block.type != "module" and len(block.named_children) < 2)
    if statement.type != "expression_statement" or alone:
        return None
    if program.is_graph_code:
        return None
    message = "2.x runs eagerly by itself"
    edit = without(program.source, statement)
    return Outcome(use.node, use.name, Action.REWRITTEN, message, (edit,))


def _of_0(use: Reference, name: str) -> list[Edit]:
    """The arguments of a function that 0.x called otherwise. Raises Unreadable."""
    row = RENAMED.get(name)
    if row is None or use.call is None:
        return []
    if use.role is Role.PARTIAL and use.call.positional:
        raise Unreadable("functools.partial gives it arguments by position")
    return renamed.arguments(use, row, new_name(name))


def _of_private(program: NativeProgram, use: Reference, name: str) -> Outcome | None:
    """What becomes of its arguments, where they had another order once."""
    if use.call is None or not parameters.changed(name):
        return None
    known = Meaning(f"tensorflow.{name}", use.meanings[0].chain)
    return parameters.judge(program, replace(use, meanings=(known,)))


def _of_contrib(program: NativeProgram, use: Reference, name: str, row: Row) -> list[Edit]:
    """The arguments of a function of contrib's, for the one in its place. Raises Unreadable."""
    if use.role is not Role.CALL or use.call is None:
        raise Unreadable("Where it is called cannot be followed.")
    if name in REGULARIZERS:
        return _regularizer(use.call, REGULARIZERS[name])
    had = _takes(f"contrib.{name}", V1, LAST_OF_1)
    return _written(program.source, use, had, _takes(row.name, V1, LAST_OF_1), row)


def _arguments(program: NativeProgram, use: Reference, name: str) -> list[Edit]:
    """The edits that make a call of 1.x's function one of 2.x's. Raises Unreadable."""
    row, had, call = ROWS[name], _takes(name, V1, LAST_OF_1), use.call
    assert call is not None
    if name == "nn.dropout":
        return _dropout(call)
    target, newest = row.name or name, _takes(row.name or name, V2, releases()[-1])
    edits = _written(program.source, use, had, newest, row)
    for release in {min(program.lowest, LAST_OF_1), max(program.lowest, FIRST_OF_2)}:
        takes = _takes(target, V1 if release <= LAST_OF_1 else V2, release)
        if release >= program.lowest and not _fits(call, had, newest, takes, row):
            raise Unreadable("An earlier release has other words for it.")
    return edits


def _fits(call: Call, had: Parameters, newest: Parameters, takes: Parameters, row: Row) -> bool:
    """Whether what is written for the newest release means the same in an earlier one."""
    order, before = by_position(newest or ()), by_position(takes or ())
    words = {one.name for one in takes or ()}
    dropped = {word for word, _ in row.dropped}
    in_place = True
    for index, (parameter, argument) in enumerate(read(call, by_position(had or ())).items()):
        name = row.parameters.get(parameter, parameter)
        if parameter in dropped:
            continue
        in_place = in_place and argument.keyword is None and order[index : index + 1] == (name,)
        if in_place and before[index : index + 1] not in ((name,), (parameter,)):
            return False
        if not in_place and name not in words:
            return False
    return words.issuperset(word for word, _ in row.added)


def _takes(name: str, namespace: str, release: tuple[int, int]) -> Parameters:
    symbol = find(name, namespace)
    return symbol.parameters(release) if symbol is not None else None


def _written(
    source: Source, use: Reference, had: Parameters, takes: Parameters, row: Row
) -> list[Edit]:
    call, dropped = use.call, dict(row.dropped)
    if had is None or takes is None or call is None or call.starred:
        raise Unreadable("Its arguments cannot be read.")
    order = by_position(had)
    if not {*order[: len(call.positional)], *call.keywords}.isdisjoint(row.without):
        raise Unreadable("It has not all of these arguments.")
    given = read(call, order)
    if not all(_is_text(given[word].value) for word in row.strings if word in given):
        raise Unreadable("What it is given may be no text.")
    gone = [given[word] for word in dropped if word in given]
    for word, allowed in dropped.items():
        if word in given and not _has_no_effect(given[word], allowed):
            raise Unreadable(f"`{word}` is not taken any more.")
    last = call.positional[-1:]
    if any(one.keyword is None and [one] != last for one in gone):
        raise Unreadable("What is to be dropped has others by position behind it.")
    kept = Call(call.node, tuple(one for one in call.arguments if one not in gone))
    edits = translated(kept, order, takes, row.parameters)
    for one in gone:
        edits += removal(source, one.node)
    return edits


def _has_no_effect(argument: Argument, allowed: tuple[str, ...]) -> bool:
    if allowed:
        return (argument.value.text or b"").decode() in allowed
    return argument.value.type in {"identifier", "none", "true", "false"}


def _is_text(value: Node) -> bool:
    """Whether a value is a literal text, or one that is filled in by `%`."""
    if value.type == "binary_operator":
        value = value.named_children[0]
    return value.type in {"string", "concatenated_string"}


def _regularizer(call: Call, factor: str) -> list[Edit]:
    """`scale=s` is by position in Keras, which calls it otherwise. Raises Unreadable."""
    if call.starred or len(call.arguments) != 1:
        raise Unreadable("It is to have its scale, and no more.")
    given = call.arguments[0]
    return _operand(given, factor)


def _dropout(call: Call) -> list[Edit]:
    """`keep_prob=p` is `rate=1 - p`. Raises Unreadable."""
    if len(call.positional) > 2 or call.starred:
        raise Unreadable("more arguments by position than two")
    kept = [*call.positional[1:], *filter(None, [call.keywords.get("keep_prob")])]
    if not kept and "rate" in call.keywords:
        return []
    if len(kept) != 1 or "rate" in call.keywords:
        raise Unreadable("it has no keep_prob, or two")
    return _operand(kept[0], "rate=1 - ")


def _operand(argument: Argument, before: str) -> list[Edit]:
    """The edits that put an operator in the place of an argument's keyword, before its value."""
    value = argument.value
    closed = ")" if before and value.type not in PLAIN else ""
    opened = "(" if closed else ""
    edits = [Edit(argument.node.start_byte, value.start_byte, f"{before}{opened}")]
    return [*edits, Edit(value.end_byte, value.end_byte, closed)] if closed else edits


RULE = Rule(
    code="TFC030",
    title="a name of 1.x, written as 2.x has it",
    explanation=__doc__,
    before="import tensorflow as tf\nx = tf.placeholder(tf.float32)\ny = tf.log(x)",
    after=(
        "import tensorflow as tf\ntf.compat.v1.disable_v2_behavior()\n"
        "x = tf.compat.v1.placeholder(tf.float32)\ny = tf.math.log(x)"
    ),
    survey=survey,
    targets=("v2",),
)
