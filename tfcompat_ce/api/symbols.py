"""TensorFlow's public API from 0.12 on: what exists where, and with which parameters.

It was read off the wheels (``python -m tests.api.make``), so that nobody need remember it.

There are two namespaces. ``v1`` is 1.x's: ``tf`` up to 1.15, and ``tf.compat.v1`` from 2.0 on.
``v2`` is 2.x's: ``tf`` from 2.0 on, and ``tf.compat.v2`` in 1.14 and 1.15.
A release is a pair of numbers; one that is newer than the table counts as the newest in it.

>>> softmax = find("nn.softmax")
>>> [parameter.name for parameter in softmax.parameters((1, 4))]
['logits', 'dim', 'name']
>>> [parameter.name for parameter in softmax.parameters((2, 0))]
['logits', 'axis', 'name', 'dim']
>>> find("log").same_in_v2
'math.log'
>>> find("contrib").gone
(2, 0)
"""

import functools
import os
import zlib
from bisect import bisect_left, bisect_right
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, NamedTuple, Optional, Tuple

Release = Tuple[int, int]

V1 = "v1"
V2 = "v2"
LAST_OF_0: Release = (0, 12)
LAST_OF_1: Release = (1, 15)
DATA = os.path.join(os.path.dirname(__file__), "symbols.txt.gz")


class Parameter(NamedTuple):
    """One parameter; its kind is ``positional``, ``keyword`` (only), ``*`` or ``**``."""

    name: str
    optional: bool
    kind: str


Parameters = Optional[Tuple[Parameter, ...]]


def by_position(parameters: Iterable[Parameter]) -> Tuple[str, ...]:
    """The parameters that can be given by position, in their order."""
    return tuple(one.name for one in parameters if one.kind == "positional")


def by_keyword(parameters: Iterable[Parameter]) -> Tuple[str, ...]:
    """The parameters that can be given by name."""
    return tuple(one.name for one in parameters if one.kind in ("positional", "keyword"))


class Symbol:
    """A public name of TensorFlow's in one namespace, without the ``tf.`` in front."""

    def __init__(self, namespace: str, name: str, row: str) -> None:
        self.namespace = namespace
        self.name = name
        self._fields = row.split("\t")

    def __repr__(self) -> str:
        return f"<Symbol {self.namespace} {self.name}>"

    @property
    def releases(self) -> Tuple[Release, ...]:
        """The releases that have it, the oldest first."""
        known = releases()
        return tuple(known[at] for at in self._present)

    def has(self, release: Release) -> bool:
        """Does a release have it?

        >>> find("nn.softmax_cross_entropy_with_logits_v2").has((1, 4))
        False
        """
        return _index(release) in self._present

    @property
    def since(self) -> Release:
        """The first release that has it.

        >>> find("math.log").since
        (1, 10)
        """
        return releases()[self._present[0]]

    @property
    def gone(self) -> Optional[Release]:
        """The first release after the last one that has it; None if the newest has it still.

        >>> find("scalar_summary").gone
        (1, 0)
        """
        after = self._present[-1] + 1
        return releases()[after] if after < len(releases()) else None

    @property
    def kind(self) -> str:
        """``function``, ``class``, ``module`` or ``constant``, in the newest release that has it.

        >>> find("Session").kind
        'class'
        """
        return self.kind_in(self.releases[-1])

    def kind_in(self, release: Release) -> str:
        """What it was in a release, as far as it was there."""
        return _at(self._kinds, _index(release)) or ""

    def parameters(self, release: Release) -> Parameters:
        """What it takes in a release, in order; None where it is not there, or nobody can know.

        What a class takes is what its constructor takes, without ``self``.

        >>> find("nn.softmax", "v2").parameters((2, 0))[1]
        Parameter(name='axis', optional=True, kind='positional')
        >>> find("app", "v1").parameters((1, 0)) is None
        True
        """
        if not self.has(release):
            return None
        return parse_parameters(_at(self._signatures, _index(release)) or UNKNOWN)

    @property
    def signatures(self) -> Tuple[Tuple[Release, Parameters], ...]:
        """Each release from which it took something else, and what it took from then on."""
        return tuple((releases()[at], parse_parameters(text)) for at, text in self._signatures)

    @property
    def same_in_v2(self) -> Optional[str]:
        """How ``tf`` spells the same object in the newest release; `holds` tells since when.

        >>> find("random_normal").same_in_v2, find("gfile.GFile").same_in_v2
        ('random.normal', 'io.gfile.GFile')
        >>> find("nn.softmax").same_in_v2 is None
        True
        """
        return self.same_in(releases()[-1])

    def same_in(self, release: Release) -> Optional[str]:
        """How ``v2`` of one release, from 1.14 on, spells the same object.

        >>> find("log").same_in((2, 0))
        'math.log'
        """
        return next(iter(self.spellings(release)), None)

    def spellings(self, release: Release) -> Tuple[str, ...]:
        """Every spelling of the same object in ``v2``, the best one first.

        >>> find("matmul").spellings((2, 21))
        ('matmul', 'linalg.matmul')
        """
        at = _index(release)
        return tuple(name for name, ats in self.aliases if at in ats)

    def holds(self, spelling: str) -> Tuple[Release, ...]:
        """The releases, from 1.14 on, where ``v2`` spells the same object so.

        >>> find("log").holds("math.log")[0], find("map_fn").holds("map_fn")[-1]
        ((1, 14), (2, 1))
        """
        ats = dict(self.aliases).get(spelling, ())
        return tuple(releases()[at] for at in ats)

    @property
    def aliases(self) -> Tuple[Tuple[str, Tuple[int, ...]], ...]:
        """The spellings in ``v2``, each with the places in `releases()` where it holds."""
        found = [entry.rpartition(" ") for entry in self._field(3).split(";") if entry]
        return tuple((name or self.name, _ranges(text)) for name, _, text in found)

    def needs_keras_2(self, release: Release) -> bool:
        """Is it there only with tf_keras beside TensorFlow, and ``TF_USE_LEGACY_KERAS=1``?

        >>> find("layers.dense").needs_keras_2((2, 16)), find("nn.relu").needs_keras_2((2, 16))
        (True, False)
        """
        return _index(release) in _ranges(self._field(4))

    @property
    def origins(self) -> Tuple[str, ...]:
        """Where it is defined, in one release or another.

        >>> find("nn.softmax", "v2").origins
        ('tensorflow.python.ops.nn_ops.softmax_v2',)
        """
        text = self._field(5)
        for prefix, sign in SHORT:
            text = text.replace(sign, prefix)
        return tuple(text.split())

    @property
    def canonical(self) -> Optional[str]:
        """What TensorFlow calls the object first in 2.x, if it says so: the documented spelling.

        >>> find("matmul", "v2").canonical
        'linalg.matmul'
        """
        text = self._field(6)
        return self.name if text == "=" else text or None

    def _field(self, at: int) -> str:
        return self._fields[at] if at < len(self._fields) else ""

    @property
    def _present(self) -> Tuple[int, ...]:
        return _ranges(self._field(0))

    @property
    def _kinds(self) -> List[Tuple[int, str]]:
        return _changes(self._field(1))

    @property
    def _signatures(self) -> List[Tuple[int, str]]:
        return _changes(self._field(2))


# In the data: parameters that nobody can know, and short for what stands in every second row.
UNKNOWN = "?"
SHORT = (("tensorflow.python.", "~"), ("tensorflow.contrib.", "^"))


def releases() -> Tuple[Release, ...]:
    """All releases in the table, the oldest first.

    >>> releases()[0], releases()[1], (2, 21) in releases()
    ((0, 12), (1, 0), True)
    """
    return _load()[0]


@functools.lru_cache(maxsize=None)
def find(name: str, namespace: str = V1) -> Optional[Symbol]:
    """A name, without the ``tf.``, in a namespace; None if no release has it there.

    >>> find("placeholder")
    <Symbol v1 placeholder>
    >>> find("placeholder", "v2") is None
    True
    """
    rows = _load()[1]
    start = f"{namespace} {name}\t"
    at = bisect_left(rows, start)
    if at == len(rows) or not rows[at].startswith(start):
        return None
    return Symbol(namespace, name, rows[at][len(start) :])


def symbols(namespace: str = V1) -> Iterator[Symbol]:
    """Every name of a namespace that any release has, in alphabetical order.

    >>> "nn.softmax" in [symbol.name for symbol in symbols("v2")]
    True
    """
    rows = _load()[1]
    for row in rows[bisect_left(rows, namespace + " ") :]:
        key, _, fields = row.partition("\t")
        of, _, name = key.partition(" ")
        if of != namespace:
            return
        yield Symbol(namespace, name, fields)


def beginning_with(start: str, namespace: str = V1) -> Iterator[Symbol]:
    """The names of a namespace that begin so, in alphabetical order.

    >>> [symbol.name for symbol in beginning_with("nn.softmax", "v2")][:1]
    ['nn.softmax']
    """
    rows = _load()[1]
    start = f"{namespace} {start}"
    for row in rows[bisect_left(rows, start) :]:
        if not row.startswith(start):
            return
        key, _, fields = row.partition("\t")
        yield Symbol(namespace, key.partition(" ")[2], fields)


@functools.lru_cache(maxsize=None)
def names(namespace: str, release: Release) -> FrozenSet[str]:
    """All names that a namespace has in a release.

    >>> "placeholder" in names("v1", (2, 21)), "placeholder" in names("v2", (2, 21))
    (True, False)
    """
    return frozenset(symbol.name for symbol in symbols(namespace) if symbol.has(release))


@functools.lru_cache(maxsize=None)
def public_name(origin: str) -> Optional[Tuple[str, str]]:
    """The public name, with its namespace, of what a private module of TensorFlow's has.

    That is a module, what it defines, what the generated module beside it defines, or a constant.

    >>> public_name("tensorflow.python.ops.nn_ops.softmax_v2")
    ('v2', 'nn.softmax')
    >>> public_name("tensorflow.python.ops.nn_ops.relu")
    ('v1', 'nn.relu')
    >>> public_name("tensorflow.python.framework.dtypes.float32")
    ('v1', 'float32')
    >>> public_name("tensorflow.python.ops.array_ops.no_such_name") is None
    True
    """
    module, _, name = origin.rpartition(".")
    package, _, room = module.rpartition(".")
    for spelling in (origin, f"{package}.gen_{room}.{name}"):
        if spelling in _by_origin():
            return _by_origin()[spelling]
    if module in _by_origin():
        namespace, public = _by_origin()[module]
        symbol = find(f"{public}.{name}", namespace)
    else:
        symbol = _constant(module, name)
    return None if symbol is None else (symbol.namespace, symbol.name)


def _constant(module: str, name: str) -> Optional[Symbol]:
    """A constant does not say where it is defined; most likely it is public beside the rest."""
    found: Dict[str, int] = {}
    for origin, (namespace, public) in _by_origin().items():
        if namespace == V1 and origin.rpartition(".")[0] == module:
            beside = public.rpartition(".")[0]
            found[beside] = found.get(beside, 0) + 1
    if not found:
        return None
    beside = max(sorted(found), key=lambda prefix: found[prefix])
    symbol = find(f"{beside}.{name}".lstrip("."))
    return symbol if symbol is not None and symbol.kind == "constant" else None


@functools.lru_cache(maxsize=None)
def _by_origin() -> Dict[str, Tuple[str, str]]:
    found: Dict[str, Tuple[Tuple[Any, ...], Tuple[str, str]]] = {}
    for namespace in (V1, V2):
        for symbol in symbols(namespace):
            for origin in symbol.origins:
                # In 1.x's namespace first; the documented name, then the one that lived longest.
                documented = symbol.canonical in (None, symbol.name)
                lived = -len(symbol.releases)
                best = (namespace, not documented, lived, preference(symbol.name), symbol.name)
                if origin not in found or best < found[origin][0]:
                    found[origin] = (best, (namespace, symbol.name))
    return {origin: where for origin, (_, where) in found.items()}


def preference(name: str) -> Tuple[bool, bool, bool, int]:
    """Of two spellings of one object the one with the smaller preference is to be written."""
    parts = name.split(".")
    odd = {"experimental", "contrib", "compat", "__internal__"} & set(parts)
    return parts[0] == "raw_ops", "keras" in parts, bool(odd), len(parts)


@functools.lru_cache(maxsize=None)
def parse_parameters(text: str) -> Parameters:
    """Parameters as the table writes them: as in a ``def``, without the defaults.

    >>> [tuple(parameter) for parameter in parse_parameters("x,axis=,*,name=")]
    [('x', False, 'positional'), ('axis', True, 'positional'), ('name', True, 'keyword')]
    """
    if text == UNKNOWN:
        return None
    found = []
    kind = "positional"
    for part in text.split(",") if text != "()" else ():
        if part.startswith("**"):
            found.append(Parameter(part[2:], True, "**"))
        elif part.startswith("*"):
            if part != "*":
                found.append(Parameter(part[1:], True, "*"))
            kind = "keyword"
        else:
            found.append(Parameter(part.rstrip("="), part.endswith("="), kind))
    return tuple(found)


@functools.lru_cache(maxsize=None)
def _load() -> Tuple[Tuple[Release, ...], List[str]]:
    """The releases, and the rows: they are sorted, and each is read when it is asked for."""
    with open(DATA, "rb") as data:
        text = zlib.decompress(data.read(), 16 + zlib.MAX_WBITS).decode()
    rows = text.split("\n")
    header = rows.pop(0).split()
    # Behind the last line feed.
    rows.pop()
    return tuple(_release(word) for word in header[1:]), rows


def _release(text: str) -> Release:
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def _index(release: Release) -> int:
    at = bisect_right(releases(), tuple(release)) - 1
    if at < 0:
        raise ValueError("the table begins with TensorFlow {}.{}".format(*releases()[0]))
    return at


@functools.lru_cache(maxsize=None)
def _place(text: str) -> int:
    return releases().index(_release(text))


@functools.lru_cache(maxsize=None)
def _ranges(text: str) -> Tuple[int, ...]:
    """``1.0-1.15,2.3`` as places in the list of releases."""
    found: List[int] = []
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found.extend(range(_place(first), _place(last or first) + 1))
    return tuple(found)


def _changes(text: str) -> List[Tuple[int, str]]:
    """``1.0 x,y=;1.5 x,z=`` as pairs of a place and what holds from there on."""
    entries = [entry.partition(" ") for entry in text.split(";") if entry]
    return [(_place(release), what) for release, _, what in entries]


def _at(changes: List[Tuple[int, str]], at: int) -> Optional[str]:
    return next((what for place, what in reversed(changes) if place <= at), None)
