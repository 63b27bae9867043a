"""The fast way: the one op that does the work, without the Python around it.

TensorFlow's own functions spend most of a call finding out what they were given. Where that is
known (plain dense tensors of one known shape, float32 or float64) these functions call the op
directly, on the same numbers in the same order, so that the bits are the same. Everywhere else
they return None, and the native call is taken. Before 1.14 there is no public way to the ops.

Private names of TensorFlow's are used to find out cheaply whether a gradient is being recorded,
what the shape of an eager tensor is, and whether op determinism is on, and to make a node of a
graph. Where a release lacks one, the slower way is taken.
"""

import contextlib
import importlib
from typing import Any, Callable, Dict, Optional, Tuple

from tfcompat_ce.shim import installed

Shape = Optional[Tuple[int, ...]]


def activation(function: str, logits: Any, axis: Any, name: Any) -> Any:
    """softmax or log_softmax."""
    if type(axis) is not int:
        return None
    shape_of = _shapes[type(logits)]
    if shape_of is _unknown or (
        logits.dtype is not _tf.float32 and logits.dtype is not _tf.float64
    ):
        return None
    if axis == -1 and shape_of is _eager_shape and _differentiates_no_classes:
        # What the op refuses, the slow way serves, or refuses in the words of every release.
        try:
            return _activations[function](logits=logits, name=name)
        except Exception:
            return None
    shape = shape_of(logits)
    if not shape or 0 in shape:
        return None
    rank = len(shape)
    if not -rank <= axis < rank or rank > 5:
        return None
    call = _activations[function]
    axis %= rank
    last = rank - 1
    if axis == last:
        return call(logits=logits, name=name)
    order = list(range(rank))
    order[axis], order[last] = last, axis
    with _scope(name, function) as scope:
        return _tf.transpose(call(logits=_tf.transpose(logits, order)), order, name=scope)


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: Any, name: Any, into_labels: bool
) -> Any:
    shape = _shapes[type(logits)](logits)
    dtype = getattr(logits, "dtype", None)
    if (
        shape is None
        or (dtype is not _tf.float32 and dtype is not _tf.float64)
        or shape != _shapes[type(labels)](labels)
        or labels.dtype is not dtype
        or type(axis) is not int
        or _native_composes()
    ):
        return None
    rank = len(shape)
    if not -rank <= axis < rank or 0 in shape:
        return None
    if not into_labels:
        if not _tf.executing_eagerly():
            labels = _stopped(labels)
        elif _recording():
            labels = _stop_gradient(input=labels)
    last = rank - 1
    axis %= rank
    if rank == 2 and axis == last:
        return _cross_entropy(features=logits, labels=labels, name=name)[0]
    with _scope(name, "softmax_cross_entropy_with_logits") as scope:
        if axis != last:
            order = [*range(axis), *range(axis + 1, rank), axis]
            logits = _tf.transpose(logits, order)
            labels = _tf.transpose(labels, order)
        if rank != 2:
            matrix = [-1, shape[axis]]
            logits = _tf.reshape(logits, matrix)
            labels = _tf.reshape(labels, matrix)
        losses = _cross_entropy(features=logits, labels=labels)[0]
        return _tf.reshape(losses, shape[:axis] + shape[axis + 1 :], name=scope)


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any) -> Any:
    shape = _shapes[type(logits)](logits)
    dtype = getattr(logits, "dtype", None)
    if (
        not shape
        or (dtype is not _tf.float32 and dtype is not _tf.float64)
        or shape[:-1] != _shapes[type(labels)](labels)
        or (labels.dtype is not _tf.int32 and labels.dtype is not _tf.int64)
        or _native_composes()
        or 0 in shape
    ):
        return None
    if len(shape) == 2:
        return _sparse_cross_entropy(features=logits, labels=labels, name=name)[0]
    with _scope(name, "sparse_softmax_cross_entropy_with_logits") as scope:
        logits = _tf.reshape(logits, [-1, shape[-1]])
        labels = _tf.reshape(labels, [-1])
        losses = _sparse_cross_entropy(features=logits, labels=labels)[0]
        return _tf.reshape(losses, shape[:-1], name=scope)


def _stopped(labels: Any) -> Any:
    """The node of tf.stop_gradient, by the call of the graph that the op's own function ends in."""
    graph = _tf.compat.v1.get_default_graph()
    if not hasattr(labels, "graph") or labels.graph is not graph:
        return _stop_gradient(input=labels)
    dtype = labels.dtype
    attributes = {"T": _tf.compat.v1.AttrValue(type=dtype.as_datatype_enum)}
    create = getattr(graph, "_create_op_internal", graph.create_op)
    made = create("StopGradient", [labels], [dtype], attrs=attributes, op_def=_stop_gradient_def)
    return made.outputs[0]


def why_not(function: str) -> str:
    """Why no call of a function can take the fast way here; "" where plain dense tensors do."""
    if _tf is None:
        _bind()
    if _cross_entropy is None:
        return "before 1.14 there is no public way to the ops"
    if function not in _activations and _native_composes():
        return "op determinism is on, and the native call then composes other ops"
    return ""


_tf: Any = None
_activations: Dict[str, Any] = {}
_cross_entropy: Any = None
_sparse_cross_entropy: Any = None
_stop_gradient: Any = None
_stop_gradient_def: Any = None


class _Shapes(Dict[type, Callable[[Any], Shape]]):
    """By the type of a value, what gives its shape: None where the native call is to be taken."""

    def __missing__(self, kind: type) -> Callable[[Any], Shape]:
        if _tf is None:
            _bind()
        tensor = (
            _cross_entropy is not None
            and issubclass(kind, _tf.Tensor)
            and kind.__module__.endswith((".python.framework.ops", ".python.framework.tensor"))
        )
        if not tensor:
            shape = _unknown
        elif kind.__name__ == "EagerTensor" and hasattr(kind, "_shape_tuple"):
            shape = _eager_shape
        else:
            shape = _static_shape
        self[kind] = shape
        return shape


_shapes = _Shapes()


def _unknown(x: Any) -> Shape:
    return None


def _eager_shape(x: Any) -> Shape:
    return None if "CUSTOM" in x.device else x._shape_tuple()


def _static_shape(x: Any) -> Shape:
    shape = x.shape
    if not shape.is_fully_defined() or hasattr(x, "_keras_history"):
        return None
    return tuple(shape.as_list())


def _always() -> bool:
    return True


def _never() -> bool:
    return False


# Whether a tape or a forward accumulator may be recording.
_recording: Callable[[], bool] = _always
# Whether the native cross-entropies compose other ops, as they do for op determinism from 2.6 on.
_native_composes: Callable[[], bool] = _never
# Whether softmax over no classes has a gradient, as it had to 2.21.
_differentiates_no_classes = True


def _bind() -> None:
    global _tf, _cross_entropy, _sparse_cross_entropy, _stop_gradient, _stop_gradient_def
    global _recording, _native_composes, _differentiates_no_classes
    tf = installed.tensorflow()
    release = installed.release()
    if release >= (1, 14):
        _activations["softmax"] = tf.raw_ops.Softmax
        _activations["log_softmax"] = tf.raw_ops.LogSoftmax
        _cross_entropy = tf.raw_ops.SoftmaxCrossEntropyWithLogits
        _sparse_cross_entropy = tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits
        _stop_gradient = tf.raw_ops.StopGradient
        with tf.Graph().as_default():
            _stop_gradient_def = _stop_gradient(input=tf.constant(0.0)).op.op_def
        _recording = _find_recording()
        _native_composes = _find_native_composes(release)
    _differentiates_no_classes = release < (2, 22)
    _tf = tf


def _find_recording() -> Callable[[], bool]:
    for module in ("pywrap_tfe", "pywrap_tensorflow"):
        with contextlib.suppress(ImportError, AttributeError):
            nothing = importlib.import_module("tensorflow.python." + module).TFE_Py_TapeSetIsEmpty
            return lambda: not nothing()
    return _always


def _find_native_composes(release: Tuple[int, int]) -> Callable[[], bool]:
    try:
        if release >= (2, 7):
            from tensorflow.python.framework.config import is_op_determinism_enabled
        elif release >= (2, 6):
            from tensorflow.python.ops.nn_ops import (
                _tf_deterministic_ops as is_op_determinism_enabled,
            )
        else:
            return _never
    except ImportError:
        return _always
    return is_op_determinism_enabled  # type: ignore[no-any-return]


def _scope(name: Any, default: str) -> Any:
    return _tf.compat.v1.name_scope(name, default)
