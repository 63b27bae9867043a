"""Lead references elsewhere: change the import where that is enough, else the expression."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.bindings import Binding, Kind
from tfcompat_ce.rewrite.resolve.names import Meaning, Names
from tfcompat_ce.rewrite.syntax.lines import (
    IMPORTS,
    at_head,
    before,
    line_end,
    without,
    without_item,
)
from tfcompat_ce.rewrite.syntax.source import (
    TRIVIA,
    Edit,
    Path,
    Source,
    is_attribute,
    is_field,
    parts,
)
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.project import ALONE, TENSORFLOW, Place
from tfcompat_ce.rewrite.usage.spelling import ROOTS, Dialect, canonical

TYPE = re.compile(rb"#[ \t]*type:")
SHIM, NATIVE = "tfcompat_ce", "tensorflow"


class CannotChange(Exception):
    """The expression is one that no splice can lead elsewhere."""


@dataclass(frozen=True, slots=True)
class Led:
    """An expression that is to start at a package's `nn`: its tokens, and what follows the name."""

    package: str
    root: Path
    dropped: tuple[Node, ...]
    function: str
    binding: Binding


@dataclass(frozen=True, slots=True)
class Item:
    """One name of an import statement, and what it is to become."""

    node: Node
    text: str
    module: str | None
    local: str


def is_free(source: Source, names: Names, name: str) -> bool:
    """Whether a program has no name of its own that is spelt so."""
    for path in source.occurrences(name):
        leaf, parent = path[-1], path[-2]
        attribute = is_attribute(path)
        keyword = parent.type == "keyword_argument" and is_field(parent, "name", leaf)
        imported = parent.type in ("dotted_name", "aliased_import")
        if not (attribute or keyword or (imported and not names.binds(path))):
            return False
    return True


class Imports:
    """What has to happen to the imports of one file, and to the expressions that use them.

    The imports that references are reached through whose places are in `left` are kept. The
    statements at `rooted` are to give `tensorflow` itself.
    """

    def __init__(
        self,
        source: Source,
        names: Names,
        references: Iterable[Reference],
        left: set[int],
        place: Place = ALONE,
        maybe_two: bool = False,
        rooted: Collection[int] = (),
    ) -> None:
        self.source, self.names, self.keep = source, names, place.is_package
        self._maybe_two, self._stands, self._rooted = maybe_two, place, rooted
        self.edits: set[Edit] = set()
        self._left = left
        self._through: dict[int, list[Reference]] = defaultdict(list)
        for reference in references:
            for meaning in reference.meanings:
                for binding in meaning.chain:
                    self._through[binding.at].append(reference)
        self._led: dict[int, Led] = {}
        self._items: dict[int, tuple[Path, dict[int, Item]]] = {}
        self._added: dict[str, None] = {}
        self._tensorflow: str | None = None
        self._shim: str | None = None
        self._used_roots: set[str] = set()
        self._first_use = len(source.code)
        self._all_family: dict[int, bool] = {}

    # What rules ask for

    def lead(self, reference: Reference, package: str | None, rename: str | None = None) -> None:
        """Make a reference start at `package`.nn. Raises CannotChange."""
        for meaning in reference.meanings:
            if reference.role is Role.IMPORT:
                self._change_import(meaning.chain[0], package, rename)
            else:
                self._lead(reference.path, meaning, package, rename)

    def tensorflow(self, path: Path) -> str:
        """A name for TensorFlow that is good at the end of `path`; imported if need be."""
        self._used_at(path)
        for name in self._names_of_tensorflow:
            found = self.names.lookup(name, path)
            roots = {canonical(meaning.qualified) for meaning in found.meanings}
            if roots and roots <= {*ROOTS, f"{SHIM}.v1"} and not found.others:
                self._used_roots.add(name)
                return name
        if self._tensorflow is None:
            self._tensorflow = next(
                name
                for name in ("tf", "tensorflow", "tensorflow_", "tensorflow__")
                if self.free(name)
            )
            alias = "" if self._tensorflow == "tensorflow" else f" as {self._tensorflow}"
            self._added[f"import tensorflow{alias}"] = None
        return self._tensorflow

    def gives_v1(self, name: str, path: Path) -> bool:
        """Whether a name means `tf.compat.v1` at the end of `path`, and is to go on doing so."""
        return any(
            canonical(meaning.qualified) == "tensorflow.compat.v1"
            and not any(node.start_byte in self._rooted for node in meaning.chain[-1].path)
            for meaning in self.names.lookup(name, path).meanings
        )

    def shim(self, path: Path) -> str:
        """A name for tfcompat_ce.nn that is good at the end of `path`; its import is added."""
        self._used_at(path)
        if self._shim is None:
            self._shim = self._name_of(SHIM, [])
        return self._shim

    def _used_at(self, path: Path) -> None:
        self._first_use = min(self._first_use, path[-1].start_byte)

    def free(self, name: str) -> bool:
        """Whether the program has no name of its own that is spelt so."""
        return is_free(self.source, self.names, name)

    def finish(self) -> list[Edit]:
        """All the edits."""
        for statement, items in self._items.values():
            self._edit_import(statement, items)
        nested = self._replace_nested_imports()
        for package in (SHIM, NATIVE):
            led = [
                found
                for found in self._led.values()
                if found.package == package and found.binding.at not in nested
            ]
            if led:
                name = self._name_of(package, led) if package == NATIVE else self.shim(led[0].root)
                for found in led:
                    self._edit_expression(found, name)
        self._add_and_remove()
        return sorted(self.edits)

    # Expressions

    def _lead(self, path: Path, meaning: Meaning, package: str | None, rename: str | None) -> None:
        root, attributes = self._parts(path)
        names = meaning.qualified.split(".")
        prefix = ".".join(names[: len(names) - len(attributes)])
        binding = meaning.chain[0] if meaning.chain else None
        if binding is None:
            raise CannotChange
        if rename and attributes:
            token = attributes[-1].child_by_field_name("attribute")
            assert token is not None
            self.edits.add(Edit(token.start_byte, token.end_byte, rename))
        is_function = not attributes and family.function(meaning.qualified) is not None
        depth = len(attributes) - (family.module(meaning.qualified) is None and not is_function)
        if package is None and not is_function:
            return
        if depth == 0 and self._changeable(binding, package):
            if binding.kind is Kind.IMPORT:
                return self._change_import(binding, package, rename)
            if len(meaning.chain) > 1:
                try:
                    return self._lead(
                        binding.value,
                        Meaning(prefix, meaning.chain[1:]),
                        package,
                        rename if is_function else None,
                    )
                except CannotChange:
                    pass
        if package is None:
            return
        function = (rename or names[-1]) if is_function else ""
        self._used_at(root)
        self._led[root[-1].start_byte] = Led(
            package, root, tuple(attributes[:depth]), function, binding
        )

    @staticmethod
    def _parts(path: Path) -> tuple[Path, list[Node]]:
        """The name an expression starts with and its attributes, the innermost first."""
        attributes = []
        while path[-1].type in ("attribute", "parenthesized_expression"):
            if path[-1].type == "attribute":
                attributes.append(path[-1])
                inner = path[-1].child_by_field_name("object")
            else:
                inner = next(iter(parts(path[-1])), None)
            assert inner is not None
            path = (*path, inner)
        if path[-1].type != "identifier":
            raise CannotChange
        return path, attributes[::-1]

    def _edit_expression(self, led: Led, name: str) -> None:
        root = led.root[-1]
        text = f"{name}.{led.function}" if led.function else name
        if self.source.text(root) != text:
            self.edits.add(Edit(root.start_byte, root.end_byte, text))
        for attribute in led.dropped:
            for token in attribute.children[1:]:
                if token.type not in TRIVIA:
                    self.edits.add(Edit(token.start_byte, token.end_byte, ""))

    def _name_of(self, package: str, led: list[Led]) -> str:
        """How the file is to spell `package`.nn; its import is added where there is none."""
        if package == NATIVE:
            return self.tensorflow(led[0].root) + ".nn"
        return self._changed_to_shim() or self._known_shim() or self._added_shim()

    def _changed_to_shim(self) -> str:
        """A name whose imports all become one of `tfcompat_ce.nn`, "" where there is none."""
        changed = {
            item.node.id: item.local
            for _, items in self._items.values()
            for item in items.values()
            if item.module == SHIM and item.text.split()[0] == "nn"
        }
        for local in changed.values():
            groups = self.names.uses(local).bindings.values()
            paths = [binding.path for bindings in groups for binding in bindings]
            if self._is_global(local) and all(
                any(node.id in changed for node in path) for path in paths
            ):
                return local
        return ""

    def _known_shim(self) -> str:
        """What the file calls `tfcompat_ce.nn` already, "" where it does not know it."""
        for word in ("nn", SHIM, *self._imported_from_shim()):
            if not self._is_global(word):
                continue
            [bindings] = self.names.uses(word).bindings.values()
            qualified = {binding.qualified for binding in bindings}
            if qualified == {f"{SHIM}.nn"}:
                return word
            if qualified == {SHIM}:
                self._added[f"import {SHIM}.nn"] = None
                return f"{SHIM}.nn"
        return ""

    def _added_shim(self) -> str:
        """A name that is free for `tfcompat_ce.nn`, with the import that gives it."""
        if self.free("nn") and not self._is_seen("nn") and not self._star_follows():
            self._added[f"from {SHIM} import nn"] = None
            return "nn"
        if self.free(SHIM):
            self._added[f"import {SHIM}.nn"] = None
            return f"{SHIM}.nn"
        name = next(n for n in (f"{SHIM}_nn" + "_" * more for more in range(99)) if self.free(n))
        self._added[f"from {SHIM} import nn as {name}"] = None
        return name

    def _is_seen(self, name: str) -> bool:
        """Whether other programs can use a name of this one."""
        return self.keep or not self._stands.wanted.isdisjoint(("*", name))

    def _star_follows(self) -> bool:
        """Whether a star import after the added one could give `nn` another value."""
        anchor = self._place()
        place = anchor.start_byte if anchor is not None else 0
        return any(star[-1].start_byte > place for _, star in self.names.stars())

    def _imported_from_shim(self) -> Iterable[str]:
        for found in re.finditer(
            rb"\btfcompat_ce\b[^\n]*?\bimport\b[^\n]*?\bas[ \t]+(\w+)", self.source.code
        ):
            yield found[1].decode()

    def _is_global(self, name: str) -> bool:
        """Whether all of a name's bindings are plain import statements of the module."""
        root = self.source.tree.root_node
        bindings = self.names.uses(name).bindings
        if list(bindings) != [root.id]:
            return False
        return all(b.kind is Kind.IMPORT and b.path[1].type in IMPORTS for b in bindings[root.id])

    @cached_property
    def _names_of_tensorflow(self) -> Iterable[str]:
        words = dict.fromkeys(["tf", "tensorflow"])
        for found in re.finditer(rb"\btensorflow[\w. \t]*?\bas[ \t]+(\w+)", self.source.code):
            words[found[1].decode()] = None
        for found in re.finditer(rb"\bcompat[ \t]+import[ \t]+(v[12])\b", self.source.code):
            words[found[1].decode()] = None
        return words

    # Import statements

    def _changeable(self, binding: Binding, package: str | None) -> bool:
        if binding.kind is Kind.IMPORT and (
            binding.path[-1].type != "identifier"  # from tensorflow import *
            or binding.qualified.partition(".")[0] not in TENSORFLOW
        ):
            return False
        through = self._through[binding.at]
        if self._left and any(r.node.start_byte in self._left for r in through):
            return False
        private = binding.kind is Kind.IMPORT and not binding.qualified.startswith(
            ("tensorflow.nn", "tensorflow.compat")
        )
        if not private and package != NATIVE and not self._maybe_two:
            return True  # all that it gives has 1.x's meaning
        if binding.at not in self._all_family:
            places = {self._parts(reference.path)[0][-1].start_byte for reference in through}
            self._all_family[binding.at] = places.issuperset(self._places(binding))
        return self._all_family[binding.at]

    def _places(self, binding: Binding) -> list[int]:
        """Where the name of a binding is used."""
        name = self.source.text(binding.path[-1])
        return [path[-1].start_byte for path in self._used(name)]

    def _used(self, name: str) -> list[Path]:
        found = []
        for path in self.source.occurrences(name):
            leaf, parent = path[-1], path[-2]
            attribute = is_attribute(path)
            keyword = parent.type == "keyword_argument" and is_field(parent, "name", leaf)
            imported = parent.type in ("dotted_name", "aliased_import")
            if not (attribute or keyword or imported or self.names.binds(path)):
                found.append(path)
        return found

    def _change_import(self, binding: Binding, package: str | None, rename: str | None) -> None:
        path = binding.path
        at = next(i for i in range(len(path) - 1, -1, -1) if path[i].type in IMPORTS)
        statement, item = path[at], path[at + 1]
        local = self.source.text(path[-1])
        name = binding.qualified.rsplit(".", 1)[-1]
        is_function = family.function(binding.qualified) is not None
        if statement.type == "import_statement":
            dotted = item.child_by_field_name("name")
            assert dotted is not None
            self.edits.add(Edit(dotted.start_byte, dotted.end_byte, f"{package}.nn"))
            return
        name = (rename or name) if is_function else "nn"
        module = None if package is None else f"{package}.nn" if is_function else package
        text = name if name == local else f"{name} as {local}"
        _, items = self._items.setdefault(statement.id, (path[: at + 1], {}))
        known = items.get(item.id)
        if known is None or known.module is None:
            items[item.id] = Item(item, text, module, local)

    def _edit_import(self, path: Path, items: dict[int, Item]) -> None:
        statement = path[-1]
        written = statement.children_by_field_name("name")
        modules = {item.module for item in items.values()} - {None}
        module = statement.child_by_field_name("module_name")
        assert module is not None
        moved = [item for item in items.values() if item.module is not None]
        public = family.module(self.source.text(module)) is Dialect.RELEASE
        whole = len(modules) == 1 and (
            len(moved) == len(written) or (public and modules == {f"{SHIM}.nn"})
        )
        for item in items.values():
            if (whole or item.module is None) and self.source.text(item.node) != item.text:
                self.edits.add(Edit(item.node.start_byte, item.node.end_byte, item.text))
        if not moved:
            return
        if whole:
            self.edits.add(Edit(module.start_byte, module.end_byte, modules.pop() or ""))
            return
        for item in moved:
            self.edits.update(without_item(self.source, item.node))
        for new in sorted(modules, key=str):
            given = ", ".join(item.text for item in moved if item.module == new)
            self.edits.add(before(self.source, statement, f"from {new} import {given}"))

    def _replace_nested_imports(self) -> set[int]:
        """Inside functions, an import that only led expressions use becomes the one they need."""
        done: set[int] = set()
        for path in self._removed():
            if len(path) == 2 or not self.free("nn"):
                continue
            led = [f for f in self._led.values() if f.binding.path[: len(path)] == path]
            if any(found.package != SHIM for found in led):
                continue
            statement = path[-1]
            text = f"from {SHIM} import nn"
            self.edits.add(Edit(statement.start_byte, statement.end_byte, text))
            for found in led:
                self._edit_expression(found, "nn")
                done.add(found.binding.at)
        return done

    # Statements that come and go

    def _add_and_remove(self) -> None:
        removed: list[Path] = [path for path in self._removed() if len(path) == 2]
        added = list(self._added)
        anchor = self._place()
        for path in removed:
            statement = path[-1]
            if added and statement == anchor:
                self.edits.add(
                    Edit(statement.start_byte, statement.end_byte, self.source.newline.join(added))
                )
                added = []
            else:
                self.edits.add(without(self.source, statement))
        if not added:
            return
        lines = self.source.newline.join(added)
        end = line_end(self.source, anchor) if anchor is not None else None
        if end is not None and end <= self._first_use:
            self.edits.add(Edit(end, end, self.source.newline + lines))
        else:
            self.edits.add(at_head(self.source, lines))

    def _removed(self) -> list[Path]:
        """The import statements of a single name that nothing uses any more."""
        gone: list[Path] = []
        for binding in {led.binding.at: led.binding for led in self._led.values()}.values():
            path = binding.path
            if binding.kind is not Kind.IMPORT or path[-1].type != "identifier":
                continue
            if binding.qualified.partition(".")[0] not in TENSORFLOW:
                continue  # a file of the program's own may do more than give a name
            name = self.source.text(path[-1])
            at = next(i for i in range(len(path) - 1, -1, -1) if path[i].type in IMPORTS)
            statement = path[at]
            groups = self.names.uses(name).bindings
            if (
                name in self._used_roots
                or self._is_seen(name)
                or sum(map(len, groups.values())) != 1
                or len(statement.children_by_field_name("name")) != 1
                or any(node.type == "try_statement" for node in path[:at])
                or any(place not in self._led for place in self._places(binding))
                or self._named_in_text(name)
                or path[: at + 1] in gone
            ):
                continue
            gone.append(path[: at + 1])
        return gone

    def _named_in_text(self, name: str) -> bool:
        """Whether `__all__`, a quoted or commented annotation or a magic speaks of the name."""
        pattern = re.compile(rb"(?<![\w.])" + name.encode() + rb"(?!\w)")
        for found in pattern.finditer(self.source.code):
            if self.source.parsed[found.start() : found.end()] != name.encode():
                return True  # on a line of a notebook that is not Python
            cursor = self.source.tree.root_node.walk()
            while cursor.goto_first_child_for_byte(found.start()) is not None:
                node = cursor.node
                if node is not None and node.type == "string_content":
                    return True
                if node is not None and node.type == "comment" and TYPE.match(node.text or b""):
                    return True
        return False

    def _place(self) -> Node | None:
        """The import of TensorFlow at the top, before their first use, that new ones go after."""
        candidates = []
        for led in self._led.values():
            candidates.append(led.binding)
        for group in self._through.values():
            for reference in group:
                for meaning in reference.meanings:
                    candidates += meaning.chain[-1:]
        places = {
            binding.path[1].start_byte: binding.path[1]
            for binding in candidates
            if len(binding.path) > 2
            and binding.path[1].type in IMPORTS
            and binding.path[1].start_byte < self._first_use
        }
        return places[min(places)] if places else None
