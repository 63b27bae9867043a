"""Rewrite one program: find the references, have the rules judge them, edit, check the edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from tree_sitter import Node

from tfcompat_ce.rewrite.import_edits import CannotChange, Imports
from tfcompat_ce.rewrite.outcomes import Outcomes
from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.rules import (
    RULES,
    Action,
    Context,
    Outcome,
    Rule,
    numpy_names,
    parameters,
    rule_for,
)
from tfcompat_ce.rewrite.rules.base import Fused, manual
from tfcompat_ce.rewrite.rules.fusing import Named, clash, fuse, left_by
from tfcompat_ce.rewrite.syntax.alignment import aligned
from tfcompat_ce.rewrite.syntax.safety import Region, unexpected_change
from tfcompat_ce.rewrite.syntax.source import Edit, Source, SourceError, splice
from tfcompat_ce.rewrite.usage import era, family
from tfcompat_ce.rewrite.usage.finder import Finder, Reference
from tfcompat_ce.rewrite.usage.native_program import NativeProgram
from tfcompat_ce.rewrite.usage.program import Program
from tfcompat_ce.rewrite.usage.project import ALONE, Place
from tfcompat_ce.rewrite.usage.spelling import Dialect

Origin = Literal["auto", "0", "1", "2"]
EDITED = {"attribute", "expression_statement", "import_from_statement", "import_statement"}
NOQA = re.compile(
    rb"#[ \t]*noqa(?::[ \t]*(?P<codes>[A-Z]+\d+(?:[, \t]+[A-Z]+\d+)*))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can choose."""

    target: family.Target = "nn"
    origin: Origin = "auto"
    select: tuple[str, ...] = ("TFC",)
    ignore: tuple[str, ...] = ()
    fix_advice: bool = False
    switches: bool = True  # whether graph code is to say so: who runs it can say it once
    lowest: str = "1.15"  # the first release that code for `v2` is to run on

    @property
    def moves_whole(self) -> bool:
        """Whether it is not the softmax family alone that moves."""
        return self.target == "v1" or (self.target == "v2" and self.takes("TFC030"))

    def takes(self, code: str) -> bool:
        """Whether a rule is selected.

        >>> Options(ignore=("TFC00",)).takes("TFC010")
        True
        """
        return code.startswith(self.select) and not (self.ignore and code.startswith(self.ignore))


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one reference, and where it is: lines and columns from 1."""

    code: str
    action: Action
    name: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    cell: int | None = None


@dataclass(slots=True)
class Rewritten:
    """The edits to make in a program, and what there is to say about it."""

    findings: list[Finding] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    silenced: int = 0
    era: int | None = None  # the major release it was taken for, where something hangs on it


def silenced(source: Source, node: Node, code: str) -> bool:
    """Whether `# noqa` stands on the line a node starts or ends on."""
    for offset in (node.start_byte, node.end_byte):
        for found in NOQA.finditer(source.code, *source.line_at(offset)):
            codes = found["codes"]
            named = codes is None or code.encode() in re.split(rb"[, \t]+", codes.upper())
            at = source.tree.root_node.descendant_for_byte_range(*found.span())
            if named and at is not None and at.type == "comment":
                return True
    return False


def rewrite(
    source: Source,
    options: Options = Options(),
    place: Place = ALONE,
) -> Rewritten:
    """Judge every reference in a program, and say how to edit it.

    `place` is where it stands in its project.

    Raises SourceError where the text is not Python, or the edits change more than they should.

    >>> code = b"import tensorflow as tf\\ntf.nn.softmax(x, dim=0)\\n"
    >>> source = Source(code)
    >>> source.spliced(rewrite(source, Options(target="v2")).edits)
    b'import tensorflow as tf\\ntf.nn.softmax(x, axis=0)\\n'
    """
    source.parse()
    names = Names(source, place.at_home)
    finder = Finder(source, names, place)
    references = finder.family()
    whole = options.moves_whole
    swaps = whole or parameters.may_swap(source.code)
    swaps = swaps or (options.target == "v2" and numpy_names.may_have(source.code))
    if not references and not swaps:
        return Rewritten()
    draft = _Draft(source, options)
    if options.origin != "auto":
        written_for = era.Era(int(options.origin), f"--from {options.origin}", given=True)
    elif swaps or any(found.dialect is Dialect.RELEASE for found in references):
        written_for = era.around(finder, era.read(finder, references))
    else:
        written_for = era.Era(1, "its meaning does not depend on the release")
    if not written_for.reason.startswith("its meaning"):
        draft.result.era = (
            0 if written_for.zero and not written_for.not_zero else written_for.release
        )
    program = None
    if whole:
        program = _program(finder, written_for, draft, options)
        references = [program.judged(reference) for reference in references]
    rules = [(reference, rule_for(reference)) for reference in references]
    judged = [(it, rule) for it, rule in rules if not draft.passes_over(rule.code, it.span)]
    skipped = {it.node.start_byte for it in references} - {it.node.start_byte for it, _ in judged}
    draft.result.silenced += len(rules) - len(judged)
    family_target: family.Target = "v2" if options.target == "v2" else "nn"
    context = Context(source, names, written_for, family_target, tuple(references), place)
    outcomes = Outcomes(source, context, judged)
    left = skipped | outcomes.at_home
    rooted = program.rooted if isinstance(program, NativeProgram) else ()
    imports = Imports(source, names, references, left, place, written_for.maybe_two, rooted)
    for reference, rule in judged:
        draft.edit(reference, rule, outcomes, imports)
    draft.advise(context, imports, options.fix_advice and not outcomes.undecided)
    if swaps and program is None:
        program = Program(finder, written_for, draft.passes_over, moves_whole=False)
    draft.lead(imports, program, options.target)
    return draft.finished()


def _program(
    finder: Finder, written_for: era.Era, draft: _Draft, options: Options
) -> Program | NativeProgram:
    if options.target == "v1":
        return Program(finder, written_for, draft.passes_over, switches=options.switches)
    return NativeProgram(finder, written_for, draft.passes_over, options.lowest, options.switches)


class _Draft:
    """The edits of one program as they come together, and what there is to say about them."""

    def __init__(self, source: Source, options: Options) -> None:
        self.result = Rewritten()
        self._source, self._options = source, options
        self._may_be_silenced = NOQA.search(source.code) is not None
        self._edits: set[Edit] = set()
        self._fusing: set[Edit] = set()
        self._named: dict[int, Named] = {}
        self._regions: list[Region] = []

    def passes_over(self, code: str, node: Node) -> bool:
        """Whether a rule is not to speak of a place."""
        if not self._options.takes(code):
            return True
        return self._may_be_silenced and silenced(self._source, node, code)

    def edit(self, reference: Reference, rule: Rule, outcomes: Outcomes, imports: Imports) -> None:
        """Carry out the outcome of a reference."""
        outcome = outcomes.of(reference)
        assert outcome is not None
        if outcome.action is Action.REWRITTEN:
            try:
                self._edits |= edits_of(reference, outcome, imports)
            except CannotChange:
                outcome = manual(reference, f"to be written by hand: {outcome.message}")
        span = reference.span
        self._regions.append((span.start_byte, span.end_byte, "call" if reference.call else ""))
        self._say(rule, outcome)

    def advise(self, context: Context, imports: Imports, fix: bool) -> None:
        """Say what is wrong on all releases, and fuse what is to be fused."""
        for rule in RULES:
            for advice in rule.advise(context) if rule.advise else ():
                if self.passes_over(rule.code, advice.node):
                    continue
                fused = fix and advice.fused and self._fuse(advice.fused, context, imports)
                if fused:
                    self._regions.append((advice.node.start_byte, advice.node.end_byte, ""))
                self._say(rule, replace(advice, action=Action.REWRITTEN) if fused else advice)

    def _fuse(self, found: Fused, context: Context, imports: Imports) -> bool:
        fixed, named = fuse(context, found, imports)
        kept = left_by(fixed, self._edits)
        if any(clash(edit, other) for edit in fixed for other in kept):
            return False
        self._edits = kept | fixed
        self._fusing |= fixed
        if named is not None:
            self._named[named.logits.start_byte] = named
        self._regions = [
            region
            for region in self._regions
            if not any(edit.start <= region[0] < edit.end for edit in fixed)
        ]
        self._regions += _places(self._source, fixed)
        return True

    def lead(self, imports: Imports, program: Program | None, target: family.Target) -> None:
        """Edit the imports, and what there is in a program that moves as a whole."""
        edits = left_by(self._fusing, imports.finish())
        for rule, found in surveyed(program, target):
            if self.passes_over(rule.code, found.node):
                self.result.silenced += 1
                continue
            edits = together(edits, left_by(self._fusing, found.edits))
            if found.call is not None:
                self._regions.append((found.call.start_byte, found.call.end_byte, "call"))
            self._say(rule, found)
        self._regions += _places(self._source, edits)
        self._edits |= edits

    def finished(self) -> Rewritten:
        """What there is to do and to say. Raises SourceError."""
        for named in self._named.values():
            moving, self._edits = named.apart(self._source, self._edits)
            self._regions += _places(self._source, moving)
            self._edits |= moving
        self.result.findings.sort(key=lambda f: (f.cell or 0, f.line, f.column))
        self.result.edits = sorted(self._edits | aligned(self._source, self._edits))
        check(self._source, self.result.edits, self._regions)
        return self.result

    def _say(self, rule: Rule, outcome: Outcome) -> None:
        source, node = self._source, outcome.node
        place = (*source.position(node.start_byte), *source.position(node.end_byte))
        cell = source.cell(node.start_byte)
        found = Finding(rule.code, outcome.action, outcome.name, *place, outcome.message, cell)
        self.result.findings.append(found)


def surveyed(program: Program | None, target: family.Target) -> Iterator[tuple[Rule, Outcome]]:
    """What the rules for whole programs find."""
    if program is None:
        return
    for rule in RULES:
        if rule.survey is not None and target in rule.targets:
            for found in rule.survey(program):
                yield rule, found


def needed(data: bytes, target: family.Target = "nn") -> bool:
    """Whether a file can hold something to judge at all: the others are not parsed.

    >>> needed(b"import tensorflow as tf"), needed(b"import tensorflow as tf", "v1")
    (False, True)
    """
    of_numpy = target != "nn" and numpy_names.may_have(data)
    return of_numpy or family.needed(data, target) or parameters.may_swap(data)


def together(edits: set[Edit], more: Iterable[Edit]) -> set[Edit]:
    """The edits of both; what is put in the same place stands one after the other."""
    known = {(edit.start, edit.end): edit for edit in edits}
    for edit in more:
        other = known.get((edit.start, edit.end))
        text = (other.text if other is not None else "") + edit.text
        known[edit.start, edit.end] = Edit(edit.start, edit.end, text)
    return set(known.values())


def edits_of(reference: Reference, outcome: Outcome, imports: Imports) -> set[Edit]:
    """The splices of one reference. Raises CannotChange."""
    if outcome.redirect is not None:
        imports.lead(reference, outcome.redirect.package, outcome.redirect.rename)
    edits = set(outcome.edits)
    if outcome.wrapped is None:
        return edits
    function, value = outcome.wrapped
    tensorflow = imports.tensorflow(reference.path)
    opening = Edit(value.start_byte, value.start_byte, f"{tensorflow}.{function}(")
    return together(edits, [opening, Edit(value.end_byte, value.end_byte, ")")])


def check(source: Source, edits: list[Edit], regions: Iterable[Region]) -> None:
    """Raises SourceError unless the edits change what they are about and nothing else."""
    if not edits:
        return
    try:
        after = type(source)(source.spliced(edits))
    except ValueError as error:
        raise SourceError(f"left alone: {error}") from error
    if after.code != splice(source.code, edits):
        raise SourceError("left alone: the edits do not read back")
    wrong = unexpected_change(source.parsed, source.tree, after.parsed, edits, regions)
    if wrong:
        raise SourceError(f"left alone: {wrong}")


def _places(source: Source, edits: Iterable[Edit]) -> Iterator[Region]:
    """The statements and aliases that edits are made in, and the places of new lines."""
    for edit in edits:
        yield edit.start, edit.end, ""
        cursor = source.tree.root_node.walk()
        while cursor.goto_first_child_for_byte(edit.start) is not None:
            node = cursor.node
            if node is None or node.start_byte > edit.start:
                break
            if node.type in EDITED:
                yield node.start_byte, node.end_byte, ""
                break
