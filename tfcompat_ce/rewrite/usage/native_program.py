"""A whole program of 1.x that is to be one of 2.x, with no dependency on this project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import Path, parts
from tfcompat_ce.rewrite.usage import era
from tfcompat_ce.rewrite.usage.finder import Finder, Reference
from tfcompat_ce.rewrite.usage.program import HOME, Import, Program
from tfcompat_ce.rewrite.usage.spelling import Dialect, canonical

CODE = "TFC030"
LEFT_BEHIND = ("tensorflow.compat.v1", HOME)


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
        return self.era.release != 2 and not self.era.keras and found.text is not None

    @cached_property
    def here(self) -> list[Import]:
        return [found for found in self.imports if self.moves(found)]

    @cached_property
    def rooted(self) -> dict[int, Import]:
        """The imports that are to give `tensorflow` itself, by their statements."""
        return {
            one.statement[-1].start_byte: one
            for one in self.here
            if one.whole
            and (len(one.given) == 1 if one.is_from else not (one.module == HOME and not one.alias))
        }

    def base(self, reference: Reference) -> tuple[str, Path, list[Node]]:
        """What the first name of an expression means, where it is, and the attributes behind it."""
        node = reference.node
        attributes: list[Node] = []
        path = list(reference.path)
        while node.type == "attribute":
            attributes.insert(0, node)
            node = parts(node)[0]
            path.append(node)
        qualified = reference.meanings[0].qualified.split(".")
        return ".".join(qualified[: len(qualified) - len(attributes)]), tuple(path), attributes

    def statement_of(self, reference: Reference) -> int:
        """Where the import stands that an expression has TensorFlow from, -1 without one."""
        chain = reference.meanings[0].chain
        if not chain:
            return -1
        return next((n.start_byte for n in chain[-1].path if n.type.startswith("import_")), -1)

    def is_rooted(self, reference: Reference) -> bool:
        """Whether an expression starts at what is to be `tensorflow` itself."""
        if self.statement_of(reference) not in self.rooted:
            return False
        base = self.base(reference)[0]
        return canonical(base) in ("tensorflow", *LEFT_BEHIND)

    def judged(self, reference: Reference) -> Reference:
        """A reference of the family as it is once the imports lead to 2.x."""
        if reference.is_import or not reference.meanings or reference.dialect is Dialect.V2:
            return reference
        if reference.dialect is Dialect.PRIVATE or not reference.meanings[0].chain:
            return reference
        moved = {one.statement[-1].start_byte for one in self.here}
        if self.statement_of(reference) not in moved:
            return reference
        name, (base, _, _) = reference.meanings[0].qualified, self.base(reference)
        if self.is_rooted(reference):
            says_v1 = canonical(name.removeprefix(base + ".")).startswith("compat.v1")
            return replace(reference, dialect=Dialect.V1 if says_v1 else Dialect.RELEASE)
        if name.startswith(f"{HOME}.") or reference.dialect is Dialect.RELEASE:
            return replace(reference, dialect=Dialect.V1) if base != name else reference
        return reference
