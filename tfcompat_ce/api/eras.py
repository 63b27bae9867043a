"""Which TensorFlow a name speaks for: 0.x, 1.x or 2.x, or none of them."""

import functools
from typing import Iterator, Optional

from tfcompat_ce.api.changes import IDIOMS_OF_2
from tfcompat_ce.api.symbols import V1, V2, find, releases


@functools.lru_cache(maxsize=None)
def majors(name: str) -> str:
    """The major releases whose ``tf`` has a name, as digits.

    >>> majors("mul"), majors("Session"), majors("nn.softmax"), majors("random.set_seed")
    ('0', '01', '012', '2')
    """
    v1, v2 = find(name, V1), find(name, V2)
    found = ""
    for major, symbol in ((0, v1), (1, v1), (2, v2)):
        if symbol is not None and any(symbol.has(one) for one in releases() if one[0] == major):
            found += str(major)
    return found


def prefixes(name: str) -> Iterator[str]:
    """A dotted name and what it begins with, the longest first.

    >>> list(prefixes("train.Saver.save"))
    ['train.Saver.save', 'train.Saver', 'train']
    """
    while name:
        yield name
        name = name.rpartition(".")[0]


@functools.lru_cache(maxsize=None)
def known(name: str) -> Optional[str]:
    """The longest beginning of a dotted name that any release has.

    >>> known("train.Saver.save.x"), known("nn.no_such_name"), known("no_such_name")
    ('train.Saver', 'nn', None)
    """
    return next((part for part in prefixes(name) if majors(part)), None)


@functools.lru_cache(maxsize=None)
def speaks_for(name: str) -> str:
    """The major releases that a dotted name is of, as digits, or "" where it is of all.

    >>> [speaks_for(name) for name in ("mul", "Session", "random.set_seed", "layers.dense", "nn")]
    ['0', '01', '2', '1', '']
    >>> speaks_for("data.Dataset"), speaks_for("GradientTape"), speaks_for("nn.relu")
    ('12', '2', '')
    """
    for part in prefixes(name):
        if part in IDIOMS_OF_2:
            return "2"
    late = ""
    for part in reversed(list(prefixes(name))):
        found = majors(part)
        if found in ("0", "1", "01", "2"):
            return found
        symbol = find(part, V1) or find(part, V2)
        if found == "12" and symbol is not None and symbol.kind != "constant":
            late = found
        if symbol is None or symbol.kind != "module":
            break  # what a class or a function has is not looked at
    return late
