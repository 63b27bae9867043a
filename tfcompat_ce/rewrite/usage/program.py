"""A whole program of 1.x: what it imports of TensorFlow, and whether that may come from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tree_sitter import Node

from tfcompat_ce.api.symbols import V1, V2, find
from tfcompat_ce.rewrite.resolve.bindings import Binding
from tfcompat_ce.rewrite.syntax.source import Path, Source, is_field
from tfcompat_ce.rewrite.usage import era
from tfcompat_ce.rewrite.usage.finder import Finder, Reference, Role
from tfcompat_ce.rewrite.usage.graph_mode import (
    SWITCH,
    graph_code,
    needs_graph,
    reached_graph_code,
    says_by_itself,
    starting,
)
from tfcompat_ce.rewrite.usage.spelling import Dialect, canonical, is_private, placed
from tfcompat_ce.rewrite.usage.versions import VersionTests

HOME = "tfcompat_ce.v1"
STATEMENTS = {"import_statement", "import_from_statement"}


def is_only_2(name: str) -> bool:
    """Whether 1.x's namespace has no such name, on any release, while 2.x's has."""
    return find(name, V1) is None and find(name, V2) is not None


def below(qualified: str) -> str | None:
    """What a dotted name is called in TensorFlow's namespace, None where it is not in it.

    >>> below("tensorflow.compat.v1.nn.softmax")
    'nn.softmax'
    >>> below("tensorflow.compat.v2.nn.softmax")
    """
    spot = placed(qualified)
    if spot is None or spot[0] is Dialect.V2 or not is_whole(qualified):
        return None
    return spot[1]


def is_whole(qualified: str) -> bool:
    """Whether a dotted name is of a whole namespace, not of `tfcompat_ce.nn` alone."""
    return not qualified.startswith("tfcompat_ce") or qualified.startswith(HOME)


@dataclass(frozen=True, slots=True)
class Given:
    """One name of `from module import name as local`."""

    name: str
    local: str
    node: Node


@dataclass(frozen=True, slots=True)
class Import:
    """One place in the text where an import statement names a module of TensorFlow's."""

    path: Path  # down to the dotted name
    statement: Path
    module: str
    given: tuple[Given, ...] = ()  # the names of `from`
    alias: str = ""  # of `import module as alias`

    @property
    def node(self) -> Node:
        return self.path[-1]

    @property
    def is_from(self) -> bool:
        return self.statement[-1].type == "import_from_statement"

    @property
    def binds_tensorflow(self) -> bool:
        """`import tensorflow.x`, which makes the name `tensorflow` and no other."""
        return not self.is_from and not self.alias

    @property
    def whole(self) -> str:
        """What 1.x's namespace itself is called after this statement, "" where it is not."""
        if self.is_from:
            owners = (g.local for g in self.given if below(f"{self.module}.{g.name}") == "")
            return next(owners, "")
        if self.binds_tensorflow:
            return "tensorflow" if self.module.startswith("tensorflow") else HOME
        return self.alias if below(self.module) == "" else ""

    @property
    def is_explicit(self) -> bool:
        """Whether it asks for 1.x's namespace by name."""
        names = [f"{self.module}.{given.name}" for given in self.given] or [self.module]
        return all(canonical(name).startswith("tensorflow.compat.v1") for name in names)

    @property
    def is_of_python(self) -> bool:
        """Whether it is of the private modules that are here as 1.x had them."""
        name = below(self.module)
        return name is not None and (name == "python" or name.startswith("python."))

    @property
    def names(self) -> Iterator[tuple[Node, str]]:
        """What it gives, as names of the namespace, each with its place."""
        pairs = [(given.node, f"{self.module}.{given.name}") for given in self.given]
        for node, qualified in pairs or [(self.node, self.module)]:
            name = below(qualified.removesuffix(".*"))
            if name is not None:
                yield node, name

    @property
    def text(self) -> str | None:
        """What the place is to become, None where it stays: a private module, 2.x's, or ours."""
        if self.module.startswith("tfcompat_ce"):
            return None
        if self.is_from and canonical(self.module) == "tensorflow.compat":
            given = {given.name for given in self.given}
            if given == {"v1"}:
                return "tfcompat_ce"
            return f"{HOME}.compat" if given != {"v2"} else None
        name = below(self.module)
        if name is None or (is_private(name) and not self.is_of_python):
            return None
        if self.binds_tensorflow:
            return f"{HOME} as tensorflow"
        return f"{HOME}.{name}".rstrip(".")


def imports(source: Source) -> Iterator[Import]:
    """Each import of TensorFlow, and of its namespace here."""
    for word in ("tensorflow", "tfcompat_ce"):
        for path in source.occurrences(word):
            if path[-2].type == "dotted_name" and path[-2].children[0] == path[-1]:
                found = _import(source, path[:-1])
                if found is not None and any(True for _ in found.names):
                    yield found


def _import(source: Source, path: Path) -> Import | None:
    """The import whose module the dotted name at the end of `path` is."""
    holder, alias, module = path[:-1], "", source.spaceless(path[-1])
    if holder[-1].type == "aliased_import":
        name = holder[-1].child_by_field_name("alias")
        alias = source.text(name) if name is not None else ""
        holder = holder[:-1]
    statement = holder[-1]
    if statement.type == "import_statement":
        return Import(path, holder, module, alias=alias)
    if statement.type == "import_from_statement" and is_field(statement, "module_name", path[-1]):
        return Import(path, holder, module, tuple(_given(source, statement)))
    return None


def _given(source: Source, statement: Node) -> Iterator[Given]:
    for child in statement.children:
        if child.type == "wildcard_import":
            yield Given("*", "", child)
    for item in statement.children_by_field_name("name"):
        name, alias = item, item
        if item.type == "aliased_import":
            name = item.child_by_field_name("name") or item
            alias = item.child_by_field_name("alias") or item
        yield Given(source.text(name), source.text(alias), item)


class Program:
    """The imports of one program, and which of them are to lead to 1.x's namespace here."""

    home = HOME
    switches_from = ""  # what stands between `tf` and `disable_v2_behavior`

    def __init__(
        self,
        finder: Finder,
        written_for: era.Era,
        passed_over: Callable[[str, Node], bool],
        moves_whole: bool = True,
        switches: bool = True,
    ) -> None:
        self.moves_whole, self._switches = moves_whole, switches
        self.place = finder.place
        self.tests = VersionTests(finder.source)
        self.finder, self.source, self.names = finder, finder.source, finder.names
        self.era = written_for
        self.imports = list(imports(self.source))
        self._passed_over = passed_over
        self._all_explicit = all(
            found.is_explicit for found in self.imports if found.text and not found.is_of_python
        )

    @cached_property
    def mixed(self) -> str:
        """What only 2.x has, in a file that is 1.x's by all else; "" where there is nothing."""
        if self.era.given or self.era.release == 2:
            return ""
        for found in self.uses_where(is_only_2):
            mark = f"`tf.{found.api_name}` on line {self.line(found)}"
            return f"it is 1.x's ({self.era.reason}), but {mark} is 2.x's"
        return ""

    @cached_property
    def says_by_itself(self) -> bool:
        """Whether the program says how it runs, or whoever runs it does."""
        return not self._switches or says_by_itself(self.source)

    @cached_property
    def is_graph_code(self) -> bool:
        """Whether there is graph code in it, or in what it imports."""
        here = any(True for _ in self.uses_where(needs_graph))
        return here or bool(reached_graph_code(self.place))

    @cached_property
    def builds_graphs(self) -> bool:
        """Whether it, or what starts it, is graph code, or says that it is."""
        if SWITCH.encode() in self.source.code or self.is_graph_code:
            return True
        project = self.place.project
        return project is not None and any(graph_code(project, one) for one in starting(self.place))

    def moves(self, found: Import) -> bool:
        """Whether an import is to lead to 1.x's namespace here."""
        if found.text is None or self.mixed or self._passed_over("TFC020", found.node):
            return False
        is_older = self.era.release != 2 and not self.era.keras
        return is_older or (self._all_explicit and not self.era.given)

    @cached_property
    def here(self) -> list[Import]:
        """The imports that lead to 1.x's namespace here, or do so already."""
        return [
            found
            for found in self.imports
            if found.module.startswith("tfcompat_ce") or self.moves(found)
        ]

    def judged(self, reference: Reference) -> Reference:
        """A reference of the family as it is once the imports lead here."""
        if reference.dialect not in (Dialect.RELEASE, Dialect.V1, Dialect.PRIVATE):
            return reference
        ours = {found.statement[-1].start_byte for found in self.here}
        chains = [meaning.chain for meaning in reference.meanings]
        if chains and all(chain and _statement(chain[-1]) in ours for chain in chains):
            return replace(reference, dialect=Dialect.SHIM)
        return reference

    def uses(self, wanted: Iterable[str]) -> Iterator[Reference]:
        """Each use of these names of the namespace by an expression, but for those of an alias."""
        return self.uses_where(frozenset(wanted).__contains__)

    def uses_where(self, wanted: Callable[[str], bool]) -> Iterator[Reference]:
        for found in self.finder.uses(wanted):
            if self.is_in_namespace(found) and found.role is not Role.IMPORT and not found.is_alias:
                yield found

    @staticmethod
    def is_in_namespace(found: Reference) -> bool:
        """Whether it is of the namespace that is to be 1.x's: not 2.x's by name, nor private."""
        return found.dialect not in (Dialect.V2, Dialect.PRIVATE)

    def line(self, found: Reference) -> int:
        """The line that a reference ends on."""
        return self.source.position(found.node.end_byte)[0]

    def imports_of(self, path: Path) -> Iterator[Import]:
        """The imports that lead here and that an expression has TensorFlow from."""
        for meaning in self.names.resolve(path).meanings:
            for found in self.here:
                if (
                    meaning.chain
                    and _statement(meaning.chain[-1]) == found.statement[-1].start_byte
                ):
                    yield found


def _statement(binding: Binding) -> int:
    return next((n.start_byte for n in binding.path if n.type in STATEMENTS), -1)
