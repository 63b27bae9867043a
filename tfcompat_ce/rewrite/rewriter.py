"""Rewrite one program: find the references, have the rules judge them, edit, check the edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from tree_sitter import Node

from tfcompat_ce.rewrite import api, era
from tfcompat_ce.rewrite.calls import keyword_edits, removal
from tfcompat_ce.rewrite.fusing import Named, clash, fuse, left_by
from tfcompat_ce.rewrite.imports import CannotChange, Imports
from tfcompat_ce.rewrite.names import Names
from tfcompat_ce.rewrite.program import Program
from tfcompat_ce.rewrite.references import Doubt, Reference, find
from tfcompat_ce.rewrite.rules import RULES, Action, Context, Rule, Verdict, rule_for
from tfcompat_ce.rewrite.rules.base import Found, manual
from tfcompat_ce.rewrite.safety import Region, unexpected_change
from tfcompat_ce.rewrite.source import Edit, Source, SourceError, splice
from tfcompat_ce.rewrite.versions import VersionTests

Origin = Literal["auto", "0", "1", "2"]
EDITED = {"attribute", "expression_statement", "import_from_statement", "import_statement"}
NOQA = re.compile(
    rb"#[ \t]*noqa(?::[ \t]*(?P<codes>[A-Z]+\d+(?:[, \t]+[A-Z]+\d+)*))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can choose."""

    target: api.Target = "nn"
    origin: Origin = "auto"
    select: tuple[str, ...] = ("TFC",)
    ignore: tuple[str, ...] = ()
    fix_advice: bool = False

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
    is_package: bool = False,
    wanted: frozenset[str] = frozenset(),
) -> Rewritten:
    """Judge every reference in a program, and say how to edit it.

    `wanted` are the names that other programs import from it, `*` for all of them.

    Raises SourceError where the text is not Python, or the edits change more than they should.

    >>> code = b"import tensorflow as tf\\ntf.nn.softmax(x, dim=0)\\n"
    >>> source = Source(code)
    >>> source.spliced(rewrite(source, Options(target="v2")).edits)
    b'import tensorflow as tf\\ntf.nn.softmax(x, axis=0)\\n'
    """
    source.parse()
    names = Names(source)
    references = find(source, names)
    whole = options.target == "v1"
    if not references and not whole:
        return Rewritten()
    may_be_silenced = NOQA.search(source.code) is not None

    def passed_over(code: str, node: Node) -> bool:
        return not options.takes(code) or (may_be_silenced and silenced(source, node, code))

    released = whole or any(found.dialect is api.Dialect.RELEASE for found in references)
    if options.origin != "auto":
        written_for = era.Era(int(options.origin), f"--from {options.origin}", given=True)
    elif released:
        written_for = era.read(source, names, references)
    else:
        written_for = era.Era(1, "its meaning does not depend on the release")
    program = None
    if whole:
        program = Program(source, names, written_for, passed_over)
        references = [program.judged(reference) for reference in references]
    rules = [(reference, rule_for(reference)) for reference in references]
    skipped = {
        reference.node.start_byte
        for reference, rule in rules
        if passed_over(rule.code, reference.span)
    }
    family_target: api.Target = "v2" if options.target == "v2" else "nn"
    context = Context(source, names, written_for, family_target, tuple(references), wanted, program)
    imports = Imports(source, names, references, skipped, is_package, written_for.maybe_two, wanted)
    result = Rewritten(silenced=len(skipped))
    regions: list[Region] = []
    edits: set[Edit] = set()
    fusing: set[Edit] = set()
    named: dict[int, Named] = {}
    verdicts: dict[int, Verdict] = {}
    tests = VersionTests(source)
    for reference, rule in rules:
        if reference.node.start_byte not in skipped:
            assert rule.judge is not None
            verdict = settle(tests, reference, rule.judge(reference, context), context)
            verdicts[reference.node.start_byte] = verdict
    undecided = leave_evidence(source, context, verdicts)
    imports.leave(undecided | leave_home(source, context, verdicts))
    leave_renamed(source, context, verdicts)
    for reference, rule in rules:
        if reference.node.start_byte in skipped:
            continue
        verdict = verdicts[reference.node.start_byte]
        if (line := left_giver(source, reference, context, verdicts)) and verdict.edits_source:
            verdict = manual(
                f"it is given its function on line {line}, which is left: change that first"
            )
            verdicts[reference.node.start_byte] = verdict
        if verdict.action is Action.REWRITTEN:
            try:
                edits |= edits_of(source, reference, verdict, imports)
            except CannotChange:
                verdict = manual(f"to be written by hand: {verdict.message}")
        span = reference.span
        regions.append((span.start_byte, span.end_byte, "call" if reference.call else ""))
        result.findings.append(finding(source, reference.node, reference.name, rule, verdict))
    for rule in RULES:
        for advice in rule.advise(context) if rule.advise else ():
            if not options.takes(rule.code) or silenced(source, advice.node, rule.code):
                continue
            action = Action.ADVICE
            if options.fix_advice and advice.fused is not None and not undecided:
                fixed, new = fuse(context, advice.fused, imports)
                kept = left_by(fixed, edits)
                if not any(clash(edit, other) for edit in fixed for other in kept):
                    edits = kept | fixed
                    fusing |= fixed
                    if new is not None:
                        named[new.logits.start_byte] = new
                    regions = [
                        region
                        for region in regions
                        if not any(edit.start <= region[0] < edit.end for edit in fixed)
                    ]
                    regions.append((advice.node.start_byte, advice.node.end_byte, ""))
                    regions += _places(source, fixed)
                    action = Action.REWRITTEN
            verdict = Verdict(action, advice.message)
            result.findings.append(finding(source, advice.node, advice.name, rule, verdict))
    of_imports = left_by(fusing, imports.finish())
    for rule, found in surveyed(program):
        if passed_over(rule.code, found.node):
            result.silenced += 1
            continue
        of_imports = together(of_imports, left_by(fusing, found.edits))
        if found.call is not None:
            regions.append((found.call.start_byte, found.call.end_byte, "call"))
        verdict = Verdict(found.action, found.message)
        result.findings.append(finding(source, found.node, found.name, rule, verdict))
    result.findings.sort(key=lambda f: (f.cell or 0, f.line, f.column))
    regions += _places(source, of_imports)
    edits |= of_imports
    for one in named.values():
        moving, edits = one.apart(source, edits)
        regions += _places(source, moving)
        edits |= moving
    result.edits = sorted(edits)
    check(source, result.edits, regions)
    return result


def surveyed(program: Program | None) -> Iterator[tuple[Rule, Found]]:
    """What the rules for whole programs find."""
    for rule in RULES if program is not None else ():
        for found in rule.survey(program) if rule.survey and program is not None else ():
            yield rule, found


def together(edits: set[Edit], more: Iterable[Edit]) -> set[Edit]:
    """The edits of both; what is put in the same place stands one after the other."""
    known = {(edit.start, edit.end): edit for edit in edits}
    for edit in more:
        other = known.get((edit.start, edit.end))
        text = (other.text if other is not None else "") + edit.text
        known[edit.start, edit.end] = Edit(edit.start, edit.end, text)
    return set(known.values())


def settle(
    tests: VersionTests, reference: Reference, verdict: Verdict, context: Context
) -> Verdict:
    """A reference that can be something else, or is for one release only, is not to be edited."""
    if verdict.action is not Action.REWRITTEN:
        read = verdict.action is Action.CORRECT and era.orders_differ(reference)
        if read and not context.era.given and tests.around(reference.path):
            return manual(
                "under a test of the version; see which one it is for and write labels= and logits="
            )
        return verdict
    if tests.around(reference.path):
        return manual(
            "under a test of the version; see which one it is for; where it is 1.x, "
            f"this is to become: {verdict.message}"
        )
    if reference.doubt is Doubt.NONE:
        return verdict
    if reference.doubt is not Doubt.OTHER and not verdict.edits_arguments:
        return Verdict(
            Action.REWRITTEN, "through what it is given, which is rewritten", through=True
        )
    return manual(
        "what is called here can be something else too: see what it is; where it is TensorFlow's, "
        f"this is to become: {verdict.message}"
    )


def leave_evidence(source: Source, context: Context, verdicts: dict[int, Verdict]) -> set[int]:
    """Leave what a second run needs to see that the order of a call is for a person to say.

    It is what gives the call its function, and the calls that alone speak for 1.x. Returns where
    all these calls are.
    """
    left = [
        reference
        for reference in context.references
        if era.orders_differ(reference)
        and (context.era.mixed or reference.dialect is api.Dialect.PRIVATE)
        and (verdict := verdicts.get(reference.node.start_byte)) is not None
        and verdict.action is Action.MANUAL
    ]
    doubtful = [
        source.position(reference.node.start_byte)[0]
        for reference in context.references
        if reference.dialect is api.Dialect.RELEASE
        and (verdict := verdicts.get(reference.node.start_byte)) is not None
        and verdict.action is Action.MANUAL
    ]
    if doubtful and context.era.mixed and context.era.fleeting:
        for reference in context.references:
            verdict = verdicts.get(reference.node.start_byte)
            if era.only_one_takes(reference) and verdict and verdict.action is Action.REWRITTEN:
                verdicts[reference.node.start_byte] = manual(
                    "it alone says that the file is not only for 2.x, and the call on line "
                    f"{doubtful[0]} is left for it: change that first"
                )
                left.append(reference)
    return leave_givers(source, left, context, verdicts)


def leave_home(source: Source, context: Context, verdicts: dict[int, Verdict]) -> set[int]:
    """Leave what gives its function to a reference that would be another one elsewhere.

    Returns where all these are, whose imports are to stay.
    """
    cross_entropies = (api.CROSS_ENTROPY, api.SPARSE_CROSS_ENTROPY)
    left = [
        reference
        for reference in context.references
        if (at := reference.node.start_byte) in verdicts
        and verdicts[at].action is not Action.REWRITTEN
        and (
            (context.two(reference) and reference.function in cross_entropies)
            or (reference.dialect is api.Dialect.RELEASE and era.only_two_takes(reference))
            or (reference.dialect is api.Dialect.SHIM and reference.call and reference.call.starred)
        )
    ]
    return leave_givers(source, left, context, verdicts)


def leave_renamed(source: Source, context: Context, verdicts: dict[int, Verdict]) -> None:
    """Leave what would give a call that is left another function than it has now."""
    for reference in context.references:
        verdict = verdicts.get(reference.node.start_byte)
        if verdict is None or verdict.action is Action.MANUAL:
            given = [verdicts.get(giver.node.start_byte) for giver in context.givers(reference)]
            if any(giver is not None and giver.rename for giver in given):
                leave_givers(source, [reference], context, verdicts)


def leave_givers(
    source: Source, left: list[Reference], context: Context, verdicts: dict[int, Verdict]
) -> set[int]:
    """Leave what gives their function to references that are left. Returns where all are."""
    places = set()
    for reference in left:
        places.add(reference.node.start_byte)
        line = source.position(reference.node.start_byte)[0]
        for giver in context.givers(reference):
            places.add(giver.node.start_byte)
            verdict = verdicts.get(giver.node.start_byte)
            if verdict is not None and verdict.action is Action.REWRITTEN:
                verdicts[giver.node.start_byte] = manual(
                    f"its call on line {line} is left: change that first"
                )
    return places


def left_giver(
    source: Source, reference: Reference, context: Context, verdicts: dict[int, Verdict]
) -> int | None:
    """The line of a reference that gives this one its function, and is itself left alone."""
    for giver in context.givers(reference):
        verdict = verdicts.get(giver.node.start_byte)
        if verdict is None or verdict.action is Action.MANUAL:
            return source.position(giver.node.start_byte)[0]
    return None


def edits_of(source: Source, reference: Reference, verdict: Verdict, imports: Imports) -> set[Edit]:
    """The splices of one reference. Raises CannotChange."""
    edits: set[Edit] = set()
    if verdict.package or verdict.rename:
        imports.lead(reference, verdict.package, verdict.rename)
    wrapped = {}
    if verdict.stop:
        wrapped["labels"] = f"{imports.tensorflow(reference.path)}.stop_gradient"
    edits.update(keyword_edits(verdict.reading, wrapped))
    if verdict.appended and reference.call:
        end = reference.call.arguments[-1].node.end_byte
        edits.add(Edit(end, end, f", {verdict.appended}"))
    for argument in verdict.dropped:
        edits.update(removal(source, argument.node))
    return edits


def finding(source: Source, node: Node, name: str, rule: Rule, verdict: Verdict) -> Finding:
    place = (*source.position(node.start_byte), *source.position(node.end_byte))
    cell = source.cell(node.start_byte)
    return Finding(rule.code, verdict.action, name, *place, verdict.message, cell)


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
