"""A whole program of 1.x that is to be one of 2.x, with no dependency on this project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property

from tree_sitter import Node

from tfcompat_ce.api.native import HOME as COMPAT_V1
from tfcompat_ce.api.native import native, of_private, unit
from tfcompat_ce.api.symbols import V1, V2, find
from tfcompat_ce.rewrite.resolve.names import Meaning
from tfcompat_ce.rewrite.syntax.source import Path, parts
from tfcompat_ce.rewrite.usage import era, family
from tfcompat_ce.rewrite.usage.finder import Finder, Reference
from tfcompat_ce.rewrite.usage.program import HOME, Import, Program
from tfcompat_ce.rewrite.usage.spelling import Dialect, is_private, placed

CODE = "TFC030"


class NativeProgram(Program):
    """The imports of a program, and which of them are to lead to 2.x's own namespace."""

    home = "tensorflow"
    switches_from = "compat.v1."

    def __init__(
        self,
        finder: Finder,
        written_for: era.Era,
        passed_over: Callable[[str, Node], bool],
        lowest: str = "1.15",
        switches: bool = True,
    ) -> None:
        super().__init__(finder, written_for, passed_over, switches=switches)
        major, _, minor = lowest.partition(".")
        self.lowest = (int(major), int(minor))

    def moves(self, found: Import) -> bool:
        """Whether what an import gives is 1.x's, and to be written for 2.x."""
        if self.mixed or self._passed_over(CODE, found.node):
            return False
        if found.module.startswith("tfcompat_ce"):
            return found.module.startswith(HOME) or found.is_from
        public = found.text is not None and not found.is_of_python
        return public and self.era.release != 2 and not self.era.keras

    def leaves(self, found: Import) -> bool:
        """Whether what an import names is 1.x's, be it public or private."""
        private = any(is_private(name) for _, name in found.names)
        if not private or found.module.startswith("tfcompat_ce"):
            return self.moves(found)
        return not (self.mixed or self._passed_over(CODE, found.node) or self.era.release == 2)

    @cached_property
    def here(self) -> list[Import]:
        return [found for found in self.imports if self.leaves(found)]

    def uses_where(self, wanted: Callable[[str], bool]) -> Iterator[Reference]:
        def known(name: str) -> bool:
            return wanted(of_private(name) if is_private(name) else name)

        for found in self.finder.uses(known):
            if found.dialect is not Dialect.V2 and not found.is_import and not found.is_alias:
                yield found

    @cached_property
    def _said(self) -> dict[str, set[str]]:
        """For each name that begins an expression of TensorFlow's, what these are called there."""
        found: dict[str, set[str]] = defaultdict(set)
        for chain in self.finder.chains:
            word = self.source.code[chain.start : chain.end - len(chain.tail)].decode()
            spots = [placed(meaning) for meaning in chain.meanings]
            found[word] |= {spot[1] for spot in spots if spot is not None}
        return found

    def stays(self, module: str, local: str) -> bool:
        """Whether 2.x has under the same name all that is taken from a module of 1.x's."""
        symbol = find(module, V1)
        if symbol is None or symbol.kind != "module" or module.partition(".")[0] == "contrib":
            return False
        if find(module, V2) is None or not self.place.wanted.isdisjoint({"*", local}):
            return False
        return bool(self._said[local]) and all(
            name != module
            and (name.rpartition(".")[2] in family.FAMILY or self._is_same(unit(name)))
            for name in self._said[local]
        )

    def is_public(self, module: str, local: str) -> bool:
        """Whether all that is taken from a private module is in a public one of its name."""
        said, public = self._said[local], of_private(module)
        if not public or not self.place.wanted.isdisjoint({"*", local}):
            return False
        return bool(said) and all(
            name.startswith(f"{public}.") and not self._is_of_graphs(name)
            for name in map(of_private, said)
        )

    def gives_public(self, meaning: Meaning) -> bool:
        """Whether a meaning is had from such a module: its import is to lead to the public one."""
        binding = meaning.chain[-1]
        spot = placed(binding.qualified)
        local = self.source.text(binding.path[-1])
        return len(meaning.chain) == 1 and spot is not None and self.is_public(spot[1], local)

    def native(self, name: str) -> str:
        """How 2.x has a name of 1.x's here, "" where it has not."""
        found = native(name, self.lowest)
        return f"{COMPAT_V1}.{found}" if self._is_of_graphs(found) else found

    def _is_of_graphs(self, name: str) -> bool:
        """Whether graph code needs what compat.v1 has by a name: 2.x's optimizer runs eagerly."""
        return name.startswith("keras.optimizers.") and self.builds_graphs

    def _is_same(self, name: str) -> bool:
        return self.native(name) == name

    @cached_property
    def rooted(self) -> dict[int, Import]:
        """The imports that are to give `tensorflow` itself, by their statements."""
        return {
            one.statement[-1].start_byte: one
            for one in self.here
            if one.whole
            and (len(one.given) == 1 if one.is_from else not (one.module == HOME and not one.alias))
        }

    def tail(self, reference: Reference) -> Node | None:
        """The first name behind the namespace itself, as `nn` of `tf.nn.relu`.

        None where the namespace is not written there, or asked for as `compat.v1`.
        """
        names = reference.api_name.split(".")
        attributes: list[Node] = []
        node = reference.node
        while node.type == "attribute":
            attributes.insert(0, node)
            node = parts(node)[0]
        words = [one.child_by_field_name("attribute") for one in attributes]
        texts = [self.source.text(word) if word is not None else "" for word in words]
        if not names[0] or texts[-len(names) :] != names:
            return None
        if texts[: -len(names)][-1:] in (["v1"], ["v2"]):
            return None
        return words[-len(names)]

    def statement_of(self, meaning: Meaning) -> int:
        """Where the import stands that a meaning is had from, -1 without one."""
        chain = meaning.chain
        if not chain:
            return -1
        return next((n.start_byte for n in chain[-1].path if n.type.startswith("import_")), -1)

    def is_rooted(self, reference: Reference) -> bool:
        """Whether an expression starts at what is to be `tensorflow` itself."""
        return self.tail(reference) is not None and all(
            self._starts_at_root(meaning) for meaning in reference.meanings
        )

    def _starts_at_root(self, meaning: Meaning) -> bool:
        """Whether all of a meaning's name is behind the namespace that its import gives."""
        if self.is_handed_on(meaning):
            return True
        spot = placed(meaning.qualified)
        if spot is None or self.statement_of(meaning) not in self.rooted:
            return False
        root = meaning.chain[-1].qualified
        return meaning.qualified == f"{root}.{spot[1]}".rstrip(".")

    def _is_led(self, meaning: Meaning) -> bool:
        moved = {one.statement[-1].start_byte for one in self.here}
        return self.statement_of(meaning) in moved or self.is_handed_on(meaning)

    @staticmethod
    def is_handed_on(meaning: Meaning) -> bool:
        """Whether another file of the program hands it on, which is to be one of 2.x as well."""
        spot = placed(meaning.qualified)
        elsewhere = bool(meaning.chain) and placed(meaning.chain[-1].qualified) is None
        return elsewhere and spot is not None and spot[0] in (Dialect.RELEASE, Dialect.SHIM)

    def root_at(self, path: Path) -> str:
        """What `tensorflow` itself is called at the end of a path, "" where it is not there."""
        for local in {one.whole: None for one in self.rooted.values()}:
            found = self.names.lookup(local, path)
            if (
                found.meanings
                and not found.others
                and all(map(self._starts_at_root, found.meanings))
            ):
                return local
        return ""

    def judged(self, reference: Reference) -> Reference:
        """A reference of the family as it is once the imports lead to 2.x."""
        if reference.is_import or not reference.meanings or reference.dialect is Dialect.V2:
            return reference
        if reference.dialect is Dialect.PRIVATE or not reference.meanings[0].chain:
            return reference
        if self.is_rooted(reference):
            return replace(reference, dialect=Dialect.RELEASE)
        led = reference.node.type == "attribute" and all(map(self._is_led, reference.meanings))
        ours = reference.meanings[0].qualified.startswith(f"{HOME}.")
        if led and (ours or reference.dialect is Dialect.RELEASE):
            stays = all(map(self._gives_a_module_that_stays, reference.meanings))
            return replace(reference, dialect=Dialect.RELEASE if stays else Dialect.V1)
        return reference

    def _gives_a_module_that_stays(self, meaning: Meaning) -> bool:
        binding = meaning.chain[-1]
        spot = placed(binding.qualified)
        local = self.source.text(binding.path[-1])
        return len(meaning.chain) == 1 and spot is not None and self.stays(spot[1], local)
