"""TFC030: a name of 1.x in a program that is to be one of 2.x.

With `--target v2` each name is written as 2.x has it. Where `tf` has the same object, it is that
one (`tf.math.log`); where 2.x's function means the same, its arguments are written its way
(`keepdims=`); all else is in `tf.compat.v1`, the same object by construction. What is gone is for a
person. Graph code says `tf.compat.v1.disable_v2_behavior()`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from tree_sitter import Node

from tfcompat_ce.api.contrib import instead
from tfcompat_ce.api.gone import GONE
from tfcompat_ce.api.native import HOME as V1_HOME
from tfcompat_ce.api.native import LAST_OF_1, ROWS, native, unit
from tfcompat_ce.api.renamed import RENAMED, new_name
from tfcompat_ce.api.symbols import V1, V2, by_position, find, releases
from tfcompat_ce.rewrite.rules import parameters, renamed, whole_program
from tfcompat_ce.rewrite.rules.base import Action, Outcome, Rule
from tfcompat_ce.rewrite.rules.graph_code import before_others, put_before, switch, to_switch
from tfcompat_ce.rewrite.rules.signatures import translated
from tfcompat_ce.rewrite.syntax.calls import Call, Unreadable
from tfcompat_ce.rewrite.syntax.lines import before, without_item
from tfcompat_ce.rewrite.syntax.source import Edit
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Doubt, Reference, Role
from tfcompat_ce.rewrite.usage.native_program import NativeProgram
from tfcompat_ce.rewrite.usage.program import HOME, Import, Program
from tfcompat_ce.rewrite.usage.spelling import Dialect, canonical, is_private, placed

PLAIN = {"identifier", "attribute", "call", "integer", "float", "parenthesized_expression"}


def survey(program: Program) -> Iterator[Outcome]:
    if not isinstance(program, NativeProgram):
        return  # the rule is not selected
    switches = {found.node.start_byte: (found, why) for found, why in to_switch(program)}
    if (first := before_others(program, min(switches, default=None))) is not None:
        node, why = first
        message = f"disable_v2_behavior() before it, for graph code ({why})"
        put = put_before(program, node)
        yield Outcome(node, "tensorflow", Action.REWRITTEN, message, (put,))
        switches = {}
    for found in program.imports:
        one, why = switches.get(found.node.start_byte, (None, ""))
        if program.moves(found):
            yield from _import(program, found)
        elif program.mixed:
            yield from whole_program.left(program, found)
        if one:
            message = f"with disable_v2_behavior() for graph code ({why})"
            yield Outcome(
                found.node, found.module, Action.REWRITTEN, message, (switch(program, one),)
            )
    yield from whole_program.private(program)
    if not program.here:
        return
    for use in program.finder.picked(_picked(program)):
        outcome = _use(program, use)
        if outcome is not None:
            yield outcome


def _picked(program: NativeProgram) -> Callable[[str], str]:
    """What of a name is to be looked at: nothing where it stays as it is."""
    known: dict[str, str] = {}

    def pick(name: str) -> str:
        found = known.get(name)
        if found is None:
            found = known[name] = _part(program, name)
        return found

    return pick


def _part(program: NativeProgram, name: str) -> str:
    if name.startswith("compat.") or name.rpartition(".")[2] in family.FAMILY:
        return ""
    top = name.partition(".")[0]
    if top == "contrib" or top in GONE or new_name(name):
        return name
    found = unit(name)
    if not found or _same(program, found):
        # Through a namespace that is to be `tensorflow` it stays as it is as well.
        return ""
    return found


def _same(program: NativeProgram, name: str) -> bool:
    return native(name, program.lowest) == name


def _target(program: NativeProgram, name: str) -> str:
    """What to write behind `tf.`, "" where there is nothing any more."""
    return native(new_name(name) or name, program.lowest)


def _use(program: NativeProgram, use: Reference) -> Outcome | None:
    """What becomes of one expression; None where it is right as it stands."""
    if use.dialect in (Dialect.V2, Dialect.PRIVATE) or use.is_alias or use.is_import:
        return None
    if not program.is_rooted(use):
        return _through_a_module(program, use)
    base, _, attributes = program.base(use)
    name = use.meanings[0].qualified.removeprefix(base).lstrip(".")
    if not attributes or name.startswith("compat."):
        return None
    if program.tests.around(use.path) or program.tests.is_tried(use.path):
        return Outcome(use.node, use.name, Action.CORRECT, "the program has another way for 1.x")
    if use.role is Role.TARGET or use.doubt not in (Doubt.NONE, Doubt.DEFAULT):
        return Outcome(use.node, use.name, Action.MANUAL, "to be written by hand")
    target = _target(program, name)
    if not target:
        return Outcome(use.node, use.name, Action.MANUAL, _gone(name))
    edits, call = [], None
    try:
        if new_name(name):
            edits = _of_0(use, name)
        elif name in ROWS and use.role is Role.CALL and parameters.judge(program, use) is None:
            assert use.call is not None
            edits = _arguments(use.call, name, program.lowest)
            target = name
    except Unreadable as error:
        if new_name(name):
            return Outcome(use.node, use.name, Action.MANUAL, f"tf.{target}; {error}")
    if edits and use.call is not None:
        call = use.call.node
    if target != name:
        start = attributes[0].child_by_field_name("attribute")
        assert start is not None
        edits = [*edits, Edit(start.start_byte, use.node.end_byte, target)]
    if not edits:
        return None
    message = f"tf.{target}" if target != name else "its arguments as 2.x takes them"
    return Outcome(use.node, use.name, Action.REWRITTEN, message, tuple(edits), call)


def _of_0(use: Reference, name: str) -> list[Edit]:
    """The arguments of a function that 0.x called otherwise. Raises Unreadable."""
    row = RENAMED.get(name)
    if row is None or use.call is None:
        return []
    if use.role is Role.PARTIAL and use.call.positional:
        raise Unreadable("functools.partial gives it arguments by position")
    return renamed.arguments(use, row, new_name(name))


def _arguments(call: Call, name: str, lowest: tuple[int, int]) -> list[Edit]:
    """The edits that make a call of 1.x's function one of 2.x's. Raises Unreadable."""
    row = ROWS[name]
    one, two = find(name, V1), find(name, V2)
    assert one is not None and two is not None
    had, takes = one.parameters(LAST_OF_1), two.parameters(releases()[-1])
    if had is None or takes is None or call.starred:
        raise Unreadable("its arguments cannot be read")
    if name == "nn.dropout":
        return _dropout(call)
    given = {*by_position(had)[: len(call.positional)], *call.keywords}
    if not given.isdisjoint(row.without):
        raise Unreadable("2.x has not all of it")
    words = {row.parameters.get(word, word) for word in call.keywords}
    if lowest < (2, 0) and not words <= {one.name for one in had}:
        raise Unreadable("1.15 has other words for it")
    return translated(call, by_position(had), takes, row.parameters)


def _dropout(call: Call) -> list[Edit]:
    """`keep_prob=p` is `rate=1 - p`. Raises Unreadable."""
    if len(call.positional) > 2:
        raise Unreadable("more arguments by position than two")
    for argument in call.arguments:
        by_position = argument.keyword is None and call.positional[1:2] == [argument]
        if argument.keyword == "keep_prob" or by_position:
            if "rate" in call.keywords:
                break
            text = (argument.value.text or b"").decode()
            text = text if argument.value.type in PLAIN else f"({text})"
            return [Edit(argument.node.start_byte, argument.node.end_byte, f"rate=1 - {text}")]
    if "rate" in call.keywords and "keep_prob" not in call.keywords:
        return []
    raise Unreadable("it has no keep_prob")


def _through_a_module(program: NativeProgram, use: Reference) -> Outcome | None:
    """`nn.x` after `from tensorflow import nn`: it stays, for the module goes to compat.v1."""
    name = use.api_name
    moved = {one.statement[-1].start_byte for one in program.here}
    if program.statement_of(use) not in moved or use.dialect is Dialect.V1:
        return None
    if name.partition(".")[0] == "contrib" or new_name(name):
        return Outcome(use.node, use.name, Action.MANUAL, _gone(name))
    return None


def _gone(name: str) -> str:
    top, _, part = name.partition(".")
    if top == "contrib":
        return f"gone since TensorFlow 2.0. In its place: {instead(part)}."
    row = GONE.get(top)
    if row is not None:
        return "gone since TensorFlow {}.{}. {}".format(*row.release, row.instead)
    if new_name(name):
        return f"to be written by hand: tf.{new_name(name)} since 1.0"
    return "2.x has not got it"


def _import(program: NativeProgram, found: Import) -> Iterator[Outcome]:
    """An import that stays, or leads to 2.x's namespace or to its compat.v1."""
    node, module = found.node, canonical(found.module)
    ours = found.module.startswith("tfcompat_ce")
    if found.is_from:
        yield from _from(program, found)
    elif found.whole:
        if ours and not found.alias:
            message = f"write `import {HOME} as tf`, and tf for {HOME}; then it can be moved"
            yield Outcome(node, found.module, Action.MANUAL, message)
        elif found.module != "tensorflow" and found.alias:
            edit = Edit(node.start_byte, node.end_byte, "tensorflow")
            yield Outcome(node, found.module, Action.REWRITTEN, "2.x's own namespace", (edit,))
    elif found.alias and not module.startswith("tensorflow.compat"):
        spot = placed(found.module)
        target = _target(program, spot[1]) if spot is not None else ""
        if not target:
            yield Outcome(node, found.module, Action.MANUAL, _gone(spot[1] if spot else ""))
        elif f"tensorflow.{target}" != found.module:
            edit = Edit(node.start_byte, node.end_byte, f"tensorflow.{target}")
            yield Outcome(node, found.module, Action.REWRITTEN, f"tf.{target}", (edit,))


def _from(program: NativeProgram, found: Import) -> Iterator[Outcome]:
    """`from tensorflow import log, placeholder`: each from the module that has it."""
    statement = found.statement[-1]
    module = statement.child_by_field_name("module_name")
    assert module is not None
    if found.statement[-1].start_byte in program.rooted:
        given = found.given[0]
        local = "" if given.local == "tensorflow" else f" as {given.local}"
        edit = Edit(statement.start_byte, statement.end_byte, f"import tensorflow{local}")
        yield Outcome(found.node, found.module, Action.REWRITTEN, "2.x's own namespace", (edit,))
        return
    homes: dict[str, list[tuple[Node, str, bool]]] = defaultdict(list)
    for given in found.given:
        spot = placed(f"{found.module}.{given.name}")
        if spot is None or spot[0] is Dialect.V2 or is_private(spot[1]):
            return
        name = spot[1]
        leaf = name.rpartition(".")[2]
        if spot[0] is Dialect.V1 or leaf in ("compat", "v1", "v2"):
            return
        if leaf == "*":
            package = spot[1].rpartition(".")[0]
            home = f"tensorflow.{V1_HOME}.{package}".rstrip(".")
            homes[home].append((given.node, "*", False))
            continue
        if leaf in family.FAMILY:
            homes[found.module].append((given.node, given.name, False))
            continue
        target = _target(program, name)
        if not target and find(name, V1) is None and find(name, V2) is None:
            target = name
        if not target:
            yield Outcome(given.node, f"tensorflow.{name}", Action.MANUAL, _gone(name))
            homes[found.module].append((given.node, given.name, False))
            continue
        if name in ROWS:
            target = f"{V1_HOME}.{name}"  # its calls are elsewhere, and keep 1.x's arguments
        owner, _, word = target.rpartition(".")
        text = word if word == given.local else f"{word} as {given.local}"
        homes[f"tensorflow.{owner}".rstrip(".")].append((given.node, text, True))
    if set(homes) == {found.module}:
        return
    edits = _spread(program, found, module, homes)
    message = ", ".join(sorted(set(homes) - {found.module}))
    yield Outcome(found.node, found.module, Action.REWRITTEN, message, tuple(edits))


def _spread(
    program: NativeProgram,
    found: Import,
    module: Node,
    homes: dict[str, list[tuple[Node, str, bool]]],
) -> Iterator[Edit]:
    source = program.source
    if len(homes) == 1:
        (home,) = homes
        yield Edit(module.start_byte, module.end_byte, home)
        for node, text, _ in homes[home]:
            if source.text(node) != text and text != "*":
                yield Edit(node.start_byte, node.end_byte, text)
        return
    kept = found.module if found.module in homes else ""
    if kept:
        for home, items in homes.items():
            for node, _, _ in items if home != kept else ():
                yield from without_item(source, node)
        more = {home: items for home, items in homes.items() if home != kept}
        lines = [_line(home, items) for home, items in sorted(more.items())]
        yield before(source, found.statement[-1], _joined(program, found, lines))
    else:
        statement = found.statement[-1]
        lines = [_line(home, items) for home, items in sorted(homes.items())]
        text = _joined(program, found, lines)
        yield Edit(statement.start_byte, statement.end_byte, text)


def _line(home: str, items: list[tuple[Node, str, bool]]) -> str:
    return f"from {home} import {', '.join(text for _, text, _ in items)}"


def _joined(program: NativeProgram, found: Import, lines: list[str]) -> str:
    source, statement = program.source, found.statement[-1]
    indent = source.code[source.line_at(statement.start_byte)[0] : statement.start_byte]
    return ("; " if indent.strip() else source.newline + indent.decode()).join(lines)


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
