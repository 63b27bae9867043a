"""Dumps of collect.py, merged into the table that `tfcompat_ce.api.symbols` reads.

One line a name: namespace and name, then, with tabs between, the releases that have it, its kind,
its parameters, the spellings of the same object in 2.x, the releases where it needs Keras 2, where
it is defined, and its documented spelling. The same dumps give the same bytes.
"""

import gzip
import os
from collections import defaultdict
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Set, Tuple

from tfcompat_ce.api import symbols
from tfcompat_ce.api.symbols import SHORT, UNKNOWN, V1, V2, Release, preference

Dumps = Tuple[Dict[str, Any], Optional[Dict[str, Any]]]
Key = Tuple[str, str]
Rows = Dict[str, List[Any]]


class Entry(NamedTuple):
    """A name in one release."""

    kind: str
    parameters: str
    same: Tuple[str, ...]
    needs_keras_2: bool
    origins: Tuple[str, ...]
    canonical: Optional[str]


Row = Dict[Release, Entry]
Table = Dict[Key, Row]


def into_the_table(dumps: Dict[Release, Dumps]) -> None:
    """Replace what the table says of these releases."""
    table = kept(set(dumps))
    for release, (plain, legacy) in dumps.items():
        for key, entry in entries(release, plain, legacy):
            table[key][release] = entry
    write(table)


def kept(replaced: Iterable[Release]) -> Table:
    """What the table says of the other releases."""
    table: Table = defaultdict(dict)
    if not os.path.exists(symbols.DATA):
        return table
    for namespace in (V1, V2):
        for symbol in symbols.symbols(namespace):
            for release in symbol.releases:
                if release not in replaced:
                    kind = symbol.kind_in(release)
                    table[namespace, symbol.name][release] = Entry(
                        kind,
                        taken(kind, symbol.parameters(release)),
                        symbol.spellings(release),
                        symbol.needs_keras_2(release),
                        symbol.origins,
                        symbol.canonical,
                    )
    return table


def entries(
    release: Release, plain: Dict[str, Any], legacy: Optional[Dict[str, Any]]
) -> Iterator[Tuple[Key, Entry]]:
    """What the dumps of one release say, name by name."""
    with_keras_3 = namespaces(release, plain)
    with_keras_2 = namespaces(release, legacy) if legacy else with_keras_3
    for namespace in (V1, V2):
        names = {**with_keras_2.get(namespace, {}), **with_keras_3.get(namespace, {})}
        for name, (kind, parameters, _, origin, canonical) in names.items():
            needs_keras_2 = name not in with_keras_3[namespace]
            of = with_keras_2 if needs_keras_2 else with_keras_3
            yield (
                (namespace, name),
                Entry(
                    kind,
                    taken(kind, parameters),
                    spellings(name, of) if namespace == V1 else (),
                    needs_keras_2,
                    (origin,) if origin else (),
                    canonical if namespace == V2 else None,
                ),
            )


def namespaces(release: Release, dump: Dict[str, Any]) -> Dict[str, Rows]:
    """The rows of each namespace, from the module that is it in that release."""
    roots = dump["roots"]
    one, two = roots.get("compat.v1", {}), roots.get("compat.v2", {})
    if release >= (2, 0):
        return {V1: one, V2: public(roots["tf"], two)}
    # 1.13 has a `tf.compat.v1`, but no `tf.compat.v2` yet.
    return {V1: public(roots["tf"], one), **({V2: two} if two else {})}


def public(rows: Rows, compat: Rows) -> Rows:
    """The names of `tf` that its twin under `tf.compat` has, too: what else is there is a leak.

    Releases leak folders of the package (``tf.tsl``) and variables of a loop (``tf.s``).
    """
    only_there = ("compat", "contrib", "pywrap_tensorflow")
    if not compat:
        return rows
    return {
        name: row
        for name, row in rows.items()
        if name in compat or name.split(".")[0] in only_there
    }


def spellings(name: str, rows: Dict[str, Rows]) -> Tuple[str, ...]:
    """The names in 2.x's namespace of the object that a name of 1.x's means."""
    identity = rows[V1][name][2]
    if identity is None or V2 not in rows:
        return ()
    of_object = by_identity(rows[V2]).get(identity, [])
    if name in of_object and name.split(".")[0] in ("keras", "raw_ops"):
        return (name,)
    usual = [other for other in of_object if other == name or not any(preference(other)[:2])]
    return tuple(usual or of_object)


_SEEN: Dict[int, Tuple[Rows, Dict[str, List[str]]]] = {}


def by_identity(rows: Rows) -> Dict[str, List[str]]:
    if id(rows) not in _SEEN:
        found: Dict[str, List[str]] = defaultdict(list)
        for name, row in rows.items():
            found[row[2]].append(name)
        _SEEN[id(rows)] = rows, found
    return _SEEN[id(rows)][1]


def taken(kind: str, parameters: Any) -> str:
    """Parameters as the table writes them; the opposite of `symbols.parse_parameters`."""
    if kind not in ("function", "class"):
        return ""
    if parameters is None:
        return UNKNOWN
    parts = []
    keyword_only = False
    for name, optional, kind in parameters:
        if kind == "keyword" and not keyword_only:
            parts.append("*")
        keyword_only = keyword_only or kind in ("keyword", "*")
        parts.append(kind + name if kind in ("*", "**") else name + "=" * optional)
    return ",".join(parts) or "()"


def write(table: Table) -> None:
    known = sorted({release for row in table.values() for release in row})
    documented = {
        name
        for (namespace, name), row in table.items()
        if namespace == V2 and canonical(row) == name
    }
    header = "releases " + " ".join(map(text_of, known))
    rows = [
        "\t".join([f"{namespace} {name}", *fields_of(name, row, known, documented)])
        for (namespace, name), row in table.items()
        if row
    ]
    lines = [header, *sorted(rows)]
    data = "".join(line + "\n" for line in lines).encode()
    with open(symbols.DATA, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as zipped:
        zipped.write(data)
    print(f"{len(lines) - 1} names, {len(known)} releases, {len(data):,} bytes,", end=" ")
    print(f"{os.path.getsize(symbols.DATA):,} compressed")


def canonical(row: Row) -> Optional[str]:
    """The documented spelling in the newest release that says it."""
    found = [row[release].canonical for release in sorted(row) if row[release].canonical]
    return found[-1] if found else None


def fields_of(name: str, row: Row, known: List[Release], documented: Set[str]) -> List[str]:
    spelling = canonical(row)
    origins = " ".join({origin: 0 for at in sorted(row) for origin in row[at].origins})
    for prefix, sign in SHORT:
        origins = origins.replace(prefix, sign)
    return [
        ranges(row, known),
        changes({release: entry.kind for release, entry in row.items()}),
        changes({release: entry.parameters for release, entry in row.items()}),
        ";".join(aliases(name, row, known, documented)),
        ranges([release for release in row if row[release].needs_keras_2], known),
        origins,
        "=" if spelling == name else spelling or "",
    ]


def aliases(name: str, row: Row, known: List[Release], documented: Set[str]) -> Iterator[str]:
    """Each spelling with the releases where it holds: the name itself, the documented one, ..."""
    found: Dict[str, List[Release]] = defaultdict(list)
    for release in row:
        for other in row[release].same:
            found[other].append(release)

    def rank(other: str) -> Tuple[Any, ...]:
        return other != name, other not in documented, preference(other), len(other), other

    for other in sorted(found, key=rank):
        yield "{} {}".format("" if other == name else other, ranges(found[other], known))


def text_of(release: Release) -> str:
    return "{}.{}".format(*release)


def ranges(of: Iterable[Release], known: List[Release]) -> str:
    """``1.0-1.15,2.3``."""
    places = sorted(known.index(release) for release in of)
    runs: List[List[int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    texts = [[text_of(known[end]) for end in sorted(set(run))] for run in runs]
    return ",".join("-".join(ends) for ends in texts)


def changes(values: Dict[Release, str]) -> str:
    """``1.0 x,y=;1.5 x,z=``: each value with the first release of its run."""
    found = []
    before = None
    for release in sorted(values):
        if values[release] != before:
            before = values[release]
            found.append(f"{text_of(release)} {before}")
    return ";".join(found) if set(values.values()) - {"", UNKNOWN} else ""
