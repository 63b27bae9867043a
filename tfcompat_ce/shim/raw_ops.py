"""The fast way: the one op that does the work, without the Python around it.

TensorFlow's own functions spend most of a call finding out what they were given. Where that is
known (dense tensors, labels and logits of one shape as far as it is known) these functions call
the op directly, on the same numbers in the same order, so that the bits are the same. Everywhere
else they return None, and the native call is taken. Before 1.14 there is no public way to the ops.

Half precision goes the way that native calls take: softmax has kernels of its own, cross-entropies
are computed in float32, and the sparse one has a kernel for bfloat16.

Private names of TensorFlow's are used to find out cheaply what the shape of an eager tensor is,
and whether op determinism is on, and to make a node of a graph. Where a release lacks one, the
slower way is taken.
"""

import operator
from typing import Any, Callable, Dict, FrozenSet, List, Optional, Tuple

from tfcompat_ce.shim import eager, installed, validation

Shape = Optional[Tuple[Optional[int], ...]]

# From 2.12 on, oneDNN's softmax refuses more.
_MOST_AXES = 5


def activation(function: str, logits: Any, axis: Any, name: Any) -> Any:
    """softmax or log_softmax."""
    if type(axis) is not int:
        try:
            axis = operator.index(axis)
        except TypeError:
            return None
    kind = type(logits)
    is_eager = kind is _eager_tensor
    shape_of = _eager_shape if is_eager else _shapes[kind]
    if shape_of is _unknown:
        return None
    dtype = logits.dtype
    if dtype is not _tf.float32 and dtype is not _tf.float64 and dtype not in _activated_halves:
        return None
    if is_eager and axis == -1 and _differentiates_no_classes:
        # What the op refuses, the slow way serves, or refuses in the words of every release.
        try:
            return _activations[function](logits=logits, name=name)
        except Exception:
            if logits.shape.ndims <= _MOST_AXES:
                return None
    shape = shape_of(logits)
    if not shape or 0 in shape:
        return None
    rank = len(shape)
    if not -rank <= axis < rank:
        return None
    call = _activations[function]
    axis %= rank
    last = rank - 1
    refused = rank > _MOST_AXES and function == "softmax" and dtype in _of_onednn
    if axis == last and not refused:
        return call(logits=logits, name=name)
    order = list(range(rank))
    order[axis], order[last] = last, axis
    with _scope(name, function) as scope:
        swapped = logits if axis == last else _tf.transpose(logits, order)
        if refused:
            sizes = _sizes(swapped, [shape[at] for at in order])
            rows = _tf.reshape(swapped, _rows(swapped, shape[axis]))
            outputs = _tf.reshape(call(logits=rows), sizes, name=scope if axis == last else None)
        else:
            outputs = call(logits=swapped)
        if axis != last:
            outputs = _tf.transpose(outputs, order, name=scope)
        if refused and None in shape:
            outputs.set_shape(shape)
        return outputs


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: Any, name: Any, into_labels: bool
) -> Any:
    """The cross-entropy by the fused op, None where that is not the same or cannot be told."""
    shape = _shapes[type(logits)](logits)
    if (
        shape is None
        or shape != _shapes[type(labels)](labels)
        or type(axis) is not int
        or 0 in shape
        or _native_composes()
    ):
        return None
    dtype = logits.dtype
    rank = len(shape)
    precise = _precise(dtype)
    if precise is None or not -rank <= axis < rank or not validation.is_real(labels.dtype):
        return None
    if not into_labels:
        labels = _without_gradient(labels)
    whole = None not in shape or not (into_labels or rank != 2)
    if whole and rank == 2 and axis % 2 == 1 and labels.dtype is precise is dtype:
        return _cross_entropy(features=logits, labels=labels, name=name)[0]
    with _scope(name, "softmax_cross_entropy_with_logits") as scope:
        labels = _cast(labels, precise)
        # The op pairs rows by their place in memory, and its gradient into the labels has the shape
        # of the logits: what may have to be broadcast is made to fit first.
        logits = _cast(logits, precise)
        if not whole:
            labels = _tf.broadcast_to(labels, _tf.shape(logits))
        losses = of_one_shape(labels, logits, axis, scope if precise is dtype else None)
        return _cast(losses, dtype, scope)


def of_one_shape(labels: Any, logits: Any, axis: int, name: Any) -> Any:
    """The dense cross-entropy of labels in the dtype of the computation that need no broadcast."""
    shape = _shapes[type(logits)](logits)
    if not shape or 0 in shape or len(shape) != labels.shape.ndims or _native_composes():
        return None
    dtype = logits.dtype
    precise = _precise(dtype)
    rank = len(shape)
    if labels.dtype is not precise or not -rank <= axis < rank:
        return None
    logits = _cast(logits, precise)
    last, axis = rank - 1, axis % rank
    end = None if precise is not dtype else name
    if axis != last:
        order = [*range(axis), *range(axis + 1, rank), axis]
        logits, labels = _tf.transpose(logits, order), _tf.transpose(labels, order)
    if rank == 2:
        losses = _cross_entropy(features=logits, labels=labels, name=end)[0]
    else:
        rest = list(shape[:axis] + shape[axis + 1 :])
        sizes = _sizes(logits, rest, -1)
        rows = _rows(logits, shape[axis])
        logits, labels = _tf.reshape(logits, rows), _tf.reshape(labels, rows)
        losses = _cross_entropy(features=logits, labels=labels)[0]
        losses = _tf.reshape(losses, sizes, name=end)
        if None in rest:
            losses.set_shape(rest)
    return _cast(losses, dtype, name)


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any) -> Any:
    """The sparse cross-entropy by the fused op, None where that is not the same."""
    shape = _shapes[type(logits)](logits)
    if (
        not shape
        or shape[:-1] != _shapes[type(labels)](labels)
        or (labels.dtype is not _tf.int32 and labels.dtype is not _tf.int64)
        or shape[-1] == 0
        or _native_composes()
    ):
        return None
    dtype = logits.dtype
    known = dtype is _tf.float32 or dtype is _tf.float64 or dtype in _sparse_halves
    if known and len(shape) == 2:
        return _sparse_cross_entropy(features=logits, labels=labels, name=name)[0]
    rest = list(shape[:-1])
    # Of two sizes that only the run knows, the op could not tell which belongs to which.
    if not (known or dtype is _tf.float16) or rest.count(None) > (0 if 0 in rest else 1):
        return None
    with _scope(name, "sparse_softmax_cross_entropy_with_logits") as scope:
        end = scope if known else None
        precise = logits if known else _cast(logits, _tf.float32)
        if len(shape) == 2:
            losses = _sparse_cross_entropy(features=precise, labels=labels)[0]
        else:
            precise = _tf.reshape(precise, _rows(precise, shape[-1]))
            labels = _tf.reshape(labels, [-1])
            losses = _sparse_cross_entropy(features=precise, labels=labels)[0]
            losses = _tf.reshape(losses, _sizes(logits, rest, -1), name=end)
        return _cast(losses, dtype, scope)


def _precise(dtype: Any) -> Any:
    """The dtype in which native cross-entropies compute; None for what they refuse."""
    if dtype is _tf.float32 or dtype is _tf.float64:
        return dtype
    return _tf.float32 if dtype is _tf.float16 or dtype is _tf.bfloat16 else None


def _cast(x: Any, dtype: Any, name: Any = None) -> Any:
    return x if x.dtype is dtype else _raw_cast(x=x, DstT=dtype, name=name)


def _rows(x: Any, classes: Optional[int]) -> Any:
    """The shape of a matrix of rows of classes, which are on the last axis."""
    return [-1, classes] if classes is not None else _tf.stack([-1, _tf.shape(x)[-1]])


def _sizes(x: Any, known: List[Optional[int]], end: Optional[int] = None) -> Any:
    """The sizes of x, without the last one where ``end`` is -1: those known, or the run's."""
    if known.count(None) > (0 if 0 in known else 1):
        return _tf.shape(x)[:end]
    return [-1 if size is None else size for size in known]


def _without_gradient(labels: Any) -> Any:
    if not _executing_eagerly():
        return _stopped(labels)
    return labels if eager.nothing_records() else _stop_gradient(input=labels)


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
# The type of eager tensors, once one was seen.
_eager_tensor: Any = None
_activations: Dict[str, Any] = {}
_cross_entropy: Any = None
_sparse_cross_entropy: Any = None
_stop_gradient: Any = None
_stop_gradient_def: Any = None
_raw_cast: Any = None
_executing_eagerly: Callable[[], bool]
# The 16-bit dtypes for which softmax, and the sparse cross-entropy, have a kernel.
_activated_halves: FrozenSet[Any] = frozenset()
_sparse_halves: FrozenSet[Any] = frozenset()
# The dtypes in which oneDNN may compute softmax.
_of_onednn: FrozenSet[Any] = frozenset()


class _Shapes(Dict[type, Callable[[Any], Shape]]):
    """By the type of a value, what gives its shape: None where the native call is to be taken.

    TensorFlow's tensors, arrays and lists are kept; other types would be kept alive.
    """

    def __missing__(self, kind: type) -> Callable[[Any], Shape]:
        if _tf is None:
            _bind()
        tensor = (
            _cross_entropy is not None
            and issubclass(kind, _tf.Tensor)
            and kind.__module__.endswith((".python.framework.ops", ".python.framework.tensor"))
        )
        if not tensor:
            if kind in (list, tuple) or getattr(kind, "__module__", "") == "numpy":
                self[kind] = _unknown
            return _unknown
        shape: Callable[[Any], Shape] = _static_shape
        if kind.__name__ == "EagerTensor" and hasattr(kind, "_shape_tuple"):
            global _eager_tensor
            shape, _eager_tensor = _eager_shape, kind
            eager.bind(kind, _native_composes)
        self[kind] = shape
        return shape


_shapes = _Shapes()


def _unknown(x: Any) -> Shape:
    return None


def _eager_shape(x: Any) -> Shape:
    return None if "CUSTOM" in x.device else x._shape_tuple()


def _static_shape(x: Any) -> Shape:
    if x.shape.ndims is None or hasattr(x, "_keras_history"):
        return None
    return tuple(x.shape.as_list())


def _always() -> bool:
    return True


# Whether the native cross-entropies compose other ops, as they do for op determinism from 2.6 on.
_native_composes: Callable[[], bool] = eager.never
# Whether softmax over no classes has a gradient, as it had to 2.21.
_differentiates_no_classes = True


def _bind() -> None:
    global _tf, _cross_entropy, _sparse_cross_entropy, _stop_gradient, _stop_gradient_def
    global _native_composes, _differentiates_no_classes, _raw_cast, _executing_eagerly
    global _activated_halves, _sparse_halves, _of_onednn
    tf = installed.tensorflow()
    release = installed.release()
    if release >= (1, 14):
        _activations["softmax"] = _unwrapped(tf.raw_ops.Softmax)
        _activations["log_softmax"] = _unwrapped(tf.raw_ops.LogSoftmax)
        _cross_entropy = _unwrapped(tf.raw_ops.SoftmaxCrossEntropyWithLogits)
        _sparse_cross_entropy = _unwrapped(tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits)
        _stop_gradient = _unwrapped(tf.raw_ops.StopGradient)
        with tf.Graph().as_default():
            _stop_gradient_def = _stop_gradient(input=tf.constant(0.0)).op.op_def
        _raw_cast = _unwrapped(tf.raw_ops.Cast)
        _executing_eagerly = tf.executing_eagerly
        _of_onednn = frozenset([tf.float32, tf.bfloat16])
        bfloat16 = [tf.bfloat16]
        of_softmax = bfloat16 * validation.has_bfloat16("softmax")
        _activated_halves = frozenset([tf.float16] + of_softmax)
        of_sparse = bfloat16 * validation.has_bfloat16("sparse_softmax_cross_entropy_with_logits")
        _sparse_halves = frozenset(of_sparse)
        _native_composes = _find_native_composes(release)
    _differentiates_no_classes = release < (2, 22)
    _tf = tf


def _unwrapped(op: Callable[..., Any]) -> Callable[..., Any]:
    """An op's function without the frame around it, which every node of a graph would record."""
    return getattr(op, "__wrapped__", op)


def _find_native_composes(release: Tuple[int, int]) -> Callable[[], bool]:
    try:
        if release >= (2, 7):
            from tensorflow.python.framework.config import is_op_determinism_enabled
        elif release >= (2, 6):
            from tensorflow.python.ops.nn_ops import (
                _tf_deterministic_ops as is_op_determinism_enabled,
            )
        else:
            return eager.never
    except ImportError:
        return _always
    return is_op_determinism_enabled  # type: ignore[no-any-return]


def _scope(name: Any, default: str) -> Any:
    return _tf.compat.v1.name_scope(name, default)
