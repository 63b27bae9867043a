"""What arrays and numbers of NumPy's did in Python's own operations.

`numpy_syntax` puts these calls into a program.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

NUMBERS: dict[type, type] = {bool: np.bool_, int: np.int64, float: np.float64}
CATEGORIES = {"b": 0, "i": 1, "u": 1, "f": 2, "c": 2}


def number(value: Any) -> Any:
    """What counts as a number: an array that holds just one is that one."""
    if isinstance(value, np.ndarray) and value.ndim and value.size == 1:
        return value.reshape(())[()]
    return value


def numbers(value: Any) -> Any:
    """The same for what `%` puts into a text."""
    return tuple(map(number, value)) if type(value) is tuple else number(value)


def stored(value: Any, place: Any) -> Any:
    """A value as it can be put into a place of an array, or of anything else."""
    if isinstance(place, np.ndarray) and place.dtype.kind != "O":
        value = number(value)
        if type(value) is int and place.dtype.kind in "iu" and not _fits(value, place.dtype):
            return np.array(value).astype(place.dtype)
    return value


def right(left: Any, value: Any) -> Any:
    """The right side of `+=` and the like, which an array on the left takes as it is."""
    if isinstance(left, str | bytes):
        return numbers(value)
    if isinstance(left, np.ndarray):
        return value
    typed, value = paired(left, value)
    if isinstance(value, np.generic) and typed is not left:
        return np.result_type(typed, value).type(value)
    return value


def paired(left: Any, right: Any) -> tuple[Any, Any]:
    """Two operands of types that NumPy 2 gives the type of NumPy 1's result.

    A number beside an array of its category takes on the array's type if it fits in; Python's
    numbers beside one of NumPy's are float64, int64 and bool.

    >>> left, right = paired(np.ones(2, np.float32), np.float64(2))
    >>> (left * right).dtype, (np.prod(paired(np.float32(1), 0.5))).dtype
    (dtype('float32'), dtype('float64'))
    """
    if not (isinstance(left, _OF_NUMPY) or isinstance(right, _OF_NUMPY)):
        return left, right
    one, other = getattr(left, "ndim", 0), getattr(right, "ndim", 0)
    if one and other:
        return left, right
    try:
        if one:
            return left, _beside(left, right)
        if other:
            return _beside(right, left), right
        return _typed(left), _typed(right)
    except (OverflowError, TypeError, ValueError):
        return left, right


_OF_NUMPY = (np.ndarray, np.generic)


def _typed(value: Any) -> Any:
    kind = NUMBERS.get(type(value))
    return value if kind is None else kind(value)


def _beside(array: Any, value: Any) -> Any:
    typed: Any = _typed(value)
    if not isinstance(array, np.ndarray) or not isinstance(typed, _OF_NUMPY):
        return value
    category, own = CATEGORIES.get(array.dtype.kind, 0), CATEGORIES.get(typed.dtype.kind, 3)
    if own <= category:
        signed = array.dtype.kind == "i" and typed.dtype.kind in "iu"
        smallest = np.min_scalar_type(min(int(typed), -1 - int(typed)) if signed else typed)
        return typed.astype(np.result_type(array.dtype, smallest))
    return typed if own < 3 and array.dtype.kind in CATEGORIES else value


def _fits(value: int, dtype: Any) -> bool:
    limits = np.iinfo(dtype)
    return limits.min <= value <= limits.max


def _binary(call: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def operate(left: Any, right: Any) -> Any:
        return call(*paired(left, right))

    return operate


add, sub, mul = _binary(operator.add), _binary(operator.sub), _binary(operator.mul)
truediv, floordiv = _binary(operator.truediv), _binary(operator.floordiv)
pow = _binary(operator.pow)


def mod(left: Any, right: Any) -> Any:
    """`%`, of numbers and of texts."""
    if isinstance(left, str | bytes):
        return left % numbers(right)
    left, right = paired(left, right)
    return left % right
