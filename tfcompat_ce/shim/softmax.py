"""The softmax family on every release, in TensorFlow 2.x's meaning.

v1 and v2 give these functions their signatures. What a release gets wrong, or does in its own
way, is put right here, and the rest is the native call of `routes.py`.
"""

import contextlib
from typing import Any, Callable

from tfcompat_ce.shim import eager, installed, label_gradient, raw_ops, shapes, validation
from tfcompat_ce.shim.routes import native


def activation(function: str, logits: Any, axis: Any, name: Any, v1: bool) -> Any:
    """softmax or log_softmax.

    ``v1``: whether types that TensorFlow dispatches on are 1.x's functions' first.
    """
    outputs = raw_ops.activation(function, logits, axis, name)
    return _activation(function, logits, axis, name, v1) if outputs is None else outputs


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: Any, name: Any, into_labels: bool
) -> Any:
    """``into_labels``: whether the labels have a gradient."""
    losses = eager.softmax_cross_entropy_with_logits(labels, logits, axis, name, into_labels)
    if losses is None:
        losses = raw_ops.softmax_cross_entropy_with_logits(labels, logits, axis, name, into_labels)
    if losses is not None:
        return losses
    return _softmax_cross_entropy_with_logits(labels, logits, axis, name, into_labels)


def _softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: Any, name: Any, into_labels: bool
) -> Any:
    function = "softmax_cross_entropy_with_logits"
    validation.both(function, labels, logits)
    tf = installed.tensorflow()
    validation.refuse_sparse_tensor(function, labels=labels, logits=logits)
    if validation.dispatched(labels) or validation.dispatched(logits):
        axis = validation.position(function, axis, validation.rank(logits))
        if validation.keras_symbolic(labels) or validation.keras_symbolic(logits):
            if not validation.dispatched(labels):
                labels = validation.tensor(labels, "labels")
            if not validation.dispatched(logits):
                logits = validation.tensor(logits, "logits")
            validation.check_logits(function, logits)
            validation.check_labels(function, labels)
            labels, logits, axis = shapes.broadcast(labels, logits, axis, into_labels)
        if not into_labels:
            labels = tf.nest.map_structure(tf.stop_gradient, labels, expand_composites=True)
        return native(function)(labels=labels, logits=logits, axis=axis, name=name)
    with _name_scope(name, function, [labels, logits]) as scope:
        logits = validation.tensor(logits, "logits")
        labels = validation.tensor(labels, "labels")
        validation.check_logits(function, logits)
        validation.check_labels(function, labels)
        axis = validation.position(function, axis, logits.shape.ndims)
        losses = raw_ops.softmax_cross_entropy_with_logits(labels, logits, axis, scope, into_labels)
        if losses is not None:
            return losses
        validation.warn_of_class_indices(function, labels, logits)
        if not into_labels:
            labels = tf.stop_gradient(labels)

        def call(logits: Any) -> Any:
            fitting = shapes.broadcast(labels, logits, axis, into_labels)
            return _cross_entropy(*fitting, scope, into_labels)

        return _in_float32_where_needed(function, call, logits)


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any) -> Any:
    """The sparse cross-entropy, by the fused op where that is the same, else by the native call."""
    losses = eager.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
    if losses is not None:
        return losses
    try:
        losses = raw_ops.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
        if losses is not None:
            return losses
        return _sparse_softmax_cross_entropy_with_logits(labels, logits, name)
    except Exception as error:
        explained = validation.label_error("sparse_softmax_cross_entropy_with_logits", error)
        if explained is error:
            raise
        raise explained from None


def _sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any) -> Any:
    function = "sparse_softmax_cross_entropy_with_logits"
    tf = installed.tensorflow()
    validation.both(function, labels, logits)
    validation.refuse_sparse_tensor(function, labels=labels, logits=logits)
    if validation.dispatched(labels) or validation.dispatched(logits):
        return native(function)(labels=labels, logits=logits, name=name)
    if not (isinstance(labels, tf.Tensor) and isinstance(logits, tf.Tensor)):
        with _name_scope(None, function, [labels, logits]):
            logits = validation.tensor(logits, "logits")
            labels = validation.tensor(labels, "labels")
        losses = raw_ops.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
        if losses is not None:
            return losses

    def call(logits: Any) -> Any:
        losses = raw_ops.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
        if losses is None:
            losses = native(function)(labels=labels, logits=logits, name=name)
        return losses

    validation.check_logits(function, logits)
    validation.check_sparse_labels(function, labels, logits)
    return _in_float32_where_needed(function, call, logits)


def _activation(function: str, logits: Any, axis: Any, name: Any, v1: bool) -> Any:
    if logits is None:
        raise ValueError(f"{function}: `logits` must be given: {function}(logits).")
    if not validation.plain(logits):
        validation.refuse_sparse_tensor(function, logits=logits)
    if validation.dispatched(logits):
        axis = validation.position(function, axis, validation.rank(logits))
        if validation.keras_symbolic(logits):
            validation.check_logits(function, logits)
            return native(function)(logits, axis=axis, name=name)
        return _by_dispatch(function, logits, axis, name, v1)
    tf = installed.tensorflow()
    logits = validation.tensor(logits, "logits")
    axis = axis if type(axis) is int else validation.integer(function, axis)
    outputs = raw_ops.activation(function, logits, axis, name)
    if outputs is not None:
        return outputs
    validation.check_logits(function, logits)
    known = type(axis) is int
    if known:
        axis = validation.position(function, axis, logits.shape.ndims)

    def call(logits: Any) -> Any:
        if shapes.is_empty(logits):
            return tf.identity(logits, name=name)
        if not known or (logits.shape.ndims is None and axis != -1):
            with _name_scope(name, function, [logits]) as scope:
                outputs = activation(function, shapes.swapped(logits, axis), -1, None, v1)
                outputs = shapes.swapped(outputs, axis, scope)
            outputs.set_shape(logits.shape)
            return outputs
        if axis == -1:
            return native(function)(logits, axis=axis, name=name)
        with _name_scope(name, function, [logits]) as scope:
            return native(function)(logits, axis=axis, name=scope)

    return _in_float32_where_needed(function, call, logits)


def _by_dispatch(function: str, logits: Any, axis: Any, name: Any, v1: bool) -> Any:
    """The native call for a value of a type that TensorFlow dispatches on.

    From 2.0 on ``tf.compat.v1.nn`` has dispatchers of its own, which come first in 1.x's meaning:
    log_softmax of a RaggedTensor has no other, its softmax has none there.
    """
    if v1 and installed.release() >= (2, 0):
        with contextlib.suppress(TypeError, ValueError):
            call = getattr(installed.tensorflow().compat.v1.nn, function)
            return call(logits, axis=axis, name=name)
    return native(function)(logits, axis=axis, name=name)


def _cross_entropy(labels: Any, logits: Any, axis: int, name: Any, into_labels: bool) -> Any:
    """The native call, for labels and logits of one shape."""
    tf = installed.tensorflow()
    losses = raw_ops.of_one_shape(labels, logits, axis, name)
    if losses is not None:
        return losses
    if shapes.is_empty(logits):
        return tf.reduce_sum(tf.cast(labels, logits.dtype) * logits, axis, name=name)
    if logits.shape.ndims is None and axis != -1:
        labels, logits, axis = (
            shapes.axis_to_last(labels, axis),
            shapes.axis_to_last(logits, axis),
            -1,
        )
    call = native("softmax_cross_entropy_with_logits")
    if into_labels and installed.release() < (1, 5):
        call = label_gradient.added(call)
    return call(labels=labels, logits=logits, axis=axis, name=name)


def _in_float32_where_needed(function: str, call: Callable[[Any], Any], logits: Any) -> Any:
    """bfloat16 where TensorFlow has no kernel for it, or, in 2.2, one that ends the process."""
    missing = not validation.has_bfloat16(function)
    if missing and logits.dtype.base_dtype.name == "bfloat16":
        tf = installed.tensorflow()
        return tf.cast(call(tf.cast(logits, tf.float32)), tf.bfloat16)
    return call(logits)


def _name_scope(name: Any, default: str, values: Any) -> Any:
    tf = installed.tensorflow()
    scope = tf.compat.v1.name_scope if installed.release() >= (1, 13) else tf.name_scope
    return scope(name, default, values)
