"""Functions of NumPy's that took more, or gave something else."""

from __future__ import annotations

import builtins
import functools
import math
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tfcompat_ce.run.numpy_1.ragged import accepts_ragged

__all__ = [
    "array",
    "asanyarray",
    "NINF",
    "asarray",
    "asscalar",
    "disp",
    "find_common_type",
    "asfarray",
    "column_stack",
    "cross",
    "dstack",
    "histogram",
    "hstack",
    "in1d",
    "issubclass_",
    "issubdtype",
    "loads",
    "math",
    "msort",
    "maximum_sctype",
    "save",
    "stack",
    "sum",
    "trapz",
    "unique",
    "vstack",
]


# How NumPy 2 and NumPy 1 say that a copy is made only where there is no other way.
IF_NEEDED = None if np.lib.NumpyVersion(np.__version__) >= "2.0.0" else False


@functools.wraps(np.array)
def array(object: Any, dtype: Any = None, *, copy: Any = True, **options: Any) -> Any:
    """An array, of objects where it would be ragged; integers that are too large wrap around."""
    try:
        return _array(object, dtype, copy=copy or IF_NEEDED, **options)
    except OverflowError:
        return _array(object, copy=copy or IF_NEEDED, **options).astype(dtype)


_array = accepts_ragged(np.array)
asanyarray = accepts_ragged(np.asanyarray)


@functools.wraps(np.asarray)
def asarray(a: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
    """As `array`, without a copy."""
    try:
        return _asarray(a, dtype, *args, **options)
    except OverflowError:
        return _asarray(a, None, *args, **options).astype(dtype)


_asarray = accepts_ragged(np.asarray)
NINF, disp, loads = -np.inf, print, pickle.loads


def asscalar(a: Any) -> Any:
    """The number in an array that holds one."""
    return a.item()


def asfarray(a: Any, dtype: Any = np.float64) -> Any:
    """An array of floats."""
    return np.asarray(a, dtype if np.issubdtype(dtype, np.inexact) else np.float64)


def cross(a: Any, b: Any, *args: Any, **options: Any) -> Any:
    """The cross product, of vectors in the plane as well."""
    left, right = np.asarray(a), np.asarray(b)
    if args or options or (left.shape[-1], right.shape[-1]) != (2, 2):
        return np.cross(a, b, *args, **options)
    return np.asarray(left[..., 0] * right[..., 1] - left[..., 1] * right[..., 0])


@functools.wraps(np.histogram)
def histogram(a: Any, bins: Any = 10, range: Any = None, normed: Any = None, **other: Any) -> Any:
    """A histogram; `normed=` is `density=`."""
    if normed is not None:
        other.setdefault("density", normed)
    return np.histogram(a, bins, range, **other)


def in1d(ar1: Any, ar2: Any, **options: Any) -> Any:
    """Which elements of one array are in another, as a flat array."""
    return np.isin(np.ravel(np.asarray(ar1)), ar2, **options)


def issubdtype(arg1: Any, arg2: Any) -> Any:
    """Whether a type is one of a kind; Python's `float` and `int` stand for all of theirs."""
    kinds = {float: np.floating, int: np.signedinteger, complex: np.complexfloating}
    return np.issubdtype(arg1, kinds.get(arg2, arg2))


def find_common_type(array_types: Any, scalar_types: Any) -> Any:
    """The type that holds all of these: a scalar's counts where it is of another kind."""
    arrays, scalars = [np.dtype(t) for t in array_types], [np.dtype(t) for t in scalar_types]
    if not arrays or not scalars:
        return np.result_type(*arrays, *scalars)
    one, other = np.result_type(*arrays), np.result_type(*scalars)
    return np.result_type(one, other) if "biufc".find(one.kind) < "biufc".find(other.kind) else one


def issubclass_(arg1: Any, arg2: Any) -> bool:
    """Whether something is a class below another, False where it is no class."""
    return isinstance(arg1, type) and issubclass(arg1, arg2)


def maximum_sctype(t: Any) -> Any:
    """The largest type of the same kind."""
    kind = np.dtype(t).kind
    sizes = {"i": np.int64, "u": np.uint64, "f": np.longdouble, "c": np.clongdouble}
    return sizes.get(kind, np.dtype(t).type)


def msort(a: Any) -> Any:
    """An array sorted along its first axis."""
    return np.sort(a, axis=0)


@functools.wraps(np.save)
def save(file: Any, arr: Any, *args: Any, **options: Any) -> None:
    """Write an array to a file."""
    np.save(file, asanyarray(arr), *args, **options)


@functools.wraps(np.sum)
def sum(a: Any, *args: Any, **options: Any) -> Any:
    """The sum, of what a generator gives as well."""
    if isinstance(a, Iterator):
        return builtins.sum(a)
    return np.sum(a, *args, **options)


def trapz(y: Any, *args: Any, **options: Any) -> Any:
    """The integral by the trapezoidal rule."""
    name = "trapezoid" if hasattr(np, "trapezoid") else "trapz"
    return getattr(np, name)(y, *args, **options)


@functools.wraps(np.unique)
def unique(ar: Any, *args: Any, **options: Any) -> Any:
    """The unique elements; the inverse is flat."""
    found = np.unique(ar, *args, **options)
    if options.get("return_inverse") and options.get("axis") is None:
        at = 2 if options.get("return_index") else 1
        return (*found[:at], found[at].ravel(), *found[at + 1 :])
    return found


def _of_any(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, for what a generator gives as well."""

    @functools.wraps(call)
    def stacking(arrays: Any, *args: Any, **options: Any) -> Any:
        given = list(arrays) if isinstance(arrays, Iterator) else arrays
        return call(given, *args, **options)

    return stacking


column_stack, dstack, hstack = _of_any(np.column_stack), _of_any(np.dstack), _of_any(np.hstack)
stack, vstack = _of_any(np.stack), _of_any(np.vstack)
