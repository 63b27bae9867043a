"""What follows from the table of symbols: what became of a call from one release to another.

A place is a namespace and a release, as in ``("v1", (1, 15))``.
"""

from typing import Container, Dict, Iterable, List, NamedTuple, Optional, Tuple

from .symbols import (
    Parameter,
    Parameters,
    Release,
    by_keyword,
    by_position,
    find,
)

Place = Tuple[str, Release]


class Renames(NamedTuple):
    """What became of the keywords of a call: the new names, what vanished, and what appeared."""

    renamed: Dict[str, str]
    vanished: Tuple[str, ...]
    appeared: Tuple[str, ...]


def parameters(name: str, place: Place) -> Parameters:
    """What a name takes in one place; None where it is not there, or nobody can know.

    >>> [parameter.name for parameter in parameters("nn.softmax", ("v2", (2, 0)))]
    ['logits', 'axis', 'name']
    """
    namespace, release = place
    symbol = find(name, namespace)
    return None if symbol is None else symbol.parameters(release)


def moved(name: str, before: Place, after: Place, new_name: str = "") -> Optional[int]:
    """From which position on (0 is the first) an argument means another parameter, or none.

    None if every call by position means the same in both, as far as names can tell, and where
    one of the two is not known. A parameter renamed where it stands has not moved, nor one whose
    old name is still taken behind all others.
    `new_name` is what the function is called in the second place, if not the same.

    >>> moved("concat", ("v1", (0, 12)), ("v1", (1, 0)))
    0
    >>> moved("nn.softmax", ("v1", (1, 0)), ("v2", (2, 0))) is None
    True
    >>> moved("reduce_sum", ("v1", (0, 12)), ("v1", (1, 15))) is None
    True
    >>> moved("argmax", ("v1", (1, 15)), ("v2", (2, 0)))
    2
    >>> moved("arg_max", ("v1", (1, 15)), ("v2", (2, 0)), "argmax") is None
    True
    """
    old, new = parameters(name, before), parameters(new_name or name, after)
    if old is None or new is None:
        return None
    old_order, new_order = by_position(old), by_position(new)
    for at, parameter in enumerate(old_order):
        if at >= len(new_order):
            return None if _star(new) else at
        other = new_order[at]
        if parameter != other and (
            other in by_keyword(old) or not _gave_way(at, old_order, new_order)
        ):
            return at
    return len(old_order) if _star(old) and len(new_order) > len(old_order) else None


def _gave_way(at: int, old: Tuple[str, ...], new: Tuple[str, ...]) -> bool:
    """Whether a parameter has no place any more, or one behind all that were there."""
    if old[at] not in new:
        return True
    place = new.index(old[at])
    followers = [new.index(other) for other in old[at + 1 :] if other in new]
    return place >= len(old) and any(other < place for other in followers)


def renamed_keywords(name: str, before: Place, after: Place, new_name: str = "") -> Renames:
    """Which keywords of a call have another name, and which have none.

    A new name stands where the old one stood, then or in an earlier release: so it is found even
    where a release in between took both. Nothing is renamed where one of the two is not known.

    >>> renamed_keywords("reduce_sum", ("v1", (1, 15)), ("v2", (2, 0))).renamed["keep_dims"]
    'keepdims'
    >>> renamed_keywords("reverse", ("v1", (0, 12)), ("v1", (1, 0)))
    Renames(renamed={'dims': 'axis'}, vanished=(), appeared=())
    """
    old, new = parameters(name, before), parameters(new_name or name, after)
    if old is None or new is None:
        return Renames({}, (), ())
    old_names, new_names = by_keyword(old), by_keyword(new)
    gone = [word for word in old_names if word not in new_names]
    come = [word for word in new_names if word not in old_names]
    renamed: Dict[str, str] = {}
    for word in gone:
        successor = _in_place_of(word, old, new, come)
        for earlier in [] if successor else _signatures_until(name, before):
            successor = successor or _in_place_of(word, earlier, new, new_names)
        if successor:
            renamed[word] = successor
    return Renames(
        renamed,
        tuple(word for word in gone if word not in renamed),
        tuple(word for word in come if word not in renamed.values()),
    )


def binds(
    name: str, namespace: str, release: Release, positional: int, keywords: Iterable[str]
) -> Optional[str]:
    """Why a call with so many arguments by position and these keywords fails; None if it does not.

    None, too, where the parameters are not known.

    >>> binds("nn.softmax", "v2", (2, 0), 1, ["axis"]) is None
    True
    >>> binds("nn.softmax", "v2", (2, 0), 1, ["dim"])
    "nn.softmax() has no parameter 'dim'"
    >>> binds("concat", "v1", (1, 0), 2, ["axis"])
    "concat() takes 'axis' by position and by keyword"
    """
    takes = parameters(name, (namespace, release))
    if takes is None:
        symbol = find(name, namespace)
        there = symbol is not None and symbol.has(release)
        return None if there else f"{name} is not there"
    given = list(keywords)
    order = by_position(takes)
    if positional > len(order) and not _star(takes):
        return f"{name}() takes {len(order)} arguments by position, not {positional}"
    for word in given:
        if word in order[:positional]:
            return f"{name}() takes {word!r} by position and by keyword"
        if word not in by_keyword(takes) and not _star(takes, "**"):
            return f"{name}() has no parameter {word!r}"
    for parameter in takes:
        if not parameter.optional and parameter.name not in [*order[:positional], *given]:
            return f"{name}() needs {parameter.name!r}"
    return None


def _star(of: Iterable[Parameter], kind: str = "*") -> bool:
    return any(parameter.kind == kind for parameter in of)


def _in_place_of(
    word: str, old: Tuple[Parameter, ...], new: Tuple[Parameter, ...], allowed: Container[str]
) -> Optional[str]:
    """What stands in the new signature where a word stood in the old one."""
    old_order, new_order = by_position(old), by_position(new)
    at = old_order.index(word) if word in old_order else len(new_order)
    if at >= len(new_order) or new_order[at] not in allowed or new_order[at] in old_order:
        return None
    return new_order[at]


def _signatures_until(name: str, place: Place) -> List[Tuple[Parameter, ...]]:
    """What a name took up to a release in its namespace, the newest first."""
    namespace, release = place
    symbol = find(name, namespace)
    found = symbol.signatures if symbol is not None else ()
    return [takes for since, takes in reversed(found) if since < release and takes is not None]
