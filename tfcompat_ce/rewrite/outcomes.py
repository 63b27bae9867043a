"""What is to become of each reference, also where it hangs on what becomes of another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tfcompat_ce.rewrite.rules.base import Action, Context, Outcome, Rule, manual, rewritten
from tfcompat_ce.rewrite.syntax.source import Source
from tfcompat_ce.rewrite.usage import era, family
from tfcompat_ce.rewrite.usage.finder import Doubt, Reference
from tfcompat_ce.rewrite.usage.spelling import Dialect
from tfcompat_ce.rewrite.usage.versions import VersionTests


class Outcomes:
    """The outcome of each reference of one program, those that are passed over excepted."""

    def __init__(
        self, source: Source, context: Context, rules: Iterable[tuple[Reference, Rule]]
    ) -> None:
        self._source, self._context = source, context
        self._at: dict[int, Outcome] = {}
        tests = VersionTests(source)
        for reference, rule in rules:
            assert rule.judge is not None
            outcome = _settled(tests, reference, rule.judge(reference, context), context)
            self._at[reference.node.start_byte] = outcome
        self.undecided = self._leave_evidence()
        self.at_home = self.undecided | self._leave_home()
        self._leave_renamed()
        self._leave_given()

    def of(self, reference: Reference) -> Outcome | None:
        """The outcome of a reference; None where it is passed over."""
        return self._at.get(reference.node.start_byte)

    def _are(self, *actions: Action) -> Iterator[tuple[Reference, Outcome]]:
        for reference in self._context.references:
            outcome = self.of(reference)
            if outcome is not None and outcome.action in actions:
                yield reference, outcome

    def _line(self, reference: Reference) -> int:
        return self._source.position(reference.node.start_byte)[0]

    def _leave_evidence(self) -> set[int]:
        """Leave what a second run needs to see that the order of a call is for a person to say.

        It is what gives the call its function, and the calls that alone speak for 1.x. Gives
        where all these calls are.
        """
        of_both = self._context.era.mixed
        manuals = [reference for reference, _ in self._are(Action.MANUAL)]
        left = [
            reference
            for reference in manuals
            if era.orders_differ(reference) and (of_both or reference.dialect is Dialect.PRIVATE)
        ]
        doubtful = [it for it in manuals if it.dialect is Dialect.RELEASE]
        if doubtful and of_both and self._context.era.fleeting:
            left += doubtful
            for reference, _ in [*self._are(Action.REWRITTEN)]:
                if era.only_one_takes(reference):
                    self._at[reference.node.start_byte] = manual(
                        reference,
                        "it alone says that the file is not only for 2.x, and the call on line "
                        f"{self._line(doubtful[0])} is left for it: change that first",
                    )
                    left.append(reference)
        return self._leave_givers(left)

    def _leave_home(self) -> set[int]:
        """Leave what gives its function to a reference that would be another one elsewhere.

        Gives where all these are, whose imports are to stay.
        """
        cross_entropies = (family.CROSS_ENTROPY, family.SPARSE_CROSS_ENTROPY)
        return self._leave_givers(
            [
                it
                for it, _ in self._are(Action.CORRECT, Action.MANUAL)
                if (self._context.two(it) and it.function in cross_entropies)
                or era.only_two_takes(it)
                or (it.dialect is Dialect.SHIM and it.call is not None and it.call.starred)
            ]
        )

    def _leave_renamed(self) -> None:
        """Leave what would give a call that is left another function than it has now."""
        for reference in self._context.references:
            outcome = self.of(reference)
            if outcome is None or outcome.action is Action.MANUAL:
                given = map(self.of, self._context.givers(reference))
                if any(giver is not None and giver.renames for giver in given):
                    self._leave_givers([reference])

    def _leave_givers(self, left: list[Reference]) -> set[int]:
        """Leave what gives their function to references that are left. Gives where all are."""
        places = set()
        for reference in left:
            places.add(reference.node.start_byte)
            for giver in self._context.givers(reference):
                places.add(giver.node.start_byte)
                outcome = self.of(giver)
                if outcome is not None and outcome.action is Action.REWRITTEN:
                    self._at[giver.node.start_byte] = manual(
                        giver,
                        f"its call on line {self._line(reference)} is left: change that first",
                    )
        return places

    def _leave_given(self) -> None:
        """Leave what is given its function by a reference that is left."""
        for reference in self._context.references:
            outcome = self.of(reference)
            if outcome is None or not outcome.edits_source:
                continue
            for giver in self._context.givers(reference):
                given = self.of(giver)
                if given is None or given.action is Action.MANUAL:
                    self._at[reference.node.start_byte] = manual(
                        reference,
                        f"it is given its function on line {self._line(giver)}, which is left: "
                        "change that first",
                    )
                    break


def _settled(
    tests: VersionTests, reference: Reference, outcome: Outcome, context: Context
) -> Outcome:
    """A reference that can be something else, or is for one release only, is not to be edited."""
    if outcome.action is not Action.REWRITTEN:
        read = outcome.action is Action.CORRECT and era.orders_differ(reference)
        if read and not context.era.given and tests.around(reference.path):
            return manual(
                reference,
                "under a test of the version; see which one it is for and write labels= and "
                "logits=",
            )
        return outcome
    if tests.around(reference.path):
        return manual(
            reference,
            "under a test of the version; see which one it is for; where it is 1.x, "
            f"this is to become: {outcome.message}",
        )
    if reference.doubt is Doubt.NONE:
        return outcome
    if reference.doubt is not Doubt.OTHER and not outcome.edits_arguments:
        message = "through what it is given, which is rewritten"
        return replace(rewritten(reference, message), through=True)
    return manual(
        reference,
        "what is called here can be something else too: see what it is; where it is TensorFlow's, "
        f"this is to become: {outcome.message}",
    )
