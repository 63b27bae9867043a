"""The imports of a program that is to be one of 2.x."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from tree_sitter import Node

from tfcompat_ce.api.native import HOME, ROWS, of_private, row_of_contrib, said_of_gone
from tfcompat_ce.api.renamed import new_name
from tfcompat_ce.api.symbols import V1, V2, find
from tfcompat_ce.rewrite.import_edits import is_free
from tfcompat_ce.rewrite.resolve.bindings import Binding, Kind
from tfcompat_ce.rewrite.resolve.scopes import scopes
from tfcompat_ce.rewrite.rules import parameters
from tfcompat_ce.rewrite.rules.base import Action, Outcome
from tfcompat_ce.rewrite.syntax.lines import before, without, without_item
from tfcompat_ce.rewrite.syntax.source import Edit, is_attribute, is_field
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference
from tfcompat_ce.rewrite.usage.native_program import NativeProgram
from tfcompat_ce.rewrite.usage.program import HOME as OURS
from tfcompat_ce.rewrite.usage.program import Import
from tfcompat_ce.rewrite.usage.spelling import Dialect, canonical, is_private, placed

ROOT = "tf"
LINE = "import tensorflow as tf"
PRIVATE = "private to TensorFlow: releases move such modules, use what is public"


class Led:
    """The names of modules that 2.x has not, and the expressions that are led past them.

    `rnn = tf.contrib.rnn` and `from tensorflow.contrib import rnn` are wanted no more where each
    `rnn.GRUCell` has become `tf.compat.v1.nn.rnn_cell.GRUCell`.
    """

    def __init__(self, program: NativeProgram, put_at: Collection[int] = ()) -> None:
        """`put_at` are the places where lines are put besides."""
        self._program, self._source, self._put_at = program, program.source, put_at
        self._past: dict[Binding, set[int]] = defaultdict(set)
        self._unused: dict[Binding, bool] = {}
        self._needs_root = False

    def is_from_here(self, use: Reference) -> bool:
        """Whether one import of this file is what an expression has its meaning from."""
        here = {one.statement[-1].start_byte for one in self._program.imports}
        if len(use.meanings) != 1 or not use.meanings[0].chain:
            return False
        return self._program.statement_of(use.meanings[0]) in here

    def root_for(self, use: Reference) -> str:
        """What to call `tensorflow` where an expression stands, "" where there is no name."""
        root = self._program.root_at(use.path)
        if root:
            return root
        chain = use.meanings[0].chain
        at_top = scopes(chain[-1].path)[-1].type == "module"
        free = self._needs_root or is_free(self._source, self._program.names, ROOT)
        if at_top and free:
            self._needs_root = True
            return ROOT
        return ""

    def past(self, use: Reference) -> None:
        """An expression is written anew."""
        for binding in use.meanings[0].chain[:1]:
            self._past[binding].add(use.node.start_byte)

    def is_unused(self, binding: Binding) -> bool:
        """Whether nothing is left that wants a name."""
        if binding not in self._past:
            return False
        if binding not in self._unused:
            self._unused[binding] = self._is_unused(binding)
        return self._unused[binding]

    def _is_unused(self, binding: Binding) -> bool:
        local = self._source.text(binding.path[-1])
        place = self._program.place
        if scopes(binding.path)[-1].type == "class_definition" or place.is_package:
            return False
        if not place.wanted.isdisjoint({"*", local}) or b"__all__" in self._source.code:
            return False
        if _stands_alone(binding.path):
            return False
        past = self._past[binding]
        for path in self._source.occurrences(local):
            leaf, parent = path[-1], path[-2]
            is_word = parent.type == "keyword_argument" and is_field(parent, "name", leaf)
            if leaf.start_byte in past or is_attribute(path) or is_word or self._imported(path):
                continue
            if self._program.names.binds(path):
                continue
            chains = [m.chain for m in self._program.names.lookup(local, path).meanings]
            if any(binding in chain for chain in chains):
                return False
        return True

    @staticmethod
    def _imported(path: tuple[Node, ...]) -> bool:
        return any(node.type in ("import_statement", "import_from_statement") for node in path)

    def takes_away(self, node: Node) -> bool:
        """Whether a place goes with the name that it is for."""
        return any(
            statement.start_byte <= node.start_byte and node.end_byte <= statement.end_byte
            for binding in self._past
            if binding.kind is Kind.ALIAS and self.is_unused(binding)
            for statement in [_statement(binding)]
        )

    def without_names(self) -> Iterator[Outcome]:
        """`rnn = tf.contrib.rnn`, where nothing needs it any more."""
        for binding in self._past:
            if binding.kind is Kind.ALIAS and self.is_unused(binding):
                statement = _statement(binding)
                name = self._source.text(binding.path[-1])
                edit = self.without(statement)
                yield Outcome(statement, name, Action.REWRITTEN, "not needed any more", (edit,))

    def unused_at(self, item: Node) -> bool:
        """Whether the name that an import gives at a place is wanted no more."""
        for binding in self._past:
            inside = item.start_byte <= binding.at < item.end_byte
            if binding.kind is Kind.IMPORT and inside and self.is_unused(binding):
                return True
        return False

    def without(self, statement: Node) -> Edit:
        """Take a statement away; what is put behind its line stays on a line of its own."""
        edit = without(self._source, statement)
        newline = len(self._source.newline)
        if not any(edit.start < at < edit.end for at in self._put_at):
            return edit
        above = statement.prev_sibling
        goes_too = above is not None and self.unused_at(above)
        start = edit.start if goes_too else max(edit.start - newline, 0)
        return Edit(start, edit.end - newline, "")

    def with_root(self) -> Iterator[Outcome]:
        """The line that makes the name of `tensorflow`, where no import gave place to it."""
        first = min(self._program.imports, key=lambda one: one.node.start_byte, default=None)
        if first is not None and (line := self.root_line()):
            statement = first.statement[1] if len(first.statement) > 1 else first.statement[-1]
            edit = before(self._source, statement, line)
            yield Outcome(first.node, "tensorflow", Action.REWRITTEN, line, (edit,))

    def root_line(self) -> str:
        """The line that makes the name of `tensorflow` that was used, asked for once."""
        needed, self._needs_root = self._needs_root, False
        return LINE if needed else ""


def _statement(binding: Binding) -> Node:
    holders = [node for node in binding.path if node.type.endswith("_statement")]
    return holders[-1]


def _stands_alone(path: tuple[Node, ...]) -> bool:
    """Whether its statement is all that a block has, or is no plain `name = value`."""
    for index in range(len(path) - 1, 0, -1):
        if path[index].type.endswith("_statement"):
            block = path[index - 1]
            plain = path[index].type.startswith("import_") or index + 2 == len(path) - 1
            return not plain or (block.type != "module" and len(block.named_children) < 2)
    return True


def change(program: NativeProgram, found: Import, led: Led) -> Iterator[Outcome]:
    """An import that leads to 2.x's namespace or to its compat.v1, goes, or stays."""
    node, module = found.node, canonical(found.module)
    ours = found.module.startswith("tfcompat_ce")
    if found.is_from:
        yield from _from(program, found, led)
        return
    if found.alias and led.unused_at(found.path[-2]):
        yield _gone(program, found, led)
        return
    if not found.alias and _is_lost(found.module):
        edit = Edit(node.start_byte, node.end_byte, "tensorflow")
        yield Outcome(node, found.module, Action.REWRITTEN, "gone; what it bound is left", (edit,))
    elif found.whole:
        if ours and not found.alias:
            message = f"write `import {OURS} as tf`, and tf for {OURS}; then it can be moved"
            yield Outcome(node, found.module, Action.MANUAL, message)
        elif found.module != "tensorflow" and found.alias:
            edit = Edit(node.start_byte, node.end_byte, "tensorflow")
            yield Outcome(node, found.module, Action.REWRITTEN, "2.x's own namespace", (edit,))
    elif found.alias and not module.startswith("tensorflow.compat"):
        spot = placed(found.module)
        name = spot[1] if spot is not None else ""
        target = (
            name if program.stays(name, found.alias) else program.native(new_name(name) or name)
        )
        if not target and is_private(name):
            if ours:
                edit = Edit(node.start_byte, node.end_byte, _at_home(found))
                yield Outcome(node, found.module, Action.REWRITTEN, PRIVATE, (edit,))
            else:
                yield Outcome(node, found.module, Action.ADVICE, PRIVATE)
        elif not target:
            yield Outcome(node, found.module, Action.MANUAL, said_of_gone(name))
        elif target and f"tensorflow.{target}" != found.module:
            edit = Edit(node.start_byte, node.end_byte, f"tensorflow.{target}")
            yield Outcome(node, found.module, Action.REWRITTEN, f"tf.{target}", (edit,))


def _is_lost(module: str) -> bool:
    """Whether 1.x's `import tensorflow.contrib.layers` finds nothing in 2.x."""
    top, _, name = module.partition(".")
    if top != "tensorflow" or is_private(name):
        return False
    return name.partition(".")[0] in ("contrib", "examples", "models")


def _gone(program: NativeProgram, found: Import, led: Led) -> Outcome:
    """An import of one module whose name nothing needs any more."""
    source, statement = program.source, found.statement[-1]
    if len(statement.named_children) > 1:
        edits = without_item(source, found.path[-2])
        if line := led.root_line():
            edits.append(before(source, statement, line))
    elif line := led.root_line():
        edits = [Edit(statement.start_byte, statement.end_byte, line)]
    else:
        edits = [led.without(statement)]
    return Outcome(found.node, found.module, Action.REWRITTEN, "not needed any more", tuple(edits))


def _at_home(found: Import) -> str:
    """TensorFlow's own name of a module."""
    return canonical(found.module.replace(OURS, "tensorflow", 1))


Homes = dict[str, list[tuple[Node, str]]]


def _from(program: NativeProgram, found: Import, led: Led) -> Iterator[Outcome]:
    """`from tensorflow import log, placeholder`: each from the module that has it."""
    statement = found.statement[-1]
    if statement.start_byte in program.rooted:
        given = found.given[0]
        local = "" if given.local == "tensorflow" else f" as {given.local}"
        edit = Edit(statement.start_byte, statement.end_byte, f"import tensorflow{local}")
        yield Outcome(found.node, found.module, Action.REWRITTEN, "2.x's own namespace", (edit,))
        return
    homes: Homes = defaultdict(list)
    dropped = []
    for given in found.given:
        spot = placed(f"{found.module}.{given.name}")
        if spot is None or spot[0] is Dialect.V2:
            return
        name = spot[1]
        leaf = name.rpartition(".")[2]
        if spot[0] is Dialect.V1 or leaf in ("compat", "v1", "v2"):
            return
        if leaf == "*":
            homes[_home_of_all(found, name)].append((given.node, "*"))
            continue
        if leaf in family.FAMILY:
            homes[found.module].append((given.node, program.source.text(given.node)))
            continue
        if led.unused_at(given.node):
            dropped.append(given.node)
            continue
        stays = program.stays(name, given.local)
        target = name if stays else _place_of(program, name, given.local)
        if not target:
            private = is_private(name)
            action, said = (
                (Action.ADVICE, PRIVATE) if private else (Action.MANUAL, said_of_gone(name))
            )
            yield Outcome(given.node, f"tensorflow.{name}", action, said)
            homes[_at_home(found)].append((given.node, program.source.text(given.node)))
            continue
        owner, _, word = target.rpartition(".")
        text = word if word == given.local else f"{word} as {given.local}"
        homes[f"tensorflow.{owner}".rstrip(".")].append((given.node, text))
    if set(homes) == {found.module} and not dropped:
        return
    edits = _spread(program, found, homes, dropped, led)
    message = ", ".join(sorted(set(homes) - {found.module})) or "not needed any more"
    yield Outcome(found.node, found.module, Action.REWRITTEN, message, tuple(edits))


def _home_of_all(found: Import, name: str) -> str:
    package = name.rpartition(".")[0]
    if is_private(name) or package.partition(".")[0] in ("contrib", "keras"):
        return found.module
    return f"tensorflow.{HOME}.{package}".rstrip(".")


def _place_of(program: NativeProgram, name: str, local: str) -> str:
    """What an import is to give, behind `tensorflow.`; "" where there is nothing any more."""
    if is_private(name):
        if parameters.changed(of_private(name)):
            return ""  # whose order its calls are in, is to be judged where they are
        symbol = find(of_private(name), V1)
        if symbol is not None and symbol.kind == "module" and not program.is_public(name, local):
            return ""
    if row_of_contrib(name) is not None:
        return ""  # its calls are written anew, or for a person
    target = program.native(new_name(name) or name)
    if target in ROWS:
        return f"{HOME}.{name}"  # its calls are elsewhere, and keep 1.x's arguments
    if not target and find(name, V2) is not None and find(name, V1) is None:
        return name
    return target


def _spread(
    program: NativeProgram, found: Import, homes: Homes, dropped: list[Node], led: Led
) -> Iterator[Edit]:
    """The edits that take each name from its home."""
    source, statement = program.source, found.statement[-1]
    line = led.root_line() if dropped else ""
    if len(homes) == 1 and not dropped:
        ((home, items),) = homes.items()
        yield Edit(found.node.start_byte, found.node.end_byte, home)
        for node, text in items:
            if source.text(node) != text and text != "*":
                yield Edit(node.start_byte, node.end_byte, text)
        return
    moved = [node for home, items in homes.items() if home != found.module for node, _ in items]
    if found.module in homes and len(moved) + len(dropped) == 1:
        for node in (*moved, *dropped):
            yield from without_item(source, node)
        lines = [_line(home, items) for home, items in homes.items() if home != found.module]
        lines = [one for one in (line, *sorted(lines)) if one]
        if lines:
            yield before(source, statement, _joined(program, found, lines))
        return
    lines = [_line(home, items) for home, items in sorted(homes.items())]
    lines = [one for one in (line, *lines) if one]
    if lines:
        text = _joined(program, found, lines)
        yield Edit(statement.start_byte, statement.end_byte, text)
    else:
        yield led.without(statement)


def _line(home: str, items: list[tuple[Node, str]]) -> str:
    line = f"from {home} import {', '.join(text for _, text in items)}"
    if len(line) <= 100:
        return line
    return f"from {home} import (\n" + "".join(f"    {text},\n" for _, text in items) + ")"


def _joined(program: NativeProgram, found: Import, lines: list[str]) -> str:
    source, statement = program.source, found.statement[-1]
    indent = source.code[source.line_at(statement.start_byte)[0] : statement.start_byte]
    return ("; " if indent.strip() else source.newline + indent.decode()).join(lines)
