"""How many axes has a tensor? Read from the text, where the text says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node

from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.syntax.calls import Call, read_call
from tfcompat_ce.rewrite.syntax.source import Path, Source, parts
from tfcompat_ce.rewrite.usage.finder import tensorflow_name

DEEPEST = 50  # names of names, calls in calls
OF_ONE = """
    Variable abs cast clip_by_value constant convert_to_tensor exp identity
    layers.batch_normalization layers.dense layers.dropout log math.log neg negative nn.bias_add
    nn.dropout nn.elu nn.l2_normalize nn.leaky_relu nn.log_softmax nn.relu nn.relu6 nn.sigmoid
    nn.softmax nn.softplus nn.softsign nn.tanh ones_like sigmoid sqrt square stop_gradient tanh
    to_float transpose zeros_like
"""
OF_TWO = "add div divide matmul maximum minimum mul multiply sub subtract"
LIKE_THE_FIRST, LIKE_THE_LARGER = frozenset(OF_ONE.split()), frozenset(OF_TWO.split())
FLAT = {"contrib.layers.flatten", "layers.flatten", "nn.xw_plus_b"}
ONE_MORE = {"expand_dims", "one_hot"}
SHAPED = {
    "constant": 2,
    "fill": 0,
    "get_variable": 1,
    "ones": 0,
    "placeholder": 1,
    "placeholder_with_default": 1,
    "random.normal": 0,
    "random.truncated_normal": 0,
    "random.uniform": 0,
    "random_normal": 0,
    "random_uniform": 0,
    "reshape": 1,
    "truncated_normal": 0,
    "zeros": 0,
}
SHAPES = ("shape", "dims")
FIRSTS = ("value", "initial_value", "x", "indices", "input", "tensor")


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
        name = tensorflow_name(self.names, (*path, function))
        values = [argument.value for argument in call.positional]
        if name in SHAPED:
            shapes = [call.keywords[word].value for word in SHAPES if word in call.keywords]
            shapes += values[SHAPED[name] : SHAPED[name] + 1]
            if shapes:
                return self._size((*path, shapes[0]))
        firsts = [call.keywords[word].value for word in FIRSTS if word in call.keywords]
        if name in LIKE_THE_LARGER:
            return self._larger(path, values[:2]) if len(values) > 1 else None
        if name in FLAT:
            return 2
        if name in LIKE_THE_FIRST | ONE_MORE:
            rank = next((self.of((*path, value)) for value in [*values[:1], *firsts]), None)
            return None if rank is None else rank + (name in ONE_MORE)
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
