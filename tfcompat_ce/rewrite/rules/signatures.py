"""Write a call of one signature for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tfcompat_ce.api.symbols import Parameter
from tfcompat_ce.rewrite.syntax.calls import Call, Reading, Unreadable, keyword_edits, read
from tfcompat_ce.rewrite.syntax.source import Edit


def order(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """The parameters that can be given by position."""
    return tuple(one.name for one in parameters if one.kind == "positional")


def keywords(parameters: Sequence[Parameter]) -> frozenset[str]:
    """The parameters that can be given by name."""
    return frozenset(one.name for one in parameters if one.kind in ("positional", "keyword"))


def translated(
    call: Call,
    old: Sequence[str],
    new: Sequence[Parameter],
    names: Mapping[str, str],
) -> list[Edit]:
    """The edits that make a call for `old` parameters one for `new`, as few as will do.

    `names` are what parameters are called in `new` where that is something else.

    Raises Unreadable where an argument has no place there.
    """
    takes, by_position = keywords(new), order(new)
    written: Reading = {}
    moved: Reading = {}
    for index, (parameter, argument) in enumerate(read(call, tuple(old)).items()):
        name = names.get(parameter, parameter)
        if name not in takes:
            raise Unreadable(f"`{parameter}` is not taken any more")
        if name in written:
            raise Unreadable(f"`{name}` would be given twice")
        written[name] = argument
        stays = argument.keyword is None and by_position[index : index + 1] == (name,)
        if moved or not stays:
            moved[name] = argument
    return list(keyword_edits(moved, {}))
