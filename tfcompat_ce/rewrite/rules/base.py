"""What a rule is, and what the rules for the cross-entropies share."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from tree_sitter import Node

from tfcompat_ce.rewrite.import_edits import NATIVE, SHIM
from tfcompat_ce.rewrite.resolve.bindings import Binding
from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.resolve.scopes import scopes
from tfcompat_ce.rewrite.rules.wording import says_swapped
from tfcompat_ce.rewrite.syntax.calls import Argument, Reading, Unreadable, is_none, read, text_of
from tfcompat_ce.rewrite.syntax.source import Edit, Path, Source, parts
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.era import Era
from tfcompat_ce.rewrite.usage.finder import Reference, Role
from tfcompat_ce.rewrite.usage.program import Program
from tfcompat_ce.rewrite.usage.project import ALONE, Place
from tfcompat_ce.rewrite.usage.spelling import ROOTS, Dialect, canonical


class Action(str, Enum):
    """What became of a reference."""

    REWRITTEN = "rewritten"
    CORRECT = "correct"
    MANUAL = "manual"
    ADVICE = "advice"


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of a reference, and why."""

    action: Action
    message: str
    reading: Reading = field(default_factory=dict)
    dropped: tuple[Argument, ...] = ()
    stop: bool = False
    package: str | None = None
    rename: str | None = None
    appended: str = ""
    through: bool = False  # rewritten where it has its function from, not here

    @property
    def edits_source(self) -> bool:
        """Whether it is for the place the function comes from to change."""
        return self.action is Action.REWRITTEN and bool(self.package or self.rename or self.through)

    @property
    def edits_arguments(self) -> bool:
        renamed = any(a.keyword is not None and a.keyword != p for p, a in self.reading.items())
        by_position = any(argument.keyword is None for argument in self.reading.values())
        edits = bool(self.dropped) or self.stop or bool(self.appended)
        return edits or renamed or by_position


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
class Advice:
    """Something that is no matter of releases, but wrong or fragile on all of them."""

    node: Node
    name: str
    message: str
    fused: Fused | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something about TensorFlow beyond the family, and the splices for it."""

    node: Node
    name: str
    action: Action
    message: str
    edits: tuple[Edit, ...] = ()
    call: Node | None = None  # whose arguments they are in


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
    judge: Callable[[Reference, Context], Verdict] | None = None
    functions: tuple[family.Function, ...] = ()
    advise: Callable[[Context], Iterator[Advice]] | None = None
    survey: Callable[[Program], Iterator[Outcome]] | None = None
    targets: tuple[family.Target, ...] = ("v1",)  # that a survey is for

    @property
    def target(self) -> family.Target:
        """The target that it is for, or one of them."""
        return "v1" if self.survey else "nn"


def correct(message: str) -> Verdict:
    return Verdict(Action.CORRECT, message)


def manual(message: str) -> Verdict:
    return Verdict(Action.MANUAL, message)


WRITE = "write labels= and logits="


def through(package: str | None) -> str:
    return f"through {package}.nn" if package else "in place"


CANNOT_CARRY = {"integer", "float", "true", "false", "none", "string", "concatenated_string"}
HOLDERS = {"list", "tuple", "parenthesized_expression", "unary_operator"}
STOPPED = {"one_hot", "stop_gradient"}


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
                and m.qualified.rpartition(".")[2] in STOPPED
            ]
            if not tensorflow or len(tensorflow) != len(meanings):
                return True
        elif node.type not in CANNOT_CARRY:
            return True
    return False


def both_readings(context: Context, logits: Argument, labels: Argument) -> str:
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
    if home == f"{SHIM}.v1.nn":
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


def judge_two(reference: Reference, context: Context) -> Verdict:
    """A cross-entropy of 2.x stays as it is, unless its arguments look swapped."""
    call, function = reference.call, reference.function
    assert function is not None
    why = f"2.x code ({context.era.reason})"
    if reference.dialect is Dialect.V2:
        why = "it has 2.x's meaning on every release"
    elif context.era.release != 2:
        why = "only 2.x takes `axis=`"
    if call is None or call.starred:
        return correct(f"right as it stands: {why}")
    try:
        reading = read(call, function.v2)
    except Unreadable as error:
        return manual(f"{error}; {WRITE}")
    labels, logits = reading.get("labels"), reading.get("logits")
    if labels is None or logits is None:
        if reference.role is Role.PARTIAL:
            return correct(f"right as it stands: {why}")
        return manual(f"it has not both labels and logits; {WRITE}")
    if len(call.positional) > 1 and says_swapped(context.source, logits.value, labels.value):
        both = both_readings(context, labels, logits)
        return manual(
            f"by position 2.x takes labels first, but the names say the opposite: {both}; {WRITE}"
        )
    return correct(f"right as it stands: {why}")


def is_fixed(reference: Reference, context: Context) -> bool:
    """Whether the module it comes from keeps 1.x's meaning, and the target leaves it there."""
    shim_to_native = (
        reference.name.startswith(f"{SHIM}.nn.")
        and context.target == "v2"
        and reference.call is not None
        and not reference.call.starred
    )
    return reference.dialect in (Dialect.V1, Dialect.SHIM) and not shim_to_native


def judge_fixed(reference: Reference, context: Context) -> Verdict:
    """A 1.x cross-entropy from a module that has 1.x's meaning on every release."""
    call = reference.call
    home = "compat.v1" if reference.dialect is Dialect.V1 else "tfcompat_ce"
    right = correct(f"{home} keeps 1.x's meaning on every release")
    if call is None or call.starred:
        return right
    try:
        reading, dropped = read_one(reference, context)
    except Unreadable as error:
        return manual(f"{error}; {WRITE}, all that {home} takes")
    if "axis" in reading and reference.dialect is Dialect.V1:
        return manual("compat.v1 raises for `axis=` on every release: write `dim=`")
    if dropped or not call.positional:
        return right
    return Verdict(Action.REWRITTEN, "0.x's order by position, given its keywords", reading)
