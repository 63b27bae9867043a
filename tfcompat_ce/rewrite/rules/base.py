"""What a rule is, and what the rules for the cross-entropies share."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from tree_sitter import Node

from tfcompat_ce.rewrite.import_edits import NATIVE, SHIM
from tfcompat_ce.rewrite.resolve.bindings import Binding
from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.resolve.scopes import scopes
from tfcompat_ce.rewrite.syntax.source import Edit, Path, Source
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.era import Era
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.program import Program
from tfcompat_ce.rewrite.usage.project import ALONE, Place
from tfcompat_ce.rewrite.usage.spelling import Dialect


class Action(str, Enum):
    """What became of a reference."""

    REWRITTEN = "rewritten"
    CORRECT = "correct"
    MANUAL = "manual"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Redirect:
    """The package whose `nn` a reference is to start at, None where it stays, and a new name."""

    package: str | None = None
    rename: str | None = None


@dataclass(frozen=True)
class Context:
    """What a rule may look at besides the reference."""

    source: Source
    names: Names
    era: Era
    target: family.Target
    references: tuple[Reference, ...]
    place: Place = ALONE

    def two(self, reference: Reference) -> bool:
        """Whether the reference has TensorFlow 2.x's meaning."""
        call = reference.call
        if reference.dialect is Dialect.RELEASE:
            if call is not None and family.spelt_as_one(call):
                return False
            if (
                call is not None
                and reference.function is family.CROSS_ENTROPY
                and "axis" in call.keywords
            ):
                return True  # 1.14 and 1.15 have the parameter too, but raise whatever it is
            return self.era.release == 2
        return reference.dialect is Dialect.V2

    @cached_property
    def _givers(self) -> dict[Binding, list[Reference]]:
        """The imports and the values passed on that each name has its function from."""
        found: dict[Binding, list[Reference]] = {}
        bare = [reference for reference in self.references if reference.role is Role.BARE]
        starts = [reference.node.start_byte for reference in bare]
        for binding in {b for reference in self.references for b in reference.bindings}:
            if binding.value:
                start, end = binding.value[-1].byte_range
                within = bare[bisect_left(starts, start) : bisect_left(starts, end)]
                found[binding] = [given for given in within if given.node.end_byte <= end]
        for reference in self.references:
            if reference.role is Role.IMPORT:
                for binding in reference.bindings:
                    found.setdefault(binding, []).append(reference)
        return found

    @cached_property
    def _uses(self) -> dict[int, list[Reference]]:
        found: dict[int, list[Reference]] = defaultdict(list)
        for reference in self.references:
            for at in {giver.node.start_byte for giver in self.givers(reference)}:
                found[at].append(reference)
        return found

    def givers(self, reference: Reference) -> list[Reference]:
        """The references that this one has its function from, in the order of the text."""
        found = {
            giver.node.start_byte: giver
            for binding in reference.bindings
            for giver in self._givers.get(binding, ())
            if giver is not reference
        }
        return [found[at] for at in sorted(found)]

    def uses(self, reference: Reference) -> list[Reference]:
        """The references that have their function from this one, an import or an alias."""
        return self._uses[reference.node.start_byte]

    def only_called(self, reference: Reference) -> bool:
        """Whether everything that has its function from here is a call that can be read.

        A class's names are seen through its instances, a module's by those that import it.
        """
        if scopes(reference.path)[-1].type == "class_definition":
            return False
        uses = self.uses(reference)
        names = {
            self.source.text(binding.path[-1])
            for use in uses
            for binding in use.bindings
            if reference in self._givers.get(binding, ())
        }
        shared = not self.place.wanted.isdisjoint({"*", *names})
        return bool(uses) and not shared and all(use.clear for use in uses)

    def package(self, reference: Reference) -> str | None:
        """Where a reference is to lead, None where it may stay."""
        if reference.dialect is Dialect.V2:
            return None
        if self.target == "nn":
            return None if reference.dialect is Dialect.SHIM else SHIM
        return None if reference.dialect is Dialect.RELEASE else NATIVE

    def redirect(self, reference: Reference, rename: str | None = None) -> Redirect | None:
        """How a reference comes to lead where it is to lead, None where it stays as it is."""
        package = self.package(reference)
        return Redirect(package, rename) if package or rename else None


@dataclass(frozen=True, slots=True)
class Fused:
    """A cross-entropy by hand, taken apart for the fused function."""

    minus: Node
    sum: Path
    summing: str  # the function to sum with, "" where the fused one sums over the same axis
    labels: Node
    logits: Node
    softmax: Path
    axis: str
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to become of one place in a program, and why.

    `edits` are the splices that hang on nothing else. What hangs on the imports of the file is
    said by `redirect`, by `wrapped`, a value and the function of TensorFlow's to call on it, and
    by `fused`.
    """

    node: Node
    name: str
    action: Action
    message: str
    edits: tuple[Edit, ...] = ()
    call: Node | None = None  # whose arguments they are in
    redirect: Redirect | None = None
    wrapped: tuple[str, Node] | None = None
    through: bool = False  # rewritten where it has its function from, not here
    fused: Fused | None = None

    @property
    def renames(self) -> bool:
        return self.redirect is not None and self.redirect.rename is not None

    @property
    def edits_source(self) -> bool:
        """Whether it is for the place the function comes from to change."""
        return self.action is Action.REWRITTEN and (self.redirect is not None or self.through)

    @property
    def edits_arguments(self) -> bool:
        return bool(self.edits) or self.wrapped is not None


def once(action: Action, name: str, message: str, nodes: list[Node]) -> Outcome:
    """What is to be said once for many places."""
    more = f" (and {len(nodes) - 1} more in this file)" if len(nodes) > 1 else ""
    first = min(nodes, key=lambda node: node.start_byte)
    return Outcome(first, name, action, message + more)


def with_another_way(program: Program, use: Reference, found: Outcome) -> Outcome:
    """An outcome as it is where a test of the release stands around, or nothing leads here."""
    if program.tests.around(use.path) or program.tests.is_tried(use.path):
        message = f"the program has another way for 1.x: {found.message}"
        return Outcome(found.node, found.name, Action.CORRECT, message)
    leads_here = not program.moves_whole or any(program.imports_of(use.path))
    if found.action is Action.REWRITTEN and not leads_here and use.role is not Role.IMPORT:
        message = f"to be written by hand: {found.message}"
        return Outcome(found.node, found.name, Action.MANUAL, message)
    return found


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding: its code, what it is about, an example, and what finds it.

    `judge` is asked about each reference to the family, `advise` about the whole program, and
    `survey` about a program that is to move as a whole.
    """

    code: str
    title: str
    explanation: str
    before: str
    after: str
    judge: Callable[[Reference, Context], Outcome] | None = None
    functions: tuple[family.Function, ...] = ()
    advise: Callable[[Context], Iterator[Outcome]] | None = None
    survey: Callable[[Program], Iterator[Outcome]] | None = None
    targets: tuple[family.Target, ...] = ("v1",)  # that a survey is for

    @property
    def target(self) -> family.Target:
        """The target that it is for, or one of them."""
        return self.targets[0] if self.survey else "nn"


def correct(reference: Reference, message: str) -> Outcome:
    """The outcome of a reference that is right as it stands."""
    return Outcome(reference.node, reference.name, Action.CORRECT, message)


def manual(reference: Reference, message: str) -> Outcome:
    """The outcome of a reference that is left for a person."""
    return Outcome(reference.node, reference.name, Action.MANUAL, message)


def rewritten(
    reference: Reference,
    message: str,
    edits: tuple[Edit, ...] = (),
    redirect: Redirect | None = None,
    wrapped: tuple[str, Node] | None = None,
) -> Outcome:
    """The outcome of a reference that is rewritten."""
    outcome = Outcome(reference.node, reference.name, Action.REWRITTEN, message, edits)
    return replace(outcome, redirect=redirect, wrapped=wrapped)
