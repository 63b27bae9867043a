"""Which TensorFlow was a file written for? Read from what it uses that only one of them has."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tfcompat_ce.api.changes import IDIOMS_OF_2, LATE_MODULES, LATE_PACKAGES, V1_KEYWORDS
from tfcompat_ce.api.eras import known, speaks_for
from tfcompat_ce.rewrite.syntax.calls import Call
from tfcompat_ce.rewrite.syntax.source import is_field
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Finder, Reference, Role, finder_of
from tfcompat_ce.rewrite.usage.project import Project
from tfcompat_ce.rewrite.usage.spelling import Dialect, placed

PACKAGES = re.compile(
    rb"\b(?:import|from)[ \t]+(" + "|".join(sorted(LATE_PACKAGES)).encode() + rb")\b"
)
KEYWORDS = re.compile(rb"\b(" + "|".join(sorted(V1_KEYWORDS)).encode() + rb")[ \t]*=(?!=)")
MOST_ASKED = 8  # files around one that says nothing
NUMPY = re.compile(rb"\.(numpy)\(\)")


@dataclass(frozen=True, slots=True)
class Era:
    """The major release a file was written for, and why one thinks so."""

    release: int
    reason: str
    mixed: bool = False
    zero: str = ""  # what only 0.x had
    not_zero: str = ""  # what it did not have
    late: str = ""  # what 0.x did not have, where nothing else speaks for 2.x
    keras: str = ""  # tf.keras, which 1.x and 2.x have, where nothing else speaks
    given: bool = False
    unknown: bool = False  # whether nothing speaks for any, in the file or around it
    fleeting: bool = False  # only calls of the family speak for 1.x, and they are to be rewritten

    @property
    def maybe_two(self) -> bool:
        """Whether it can be a file for 2.x."""
        return self.release == 2 or self.mixed or bool(self.late)


def read(finder: Finder, references: Iterable[Reference]) -> Era:
    """The era of a file: 1 unless it has 2.x's idioms and none of 1.x's.

    What 0.x did not have does not tell 1.x from 2.x. But 1.x takes no arguments by position, so
    a file that has both is for 2.x.
    """
    source = finder.source
    called = by_position = ""
    two = ""
    for reference in references:
        if _released(reference) is None:
            continue
        line = source.position(reference.node.start_byte)[0]
        if mark := only_one_takes(reference):
            called = called or f"`{mark}` on line {line}"
        elif mark := only_two_takes(reference):
            two = two or f"`{mark}` on line {line}"
        elif not by_position and orders_differ(reference):
            by_position = f"arguments by position on line {line}"
    said = _said(finder)
    two = two or said.get("2", "")
    late, zero, not_zero = said.get("12", ""), said.get("0", ""), said.get("1", "")
    one = said.get("01", "") or not_zero or zero
    if called or one:
        return Era(
            1,
            called or one,
            mixed=bool(two or late),
            fleeting=not one,
            zero=zero,
            not_zero=not_zero or late,
        )
    if late and by_position and not two:
        two = f"{late}, which 0.x has not, and {by_position}, which 1.x refuses"
    if two:
        return Era(2, two)
    nothing = "nothing in the file says otherwise"
    keras = said.get("keras", "")
    return Era(1, nothing, late=late, not_zero=late, keras=keras, unknown=True)


def around(finder: Finder, own: Era) -> Era:
    """The era of a file that says nothing: that of the files it goes with, or of their project."""
    place = finder.place
    if not own.unknown or place.project is None:
        return own
    if all(found.dialect is not Dialect.RELEASE for found in finder.imports()):
        return own  # all that it imports says by its name whose it is
    modules = place.project.modules
    beside = (*modules.importers(place.path), *modules.imported(place.path))
    for path in [path for path in beside if modules.has_word(path)][:MOST_ASKED]:
        other = of_file(place.project, path)
        if not other.unknown and not other.mixed:
            reason = f"{other.reason} of {place.project.shown(path, place.path)}"
            return replace(other, reason=reason, fleeting=False)
    pin = place.project.pin(place.path)
    if pin is None:
        return own
    return replace(own, release=pin.major, reason=pin.text, unknown=False, keras="")


@functools.lru_cache(maxsize=4096)
def of_file(project: Project, path: str) -> Era:
    """The era of a file of a project, by itself."""
    finder = finder_of(project, path)
    if finder is None:
        return Era(1, "it cannot be read", unknown=True)
    return read(finder, finder.family())


def _said(finder: Finder) -> dict[str, str]:
    """For each era that something in the file speaks for, the first that does, and its line."""
    source = finder.source
    found: dict[str, str] = {}

    def say(era: str, mark: str, offset: int) -> None:
        found.setdefault(era, f"`{mark}` on line {source.position(offset)[0]}")

    for reference in finder.imports():
        if era := _speaks_for(reference.meanings[0].qualified):
            say(era, f"tf.{reference.api_name}", reference.node.start_byte)
            if reference.api_name.partition(".")[0] == "keras":
                say("keras", "tf.keras", reference.node.start_byte)
    marks: dict[tuple[str, ...], tuple[str, str]] = {}
    for chain in finder.chains:
        if chain.meanings not in marks:
            marks[chain.meanings] = _mark(chain.meanings)
        era, name = marks[chain.meanings]
        if name.partition(".")[0] == "keras":
            say("keras", "tf.keras", chain.start)
        if not era or era in found:
            continue
        path = finder.chains.path(chain)
        known = finder.names.resolve(path).meanings if path else []
        if any(_mark((meaning.qualified,))[0] == era for meaning in known):
            say(era, f"tf.{name}", chain.start)
    for keyword in KEYWORDS.finditer(source.code):
        leaf, *holders = reversed(source.path(*keyword.span(1)))
        is_keyword = leaf.type == "identifier" and holders[0].type == "keyword_argument"
        if is_keyword and is_field(holders[0], "name", leaf):
            say("01", f"{keyword[1].decode()}=", keyword.start())
    for pattern, era in ((NUMPY, "2"), (PACKAGES, "12")):
        for other in pattern.finditer(source.code):
            if era not in found and source.path(*other.span(1))[-1].type == "identifier":
                say(era, ".numpy()" if era == "2" else other[1].decode(), other.start())
    return found


def _mark(meanings: tuple[str, ...]) -> tuple[str, str]:
    """What a chain speaks for, and the part of it that does."""
    for qualified in meanings:
        if era := _speaks_for(qualified):
            spot = placed(qualified)
            name = spot[1] if spot is not None else qualified
            return era, (known(name) or name)
    return "", ""


def _speaks_for(qualified: str) -> str:
    spot = placed(qualified)
    if spot is None:
        return ""
    dialect, name = spot
    if family.function(qualified) is not None:
        return ""  # what its call says is asked of the call
    if dialect is Dialect.RELEASE:
        return speaks_for(name)
    if dialect is Dialect.PRIVATE:
        late = any(name == one or name.startswith(f"{one}.") for one in LATE_MODULES)
        return "12" if late else ""
    if dialect is Dialect.V1:
        return "2" if f"compat.v1.{name}" in IDIOMS_OF_2 else "12"
    return "12" if dialect is Dialect.V2 and qualified.startswith("tensorflow") else ""


def _released(reference: Reference) -> Call | None:
    """The call of a reference, if it is the release that says what it means."""
    known = reference.dialect is Dialect.RELEASE and reference.role is not Role.UNKNOWN
    return reference.call if known else None


def only_one_takes(reference: Reference) -> str:
    """What 1.x alone has or takes in a call whose meaning the release says."""
    call = _released(reference)
    if call is None:
        return ""
    if reference.function is family.CROSS_ENTROPY_V2:
        return family.CROSS_ENTROPY_V2.name
    return "dim= or _sentinel" if family.spelt_as_one(call) else ""


def only_two_takes(reference: Reference) -> str:
    """A cross-entropy that no 1.x would have taken, and 0.x would not have either."""
    call = _released(reference)
    if call is None:
        return ""
    keywords, positional = call.keywords, call.positional
    if reference.function is family.CROSS_ENTROPY and "axis" in keywords:
        return "axis="
    is_cross_entropy = reference.function in (family.CROSS_ENTROPY, family.SPARSE_CROSS_ENTROPY)
    labels_first = len(positional) == 1 and "logits" in keywords and not call.starred
    return "logits= after labels" if is_cross_entropy and labels_first else ""


def orders_differ(reference: Reference) -> bool:
    """Whether 0.x and 2.x read a cross-entropy's arguments in another order; 1.x takes none."""
    if reference.dialect not in (Dialect.RELEASE, Dialect.PRIVATE):
        return False
    if reference.call is None or reference.role is Role.UNKNOWN:
        return False
    if family.spelt_as_one(reference.call):
        return False
    is_cross_entropy = reference.function in (family.CROSS_ENTROPY, family.SPARSE_CROSS_ENTROPY)
    return is_cross_entropy and len(reference.call.positional) > 1 and not reference.call.starred
