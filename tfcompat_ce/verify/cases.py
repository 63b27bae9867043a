"""The grid: what is computed on every release, of the same numbers to the bit.

Every number is made of integers and powers of two, or rounded to the dtype, so that no release of
NumPy can make another one of it.
"""

import itertools
import zlib
from typing import Any, Iterator, List, NamedTuple, Tuple

import numpy as np

from tfcompat_ce.verify import ulp

DTYPES = ("float16", "bfloat16", "float32", "float64")
ACTIVATIONS = ("softmax", "log_softmax")
CROSS_ENTROPIES = ("softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2")
SPARSE = "sparse_softmax_cross_entropy_with_logits"
FUNCTIONS = (
    *("v1." + name for name in (*ACTIVATIONS, *CROSS_ENTROPIES, SPARSE)),
    *("v2." + name for name in (*ACTIVATIONS, CROSS_ENTROPIES[0], SPARSE)),
)


def short_name(function: str) -> str:
    """A function without its namespace.

    >>> short_name("v1.softmax")
    'softmax'
    """
    return function.partition(".")[2]


class Case(NamedTuple):
    """One call: a function of a namespace, its arguments, and what is sent into its gradient.

    Logits, labels and upstream are float64 arrays of numbers that the dtype holds exactly; the
    labels of the sparse cross-entropy are class indices.
    """

    function: str
    dtype: str
    what: str
    axis: int
    logits: Any
    labels: Any
    upstream: Any

    @property
    def name(self) -> str:
        shape = "x".join(str(size) for size in self.logits.shape)
        return f"{self.function}/{self.dtype}/{shape}/axis={self.axis}/{self.what}"

    @property
    def short_name(self) -> str:
        """The function without its namespace."""
        return short_name(self.function)


def grid() -> List[Case]:
    """Every case.

    >>> grid()[0].name
    'v1.softmax/float16/5/axis=-1/ordinary'
    """
    return [
        case(function, dtype, *row)
        for function, dtype in itertools.product(FUNCTIONS, DTYPES)
        for row in _rows(function)
    ]


def of_arrays(logits: Any, labels: Any, axis: int) -> List[Case]:
    """The cases of a user's own arrays: every function that can take them.

    Args:
      logits: A float16, float32 or float64 array of rank 1 or more.
      labels: None; probabilities, of the shape of the logits; or class indices, of that shape
        without the last axis.
      axis: The axis of the classes.

    Raises:
      ValueError: the arrays do not fit; the message says how they would.
    """
    logits = np.asarray(logits)
    dtype = logits.dtype.name
    if dtype not in ("float16", "float32", "float64"):
        raise ValueError(f"the logits are {dtype}; save them as float16, float32 or float64.")
    if not logits.ndim:
        raise ValueError("the logits are a scalar; they need an axis of classes.")
    if not -logits.ndim <= axis < logits.ndim:
        raise ValueError(f"there is no axis {axis} in logits of shape {logits.shape}.")
    functions = _functions_for(logits, labels, axis)
    wide = logits.astype("float64")
    if labels is not None and labels.dtype.kind == "f":
        labels = labels.astype(dtype).astype("float64")
    cases = []
    for function in FUNCTIONS:
        name = short_name(function)
        if name in functions:
            taken = None if name in ACTIVATIONS else labels
            cases.append(_filled(function, dtype, "your arrays", axis, wide, taken))
    return cases


def case(
    function: str, dtype: str, shape: Tuple[int, ...], axis: int, values: str, labels: str = ""
) -> Case:
    """A case of the grid."""
    # A case alone has the numbers that it has in the grid, and an axis is the same by either name.
    random = np.random.RandomState(zlib.crc32(repr((shape, values)).encode()) % 2**31)
    logits = _rounded(VALUES[values](random, shape), dtype)
    if function.endswith(SPARSE):
        given = _integers(random, max(shape[-1], 1), shape[:-1])
    elif labels:
        given = LABELS[labels](random, shape, axis % len(shape))
    else:
        given = None
    what = f"{values}, {labels} labels" if labels else values
    return _filled(function, dtype, what, axis, logits, given)


def _rows(function: str) -> Iterator[Tuple[Any, ...]]:
    """Shape, axis, values and labels."""
    name = short_name(function)
    sparse = name == SPARSE
    kinds = ("one-hot", "soft") if name in CROSS_ENTROPIES else ("",)
    for rank, shape in enumerate(((5,), (4, 5), (2, 4, 5), (2, 3, 4, 5)), 1):
        # Every axis: of rank 3 by both its numbers, of the others from -1 on.
        for axis in range(-rank, rank) if rank == 3 else range(-1, rank - 1):
            if not sparse or axis == -1:
                yield (shape, axis, "ordinary", kinds[-1])
    for axis in (-1,) if sparse else (-1, 3):
        yield (1, 2, 1, 3, 2, 5), axis, "ordinary", kinds[-1]
    for values in VALUES:
        if values != "ordinary":
            yield (4, 5), -1, values, kinds[0]
    for shape in ((3, 1), (3, 2), (32, 10), (3, 1000), (1, 32000)):
        for kind in kinds:
            yield shape, -1, "ordinary", kind
    yield (0, 5), -1, "ordinary", kinds[-1]
    yield (0, 3, 5), -1, "ordinary", kinds[-1]
    if not sparse:
        yield (2, 0), -1, "ordinary", kinds[-1]


def _filled(function: str, dtype: str, what: str, axis: int, logits: Any, labels: Any) -> Case:
    shape = logits.shape
    if short_name(function) not in ACTIVATIONS:
        shape = shape[:axis] + shape[axis % logits.ndim + 1 :]
    # Exact in every dtype, and so is each sum of neighbours.
    upstream = np.array([-1.0, 0.5, 1.0, -0.5])[np.arange(int(np.prod(shape))) % 4]
    return Case(function, dtype, what, axis, logits, labels, upstream.reshape(shape))


def _functions_for(logits: Any, labels: Any, axis: int) -> Tuple[str, ...]:
    if labels is None:
        return ACTIVATIONS
    if labels.dtype.kind in "iu":
        if labels.shape != logits.shape[:-1]:
            raise ValueError(
                f"class indices of shape {labels.shape} do not fit logits of shape "
                f"{logits.shape}: they need the shape {logits.shape[:-1]}."
            )
        if axis not in (-1, logits.ndim - 1):
            raise ValueError("class indices go with classes on the last axis: leave --axis out.")
        classes = logits.shape[-1]
        if labels.size and not (labels.min() >= 0 and labels.max() < classes):
            raise ValueError(
                f"the class indices go from {labels.min()} to {labels.max()}, but there are "
                f"{classes} classes: 0 to {classes - 1}."
            )
        return (*ACTIVATIONS, SPARSE)
    if labels.dtype.kind != "f":
        raise ValueError(f"the labels are {labels.dtype}; save floats, or integers for classes.")
    if labels.shape != logits.shape:
        raise ValueError(
            f"labels of shape {labels.shape} do not fit logits of shape {logits.shape}: "
            "they need the same shape."
        )
    return (*ACTIVATIONS, *CROSS_ENTROPIES)


def _rounded(x: Any, dtype: str) -> Any:
    """To the nearest number of the dtype, in float64."""
    unit = ulp.spacing(x, dtype)
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(x), np.round(x / unit) * unit, x)


def _ordinary(random: Any, shape: Tuple[int, ...]) -> Any:
    return random.uniform(-4.0, 4.0, shape)


def _wide(random: Any, shape: Tuple[int, ...]) -> Any:
    return random.uniform(-40.0, 40.0, shape)


def _huge(random: Any, shape: Tuple[int, ...]) -> Any:
    return 30000.0 * (_integers(random, 3, shape) - 1)


def _tiny(random: Any, shape: Tuple[int, ...]) -> Any:
    return 2.0**-24 * (_integers(random, 3, shape) - 1)


def _equal(random: Any, shape: Tuple[int, ...]) -> Any:
    return np.full(shape, 5.0)


def _integers(random: Any, below: int, shape: Tuple[int, ...]) -> Any:
    # The default is as wide as C's long, and with it the numbers.
    return random.randint(below, size=shape, dtype="int64")


def _impossible(random: Any, shape: Tuple[int, ...]) -> Any:
    """Some classes are -inf; in the last row, all are."""
    x = random.uniform(-4.0, 4.0, shape)
    x[0, 0] = x[1, 2] = x[1, 3] = x[-1] = -np.inf
    return x


def _infinite(random: Any, shape: Tuple[int, ...]) -> Any:
    """One logit of a row is +inf, or NaN: a row that has no softmax."""
    x = random.uniform(-4.0, 4.0, shape)
    x[0, 1], x[1, 0] = np.inf, np.nan
    return x


VALUES = {
    "ordinary": _ordinary,
    "wide": _wide,
    "huge": _huge,
    "tiny": _tiny,
    "equal": _equal,
    "-inf": _impossible,
    "inf and nan": _infinite,
}


def _one_hot(random: Any, shape: Tuple[int, ...], axis: int) -> Any:
    return _along(random, shape, axis, [1.0])


def _soft(random: Any, shape: Tuple[int, ...], axis: int) -> Any:
    """1/2, 1/4, 1/8 and 1/8, or as many of these as there are classes: the sum is 1."""
    return _along(random, shape, axis, [0.5, 0.25, 0.125, 0.125])


def _along(random: Any, shape: Tuple[int, ...], axis: int, shares: List[float]) -> Any:
    labels = np.zeros(shape)
    if labels.size:
        last = np.moveaxis(labels, axis, -1)
        for row in np.ndindex(*last.shape[:-1]):
            for share, place in zip(shares, random.permutation(last.shape[-1])):
                last[row][place] = share
            last[row][place] += 1.0 - last[row].sum()
    return labels


LABELS = {"one-hot": _one_hot, "soft": _soft}
