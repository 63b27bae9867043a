"""Write a call of one signature for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tfcompat_ce.api.symbols import Parameter, by_keyword, by_position
from tfcompat_ce.rewrite.syntax.calls import Call, Reading, Unreadable, keyword_edits, read
from tfcompat_ce.rewrite.syntax.source import Edit


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
    takes, order = by_keyword(new), by_position(new)
    written: Reading = {}
    moved: Reading = {}
    for index, (parameter, argument) in enumerate(read(call, tuple(old)).items()):
        name = names.get(parameter, parameter)
        if name not in takes:
            raise Unreadable(f"`{parameter}` is not taken any more")
        if name in written:
            raise Unreadable(f"`{name}` would be given twice")
        written[name] = argument
        stays = argument.keyword is None and order[index : index + 1] == (name,)
        if moved or not stays:
            moved[name] = argument
    return list(keyword_edits(moved))
