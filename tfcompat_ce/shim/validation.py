"""What the functions accept: the same errors, in the same words, on every release."""

import functools
import operator
import sys
import warnings
from typing import Any, List, Optional, Tuple

from tfcompat_ce.shim import installed

_FLOATING = ("float16", "bfloat16", "float32", "float64")
_OF_STRINGS = (
    " Names of classes are to be numbered first: classes, indices = "
    "numpy.unique(labels, return_inverse=True); the indices go to {}."
)


class _LastAxis(int):
    """-1 as a default: it can be told from a -1 that the caller wrote."""


LAST_AXIS = _LastAxis(-1)


class ClassIndicesWarning(UserWarning):
    """A dense cross-entropy broadcasts labels that look like class indices."""


def resolve_axis(function: str, axis: Any, dim: Any) -> Any:
    """The class axis, whichever of its two names the caller used; the last one where neither.

    Raises:
      ValueError: both were given.
    """
    if dim is None or dim is LAST_AXIS:
        return -1 if axis is None else axis
    if axis is None:
        return dim
    raise ValueError(
        f"{function}: `axis` and `dim` are two names of the same argument, and both were given "
        f"(axis={axis!r}, dim={dim!r}). Give one."
    )


def by_name_only(function: str) -> None:
    """Refuses a first positional argument: TensorFlow 1.x takes these arguments by name only.

    Raises:
      ValueError: the message shows both calls that the caller may have meant.
    """
    raise ValueError(
        f"{function}: give `labels` and `logits` by name. By position their order differs "
        "between TensorFlow releases. Code from 0.x means (logits, labels):\n"
        f"    {function}(labels=SECOND, logits=FIRST)\n"
        "and code from 2.x means (labels, logits):\n"
        f"    {function}(labels=FIRST, logits=SECOND)\n"
        "Keras calls a loss with (y_true, y_pred). Give it a function that does as much:\n"
        f"    lambda y_true, y_pred: {function}(labels=y_true, logits=y_pred)"
    )


def both(function: str, labels: Any, logits: Any) -> None:
    """
    Raises:
      ValueError: labels or logits are missing.
    """
    missing = [name for name, x in (("labels", labels), ("logits", logits)) if x is None]
    if missing:
        raise ValueError(
            "{0}: both `labels` and `logits` must be given; missing here: {1}. "
            "Write {0}(labels=..., logits=...).".format(function, " and ".join(missing))
        )


def dispatched(x: Any) -> bool:
    """Whether TensorFlow, or Keras, handles calls with such a value by its own dispatch.

    True for Keras symbolic tensors, RaggedTensor, extension types and their like. These go to the
    native call as they are.
    """
    return (
        not plain(x)
        and installed.release() >= (1, 14)
        and (not hasattr(x, "__array__") or _owner(x) in ("tensorflow", "keras", "tf_keras"))
    )


def plain(x: Any) -> bool:
    """Whether a value is a tensor, a variable, or what TensorFlow or NumPy makes one of."""
    return isinstance(x, _plain_types()) or type(x).__module__ == "builtins"


def keras_symbolic(x: Any) -> bool:
    """Whether a value is a symbolic tensor of Keras 2, with the shape and dtype of a tensor."""
    return type(x).__name__ == "KerasTensor" and hasattr(x.shape, "ndims")


def refuse_sparse_tensor(function: str, **values: Any) -> None:
    """
    Raises:
      TypeError: a value is a SparseTensor.
    """
    for name, x in values.items():
        if type(x).__name__ in ("SparseTensor", "SparseTensorValue"):
            to_dense = (
                "sparse.to_dense" if installed.release() >= (1, 12) else "sparse_tensor_to_dense"
            )
            raise TypeError(
                f"{function}: `{name}` must be dense, not a {type(x).__name__}. Convert it first: "
                f"tf.{to_dense}({name})"
            )


def tensor(x: Any, name: str) -> Any:
    """A value as a tensor, also where only NumPy knows how to convert it."""
    import numpy as np

    tf = installed.tensorflow()
    if type(x) is list:
        return tf.convert_to_tensor(x, name=name)
    if type(x) is np.ndarray and x.dtype.isnative:
        return tf.constant(x, name=name)
    if type(x).__name__ == "ResourceVariable" and isinstance(x, tf.Variable):
        return x.value()
    if not isinstance(x, _plain_types()):
        if hasattr(x, "__array__") and _owner(x) != "tensorflow":
            x = np.asarray(x)
    elif isinstance(x, np.ma.MaskedArray):
        if np.ma.is_masked(x):
            raise TypeError(
                f"`{name}` must not be a masked array: TensorFlow does not know masks. Fill it "
                f"first: {name}.filled(...)"
            )
        x = x.data
    if isinstance(x, np.ndarray) and not x.dtype.isnative:
        # TensorFlow 1.15 reads the bytes of the other order as they stand.
        x = x.astype(x.dtype.newbyteorder("="))
    return tf.convert_to_tensor(x, name=name)


@functools.lru_cache(maxsize=None)
def _plain_types() -> Tuple[type, ...]:
    import numpy as np

    tf = installed.tensorflow()
    return (tf.Tensor, tf.Variable, np.ndarray, np.generic, list, tuple, int, float)


def _owner(x: Any) -> str:
    return type(x).__module__.split(".")[0]


def is_real(dtype: Any) -> bool:
    """Whether numbers of a dtype are real: 8-bit floats and bool too, no quantized ones."""
    floating = dtype.is_floating or dtype.name in _FLOATING  # 1.0 does not call bfloat16 floating
    return bool(floating or dtype.is_integer or dtype.name == "bool")


def has_bfloat16(function: str) -> bool:
    """Whether TensorFlow has a kernel for bfloat16; 2.2 has one that ends the process."""
    release = installed.release()
    sparse = function == "sparse_softmax_cross_entropy_with_logits"
    return release >= (1, 14) and release != (2, 2) and not (sparse and (2, 4) <= release < (2, 8))


def check_logits(function: str, logits: Any) -> None:
    """
    Raises:
      TypeError: the logits are not floating point.
      ValueError: the logits are a scalar.
    """
    if logits.dtype.base_dtype.name not in _FLOATING:
        raise TypeError(
            f"{function}: `logits` must be float16, bfloat16, float32 or float64, not "
            f"{logits.dtype.name}. Convert them first: tf.cast(logits, tf.float32)"
        )
    if logits.shape.ndims == 0:
        raise ValueError(
            f"{function}: `logits` must have at least one axis, the classes; these are a scalar."
        )


def check_labels(function: str, labels: Any) -> None:
    """
    Raises:
      TypeError: the labels are not numbers.
      ValueError: the labels are a scalar.
    """
    dtype = labels.dtype.base_dtype
    if not is_real(dtype):
        hint = _OF_STRINGS.format(f"sparse_{function}") if dtype.name == "string" else ""
        raise TypeError(
            f"{function}: `labels` must be probabilities, of a real dtype, not {dtype.name}.{hint}"
        )
    if labels.shape.ndims == 0:
        raise ValueError(
            f"{function}: `labels` must have the axis of the classes; these are a scalar. "
            f"Class indices go to sparse_{function}."
        )


def check_sparse_labels(function: str, labels: Any, logits: Any) -> None:
    """
    Raises:
      TypeError: the labels are not int32 or int64.
      ValueError: the shape of the labels is not that of the logits without the last axis.
    """
    dtype = labels.dtype.base_dtype
    if dtype.name not in ("int32", "int64"):
        hint = " Convert them first: tf.cast(labels, tf.int32)"
        if not is_real(dtype):
            hint = _OF_STRINGS.format(function) if dtype.name == "string" else ""
        raise TypeError(
            f"{function}: `labels` must be class indices, int32 or int64, not {dtype.name}.{hint}"
        )
    expected = sizes(logits.shape)
    found = sizes(labels.shape)
    if expected is None or found is None:
        return
    if len(found) != len(expected) - 1:
        hint = ""
        if len(found) == len(expected):
            dense = function[len("sparse_") :]
            hint = f" Probabilities, one-hot labels too, go to {dense}."
            if found[-1] == 1:
                hint = " Take the last axis away: labels=tf.squeeze(labels, [-1])." + hint
        raise ValueError(
            f"{function}: `labels` must have one axis less than `logits`: labels have rank "
            f"{len(found)}, of shape {found}, and logits rank {len(expected)}, of shape "
            f"{expected}.{hint}"
        )
    if any(a is not None and b is not None and a != b for a, b in zip(found, expected)):
        raise ValueError(
            f"{function}: `labels` must have the shape of `logits` without the last axis, "
            f"{expected[:-1]}, not {found}."
        )


def warn_of_class_indices(function: str, labels: Any, logits: Any) -> None:
    """Warns of integers of rank 1 that TensorFlow, in silence, broadcasts as probabilities."""
    rank = logits.shape.ndims
    if (
        labels.dtype.base_dtype.is_integer
        and labels.shape.ndims == 1
        and rank is not None
        and rank > 1
    ):
        warnings.warn(
            f"{function}: integer `labels` of rank 1 are taken for one row of probabilities, which "
            f"broadcasts to all rows of `logits`. Class indices go to sparse_{function}.",
            ClassIndicesWarning,
            stacklevel=_frames_of_ours(),
        )


def _frames_of_ours() -> int:
    """The ``stacklevel`` of whoever called this package, for the caller of this function."""
    frame: Any = sys._getframe(1)
    level = 1
    while frame.f_back and frame.f_globals["__name__"].startswith("tfcompat_ce."):
        frame, level = frame.f_back, level + 1
    return level


def label_error(function: str, error: Exception) -> Exception:
    """The error to raise for one of the sparse op's: a label that is no class shows the mask."""
    errors = installed.tensorflow().errors
    words = str(error)
    if not isinstance(error, errors.InvalidArgumentError) or "label value of" not in words:
        return error
    return errors.InvalidArgumentError(  # type: ignore[no-any-return]
        error.node_def,
        error.op,
        f"{error.message}\nTo leave rows out, give them some class and take their losses away:\n"
        "    counts = tf.not_equal(labels, IGNORED)\n"
        "    labels = tf.where(counts, labels, tf.zeros_like(labels))\n"
        f"    losses = {function}(labels=labels, logits=logits)\n"
        "    losses *= tf.cast(counts, losses.dtype)",
    )


def check_broadcast(
    function: str, labels: List[Optional[int]], logits: List[Optional[int]]
) -> None:
    """
    Raises:
      ValueError: the two shapes cannot be broadcast together.
    """
    for a, b in zip(reversed(labels), reversed(logits)):
        if a is not None and b is not None and a != b and 1 not in (a, b):
            raise ValueError(
                f"{function}: `labels` of shape {labels} and `logits` of shape {logits} cannot be "
                "broadcast together. They must have the same shape, or sizes of 1 where they "
                f"differ. Class indices go to sparse_{function}."
            )


def integer(function: str, axis: Any) -> Any:
    """An axis as an int, or as a scalar tensor of integers where only the run knows it.

    Raises:
      TypeError: the axis is neither.
    """
    known = _constant(axis)
    if known is None and axis is not None:
        return _known_when_run(function, axis)
    try:
        return operator.index(known)
    except TypeError:
        raise TypeError(f"{function}: `axis` must be an integer, not {axis!r}.") from None


def position(function: str, axis: Any, rank: Optional[int]) -> int:
    """The class axis as every release understands it: -1 for the last, else counted from 0.

    Where the rank is not known the axis comes back as it is.

    Raises:
      TypeError: the axis is not an integer, or not known before the run.
      ValueError: there is no such axis.
    """
    axis = integer(function, axis)
    if type(axis) is not int:
        raise TypeError(
            f"{function}: `axis` must be known when the graph is built; {axis!r} is not."
        )
    if rank is None:
        return axis
    if not -rank <= axis < rank:
        raise ValueError(
            f"{function}: there is no axis {axis} in logits of rank {rank}: `axis` must be in "
            f"[{-rank}, {rank})."
        )
    axis %= rank
    return -1 if axis == rank - 1 else axis


def rank(x: Any) -> Optional[int]:
    """The rank of a value of any type, None where it is not known."""
    shape = getattr(x, "shape", None)
    ndims = getattr(shape, "ndims", None)
    return len(shape) if isinstance(shape, tuple) else ndims


def _constant(axis: Any) -> Any:
    """A tensor or variable as the number it is known to be, None where not, any other as it is."""
    tf = installed.tensorflow()
    if not isinstance(axis, (tf.Tensor, tf.Variable)):
        return axis
    axis = tf.convert_to_tensor(axis)
    if installed.release() >= (1, 14):
        return tf.get_static_value(axis)
    from tensorflow.python.framework.tensor_util import constant_value

    return constant_value(axis)


def _known_when_run(function: str, axis: Any) -> Any:
    tf = installed.tensorflow()
    axis = tf.convert_to_tensor(axis)
    if not axis.dtype.base_dtype.is_integer or axis.shape.ndims not in (0, None):
        raise TypeError(f"{function}: `axis` must be an integer, not {axis!r}.")
    return tf.cast(axis, tf.int32)


def sizes(shape: Any) -> Optional[List[Optional[int]]]:
    """A TensorShape as a list, None for a size not known, or None for a rank not known."""
    return None if shape.ndims is None else shape.as_list()
