"""How many axes has a tensor? Read from the text, where the text says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node

from tfcompat_ce.api.traits import (
    ADDS_AXIS,
    BROADCASTS,
    GIVES_MATRIX,
    KEEPS_RANK,
    TAKES_SHAPE,
    parameters,
    spelling,
)
from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.syntax.calls import Call, read_call
from tfcompat_ce.rewrite.syntax.source import Path, Source, parts
from tfcompat_ce.rewrite.usage.finder import tensorflow_name

DEEPEST = 50  # names of names, calls in calls
SHAPES = ("shape", "dims")


@dataclass(frozen=True, slots=True)
class Ranks:
    """The ranks of one program's tensors.

    >>> source = Source(b"import tensorflow as tf\\nx = tf.zeros([2, 3]) + 1\\nx\\n")
    >>> source.parse()
    >>> Ranks(source, Names(source)).of(list(source.occurrences("x"))[-1])
    2
    """

    source: Source
    names: Names
    given: dict[int, Path] = field(default_factory=dict)  # parameters, by their place
    depth: int = 0

    def of(self, path: Path) -> int | None:
        """The rank of the expression at the end of `path`, None where it is not known."""
        if self.depth > DEEPEST:
            return None
        deeper = Ranks(self.source, self.names, self.given, self.depth + 1)
        node = path[-1]
        match node.type:
            case "integer" | "float":
                return 0
            case "list" | "tuple":
                first = parts(node)[:1]
                inner = deeper.of((*path, *first)) if first else 0
                return None if inner is None else inner + 1
            case "parenthesized_expression" | "unary_operator":
                return deeper.of((*path, *parts(node)[-1:]))
            case "binary_operator":
                return deeper._larger(path, parts(node))
            case "identifier":
                value = self._value(path)
                return deeper.of(value) if value else None
            case "call":
                return deeper._of_call(path, read_call(self.source, node))
        return None

    def _larger(self, path: Path, operands: list[Node]) -> int | None:
        ranks = [self.of((*path, operand)) for operand in operands]
        known = [rank for rank in ranks if rank is not None]
        return max(known) if known and len(known) == len(ranks) else None

    def _value(self, path: Path) -> Path:
        """The one value that the name at the end of `path` can have."""
        found = self.names.lookup(self.source.text(path[-1]), path)
        if found.meanings or len(found.others) != 1:
            return ()
        (binding,) = found.others
        if binding.parameter:
            return self.given.get(binding.at, ())
        return binding.value

    def _of_call(self, path: Path, call: Call) -> int | None:
        function = path[-1].child_by_field_name("function")
        if function is None or call.starred or "validate_shape" in call.keywords:
            return None
        name = spelling(tensorflow_name(self.names, (*path, function)))
        order = parameters(name)
        if name in TAKES_SHAPE:
            shape = call.given(next(filter(SHAPES.__contains__, order)), order)
            if shape is not None:
                return self._size((*path, shape))
        if name in BROADCASTS:
            both = [call.given(parameter, order) for parameter in order[:2]]
            known = [value for value in both if value is not None]
            return self._larger(path, known) if len(known) == 2 else None
        if name in GIVES_MATRIX:
            return 2
        if name in KEEPS_RANK | ADDS_AXIS:
            value = call.given(order[0], order)
            rank = self.of((*path, value)) if value is not None else None
            return None if rank is None else rank + (name in ADDS_AXIS)
        return self._of_own((*path, function), call) if not name else None

    def _size(self, path: Path) -> int | None:
        """How many numbers a shape has."""
        if path[-1].type == "identifier":
            path = self._value(path)
        if not path or path[-1].type not in ("list", "tuple"):
            return None
        numbers = parts(path[-1])
        return None if any("splat" in number.type for number in numbers) else len(numbers)

    def _of_own(self, function: Path, call: Call) -> int | None:
        """`weight_variable([784, 10])`: a function of the program that ends in its one `return`."""
        if function[-1].type != "identifier":
            return None
        found = self.names.lookup(self.source.text(function[-1]), function)
        if found.meanings or len(found.others) != 1:
            return None
        definition = found.others[0].path[:-1]
        if definition[-1].type != "function_definition" or "decorated" in definition[-2].type:
            return None
        body = definition[-1].child_by_field_name("body")
        parameters = definition[-1].child_by_field_name("parameters")
        if body is None or parameters is None or not parts(body):
            return None
        *before, last = parts(body)
        if last.type != "return_statement" or any(
            part.type not in ("assignment", "expression_statement") for part in before
        ):
            return None
        plain = [part for part in parts(parameters) if part.type == "identifier"]
        places = {self.source.text(parameter): parameter.start_byte for parameter in plain}
        given = dict(self.given)
        for parameter, argument in zip(plain, call.positional, strict=False):
            given[parameter.start_byte] = (*function[:-1], argument.value)
        for keyword, argument in call.keywords.items():
            if keyword in places:
                given[places[keyword]] = (*function[:-1], argument.value)
        inside = Ranks(self.source, self.names, given, self.depth)
        value = parts(last)[:1]
        return inside.of((*definition, body, last, *value)) if value else None
