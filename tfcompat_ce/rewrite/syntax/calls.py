"""Read a call's arguments as a release would, and write them as another takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from tfcompat_ce.rewrite.syntax.source import TRIVIA, Edit, Path, Source, is_field


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as written."""

    node: Node
    value: Node
    keyword: str | None = None
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments a reference is called with."""

    node: Node
    arguments: tuple[Argument, ...]

    @property
    def starred(self) -> bool:
        return any(argument.starred for argument in self.arguments)

    @property
    def positional(self) -> list[Argument]:
        return [argument for argument in self.arguments if argument.keyword is None]

    @property
    def keywords(self) -> dict[str, Argument]:
        return {argument.keyword: argument for argument in self.arguments if argument.keyword}

    def given(self, parameter: str, order: tuple[str, ...]) -> Node | None:
        """What a parameter is given, by name or by its place in the order of the parameters."""
        if parameter in self.keywords:
            return self.keywords[parameter].value
        at = order.index(parameter)
        return self.positional[at].value if at < len(self.positional) else None


def read_call(source: Source, node: Node, skip: int = 0) -> Call:
    """The arguments of a call, without the first `skip` of them."""
    found: list[Argument] = []
    arguments = node.child_by_field_name("arguments")
    assert arguments is not None
    if arguments.type != "argument_list":  # f(x for x in y)
        return Call(node, (Argument(arguments, arguments),))
    for part in arguments.named_children:
        if part.type == "keyword_argument":
            name, value = part.child_by_field_name("name"), part.child_by_field_name("value")
            assert name is not None and value is not None
            found.append(Argument(part, value, source.text(name)))
        elif part.type not in TRIVIA:
            starred = part.type in ("list_splat", "dictionary_splat")
            found.append(Argument(part, part, starred=starred))
    return Call(node, tuple(found[skip:]))


def called(path: Path) -> Node | None:
    """The call whose function the end of `path` is."""
    index = len(path) - 1
    while index and path[index - 1].type == "parenthesized_expression":
        index -= 1
    holder = path[index - 1]
    if index and holder.type == "call" and is_field(holder, "function", path[index]):
        return holder
    return None


def is_target(path: Path) -> bool:
    """Whether the expression at the end of `path` is assigned to or deleted."""
    for holder, child in zip(reversed(path[:-1]), reversed(path), strict=False):
        if holder.type in ("assignment", "augmented_assignment", "for_statement"):
            return is_field(holder, "left", child)
        if holder.type == "delete_statement":
            return True
        if "pattern" not in holder.type and "expression" not in holder.type:
            return False
    return False


Reading = dict[str, Argument]
BARE_IN_PARENTHESES = {"named_expression", "yield"}


class Unreadable(Exception):
    """The call does not fit the function; the message says why."""


def read(call: Call, parameters: tuple[str, ...]) -> Reading:
    """Which parameter each argument is for. Raises Unreadable where the call cannot be legal."""
    if call.starred:
        raise Unreadable("its arguments are unpacked from `*` or `**`")
    positional = call.positional
    if len(positional) > len(parameters):
        raise Unreadable(f"it has {len(positional)} arguments by position")
    reading = dict(zip(parameters, positional, strict=False))
    for keyword, argument in call.keywords.items():
        if keyword in reading:
            raise Unreadable(f"`{keyword}` is given twice")
        reading[keyword] = argument
    return reading


def is_none(argument: Argument | None) -> bool:
    """Whether an argument is the literal None."""
    return argument is not None and argument.value.type == "none"


def text_of(source: Source, argument: Argument) -> str:
    """An argument's value as one line, for a message."""
    text = " ".join(source.text(argument.value).split())
    return text if len(text) <= 40 else text[:37] + "..."


def keyword_edits(reading: Reading, wrapped: str = "") -> Iterator[Edit]:
    """Give every argument its keyword.

    The value of the parameter `wrapped` gets a call, and so its parentheses, by another edit.
    """
    for parameter, argument in reading.items():
        start, end = argument.value.start_byte, argument.value.end_byte
        before, after = "", ""
        if argument.keyword is None:
            before = f"{parameter}="
        elif argument.keyword != parameter:
            keyword = argument.node.child_by_field_name("name")
            assert keyword is not None
            yield Edit(keyword.start_byte, keyword.end_byte, parameter)
        bare = argument.keyword is None and argument.value.type in BARE_IN_PARENTHESES
        if bare and parameter != wrapped:
            before, after = f"{before}(", ")"
        if before:
            yield Edit(start, start, before)
        if after:
            yield Edit(end, end, after)


def removal(source: Source, node: Node) -> Iterator[Edit]:
    """Take one item out of a comma-separated list, its comma with it; comments stay."""
    holder = node.parent
    assert holder is not None
    items = holder.children
    index = items.index(node)
    following = items[index + 1 :]
    comma = next((part for part in following if part.type not in TRIVIA), None)
    if comma is not None and comma.type == ",":
        end = comma.end_byte
        if comma == following[0]:
            rest = source.code[end:]
            blank = len(rest) - len(rest.lstrip(b" \t"))
            after = rest[blank : blank + 1]
            if after not in (b"\r", b"\n", b"#", b"\\"):
                end += blank
            yield Edit(node.start_byte, end, "")
        else:
            yield Edit(node.start_byte, node.end_byte, "")
            yield Edit(comma.start_byte, comma.end_byte, "")
        return
    before = [part for part in items[:index] if part.type not in TRIVIA]
    if before and before[-1].type == ",":
        if items[index - 1] == before[-1]:
            yield Edit(before[-1].start_byte, node.end_byte, "")
            return
        yield Edit(before[-1].start_byte, before[-1].end_byte, "")
    yield Edit(node.start_byte, node.end_byte, "")
