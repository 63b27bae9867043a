"""The softmax family on every release, in TensorFlow 2.x's meaning.

v1 and v2 give these functions their signatures. What a release gets wrong, or does in its own
way, is put right here, and the rest is the native call of `routes.py`.
"""

from typing import Any, Callable

from tfcompat_ce.shim import installed, label_gradient, raw_ops, shapes, validation
from tfcompat_ce.shim.routes import native

# From 2.12 on, oneDNN's softmax refuses more.
_MOST_AXES = 5


def activation(function: str, logits: Any, axis: Any, name: Any) -> Any:
    """softmax or log_softmax."""
    outputs = raw_ops.activation(function, logits, axis, name)
    return _activation(function, logits, axis, name) if outputs is None else outputs


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: Any, name: Any, into_labels: bool
) -> Any:
    """``into_labels``: whether the labels have a gradient."""
    losses = raw_ops.softmax_cross_entropy_with_logits(labels, logits, axis, name, into_labels)
    if losses is not None:
        return losses
    function = "softmax_cross_entropy_with_logits"
    validation.both(function, labels, logits)
    tf = installed.tensorflow()
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
        if not into_labels:
            labels = tf.stop_gradient(labels)

        def call(logits: Any) -> Any:
            fitting = shapes.broadcast(labels, logits, axis, into_labels)
            return _cross_entropy(*fitting, scope, into_labels)

        return _in_float32_where_needed(function, call, logits)


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any) -> Any:
    losses = raw_ops.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
    if losses is not None:
        return losses
    function = "sparse_softmax_cross_entropy_with_logits"
    validation.both(function, labels, logits)
    if validation.dispatched(labels) or validation.dispatched(logits):
        return native(function)(labels=labels, logits=logits, name=name)
    with _name_scope(None, function, [labels, logits]):
        logits = validation.tensor(logits, "logits")
        labels = validation.tensor(labels, "labels")
    validation.check_logits(function, logits)
    validation.check_sparse_labels(function, labels, logits)

    def call(logits: Any) -> Any:
        losses = raw_ops.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
        if losses is None:
            losses = native(function)(labels=labels, logits=logits, name=name)
        return losses

    return _in_float32_where_needed(function, call, logits)


def _activation(function: str, logits: Any, axis: Any, name: Any) -> Any:
    if logits is None:
        raise ValueError(f"{function}: `logits` must be given: {function}(logits).")
    if validation.dispatched(logits):
        axis = validation.position(function, axis, validation.rank(logits))
        if validation.keras_symbolic(logits):
            validation.check_logits(function, logits)
        return native(function)(logits, axis=axis, name=name)
    tf = installed.tensorflow()
    logits = validation.tensor(logits, "logits")
    validation.check_logits(function, logits)
    axis = validation.position(function, axis, logits.shape.ndims)

    def call(logits: Any) -> Any:
        outputs = raw_ops.activation(function, logits, axis, name)
        if outputs is not None:
            return outputs
        if shapes.is_empty(logits):
            return tf.identity(logits, name=name)
        if logits.shape.ndims is None and axis != -1:
            outputs = native(function)(shapes.axis_to_last(logits, axis), axis=-1)
            return shapes.last_to_axis(outputs, axis, name)
        if (logits.shape.ndims or 0) > _MOST_AXES:
            return _flattened(function, logits, axis, name)
        if axis == -1:
            return native(function)(logits, axis=axis, name=name)
        with _name_scope(name, function, [logits]) as scope:
            return native(function)(logits, axis=axis, name=scope)

    return _in_float32_where_needed(function, call, logits)


def _flattened(function: str, logits: Any, axis: int, name: Any) -> Any:
    tf = installed.tensorflow()
    last = logits if axis == -1 else shapes.axis_to_last(logits, axis)
    rows = tf.reshape(last, [-1, logits.shape.as_list()[axis] or tf.shape(last)[-1]])
    outputs = tf.reshape(native(function)(rows, axis=-1), tf.shape(last))
    outputs = shapes.last_to_axis(outputs, axis, name) if axis != -1 else tf.identity(outputs, name)
    outputs.set_shape(logits.shape)
    return outputs


def _cross_entropy(labels: Any, logits: Any, axis: int, name: Any, into_labels: bool) -> Any:
    """The native call, for labels and logits of one shape."""
    tf = installed.tensorflow()
    losses = raw_ops.softmax_cross_entropy_with_logits(labels, logits, axis, name, into_labels=True)
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
    release = installed.release()
    missing = (
        release < (1, 14)
        or release == (2, 2)
        or (function == "sparse_softmax_cross_entropy_with_logits" and (2, 4) <= release < (2, 8))
    )
    if missing and logits.dtype.base_dtype.name == "bfloat16":
        tf = installed.tensorflow()
        return tf.cast(call(tf.cast(logits, tf.float32)), tf.bfloat16)
    return call(logits)


def _name_scope(name: Any, default: str, values: Any) -> Any:
    tf = installed.tensorflow()
    scope = tf.compat.v1.name_scope if installed.release() >= (1, 13) else tf.name_scope
    return scope(name, default, values)
