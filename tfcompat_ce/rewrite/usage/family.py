"""The table: which names of TensorFlow this project moves, and what they mean where.

A row is a function, its parameters in each release's order, and the modules it can be found in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tfcompat_ce.rewrite.syntax.calls import Call
from tfcompat_ce.rewrite.usage.spelling import Dialect, canonical

Target = Literal["nn", "v1", "v2"]
TARGETS: tuple[Target, ...] = ("nn", "v1", "v2")


MODULES = {
    "tensorflow.nn": Dialect.RELEASE,
    "tensorflow.compat.v1.nn": Dialect.V1,
    "tensorflow.compat.v2.nn": Dialect.V2,
    "tensorflow.python.nn": Dialect.PRIVATE,
    "tensorflow.python.ops.nn": Dialect.PRIVATE,
    "tensorflow.python.ops.nn_ops": Dialect.PRIVATE,
    "tfcompat_ce.nn": Dialect.SHIM,
    "tfcompat_ce.v1.nn": Dialect.SHIM,
    "tfcompat_ce.v2.nn": Dialect.V2,
}
PRIVATE_MODULE = re.compile(r"^(tensorflow|tfcompat_ce\.v1)\.python\.(?:\w+\.)*nn(?:_ops)?$")
"""Private modules that import TensorFlow's `nn`, as `tensorflow.python.keras.backend` does."""
HAS_ACTIVATIONS = {
    "tensorflow.math": Dialect.RELEASE,
    "tensorflow.compat.v1.math": Dialect.V1,
    "tensorflow.compat.v2.math": Dialect.V2,
    "tfcompat_ce.v1.math": Dialect.SHIM,
}
"""Where softmax and log_softmax are under another name: the same functions."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the family: its parameters before 1.0, in 1.x, and in 2.x, in their order."""

    name: str
    v0: tuple[str, ...]
    v1: tuple[str, ...]
    v2: tuple[str, ...]


CROSS_ENTROPY = Function(
    "softmax_cross_entropy_with_logits",
    v0=("logits", "labels", "dim", "name"),
    v1=("_sentinel", "labels", "logits", "dim", "name", "axis"),
    v2=("labels", "logits", "axis", "name"),
)
CROSS_ENTROPY_V2 = Function(
    "softmax_cross_entropy_with_logits_v2",
    v0=(),
    v1=("labels", "logits", "axis", "name", "dim"),
    v2=(),
)
SPARSE_CROSS_ENTROPY = Function(
    "sparse_softmax_cross_entropy_with_logits",
    v0=("logits", "labels", "name"),
    v1=("_sentinel", "labels", "logits", "name"),
    v2=("labels", "logits", "name"),
)
SOFTMAX = Function(
    "softmax",
    v0=("logits", "dim", "name"),
    v1=("logits", "axis", "name", "dim"),
    v2=("logits", "axis", "name"),
)
LOG_SOFTMAX = Function("log_softmax", v0=SOFTMAX.v0, v1=SOFTMAX.v1, v2=SOFTMAX.v2)

FAMILY = {
    function.name: function
    for function in (CROSS_ENTROPY, CROSS_ENTROPY_V2, SPARSE_CROSS_ENTROPY, SOFTMAX, LOG_SOFTMAX)
}


def module(qualified: str) -> Dialect | None:
    """Whose meaning the functions of this module have, None where it is no home of the family.

    >>> module("tensorflow.compat.v1.nn").name
    'V1'
    """
    name = canonical(qualified)
    if name in MODULES:
        return MODULES[name]
    found = PRIVATE_MODULE.match(name)
    if found is None:
        return None
    return Dialect.PRIVATE if found[1] == "tensorflow" else Dialect.SHIM


def function(qualified: str) -> tuple[Dialect, Function] | None:
    """The function of the family that a dotted name means.

    >>> function("tensorflow.nn.softmax")[1].v2
    ('logits', 'axis', 'name')
    >>> function("mesh_tensorflow.softmax")
    """
    owner, _, name = canonical(qualified).rpartition(".")
    if name not in FAMILY:
        return None
    dialect = module(owner)
    if dialect is None and FAMILY[name] in (SOFTMAX, LOG_SOFTMAX):
        dialect = HAS_ACTIVATIONS.get(owner)
    return (dialect, FAMILY[name]) if dialect is not None else None


WORD = re.compile(rb"(?<!\w)(?:%s)(?!\w)" % "|".join(FAMILY).encode())
DYNAMIC = re.compile(
    rb"\b(?:getattr|vars)\s*\(\s*[\w.\s]*\bnn(?:_ops)?\b|\bnn(?:_ops)?\s*\.\s*__dict__\b"
)


def needed(data: bytes, target: Target = "nn") -> bool:
    """Whether a file can hold something to judge at all: the others are not parsed.

    >>> needed(b"import tensorflow as tf"), needed(b"import tensorflow as tf", "v1")
    (False, True)
    """
    if target != "nn" and (b"tensorflow" in data or b"tfcompat_ce" in data):
        return True
    if b"softmax" in data and WORD.search(data):
        return True
    return DYNAMIC.search(data) is not None


def spelt_as_one(call: Call) -> bool:
    """Whether only 1.x reads a call: None comes first, or `_sentinel` or `dim` is named."""
    by_position = bool(call.positional) and call.positional[0].value.type == "none"
    return by_position or bool({"dim", "_sentinel"} & set(call.keywords))
