"""TFC004: softmax and log_softmax call `dim` `axis`.

TensorFlow 0.x to 1.4 say `dim`, 1.5 to 1.15 take both, 2.x takes `axis` only. By position, and
without either, they are the same on every release.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tfcompat_ce.rewrite.rules.base import Context, Outcome, Rule, correct, manual, rewritten
from tfcompat_ce.rewrite.rules.cross_entropies import is_fixed, through
from tfcompat_ce.rewrite.syntax.calls import Unreadable, keyword_edits, read
from tfcompat_ce.rewrite.syntax.source import is_field
from tfcompat_ce.rewrite.usage import family
from tfcompat_ce.rewrite.usage.finder import Reference, Role


def judge(reference: Reference, context: Context) -> Outcome:
    """What becomes of a reference to softmax or log_softmax."""
    call = reference.call
    if call is None:
        return _passed_on(reference, context)
    if is_fixed(reference, context):
        return correct(reference, "takes `dim` and `axis` on every release")
    if call.starred:
        if context.two(reference):
            return correct(reference, f"2.x code ({context.era.reason})")
        message = "its arguments are unpacked from `*` or `**`: see that `dim` is not among them"
        return manual(reference, message)
    if "dim" not in call.keywords and len(call.positional) < 4:
        return correct(reference, "the same on every release")
    try:
        reading = read(call, family.SOFTMAX.v1)
        if "axis" in reading or len(call.positional) > 3:
            raise Unreadable("it has both `dim` and `axis`")
    except Unreadable as error:
        return manual(reference, f"{error}; write axis=")
    redirect = context.redirect(reference)
    edits = tuple(keyword_edits({"axis": reading["dim"]}))
    return rewritten(reference, f"{through(redirect)}, with axis= for dim=", edits, redirect)


def _passed_on(reference: Reference, context: Context) -> Outcome:
    """What becomes of the function itself, which another name may call later on."""
    calls = [*_called_with_dim(context)] if reference.role is Role.BARE else []
    if not calls or is_fixed(reference, context) or context.two(reference):
        return correct(reference, "the same on every release when it is called without dim=")
    line = context.source.position(min(call.start_byte for call in calls))[0]
    redirect = context.redirect(reference)
    if redirect is None:
        message = f"the call on line {line} says dim=, and may be this one: 2.x takes axis="
        return manual(reference, message)
    message = f"{through(redirect)}, with `dim` and `axis`: line {line} says dim="
    return rewritten(reference, message, (), redirect)


def _called_with_dim(context: Context) -> Iterator[Node]:
    """The calls with `dim=` of what nobody knows: `self.act(x, dim=1)`."""
    for path in context.source.occurrences("dim"):
        keyword, call = path[-2], path[-4]
        if keyword.type != "keyword_argument" or not is_field(keyword, "name", path[-1]):
            continue
        function = call.child_by_field_name("function")
        if call.type != "call" or function is None:
            continue
        if not context.names.resolve((*path[:-3], function)).meanings:
            yield call


RULE = Rule(
    code="TFC004",
    title="softmax and log_softmax with dim=",
    explanation=__doc__,
    before="import tensorflow as tf\ntf.nn.softmax(x, dim=0)",
    after="from tfcompat_ce import nn\nnn.softmax(x, axis=0)",
    judge=judge,
    functions=(family.SOFTMAX, family.LOG_SOFTMAX),
)
