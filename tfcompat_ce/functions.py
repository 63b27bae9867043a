"""The softmax family on every release, in TensorFlow 2.x's meaning.

v1 and v2 give these functions their signatures. What a release gets wrong, or does in its own
way, is put right here, and the rest is the native call of `routes.py`.
"""

from itertools import zip_longest
from typing import Any, Callable, Tuple

from tfcompat_ce import arguments, fused, installed, label_gradient
from tfcompat_ce.routes import native


def softmax(logits: Any, axis: Any, name: Any) -> Any:
    outputs = fused.softmax(logits, axis, name)
    return _activation("softmax", logits, axis, name) if outputs is None else outputs


def log_softmax(logits: Any, axis: Any, name: Any) -> Any:
    outputs = fused.log_softmax(logits, axis, name)
    return _activation("log_softmax", logits, axis, name) if outputs is None else outputs


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: Any, name: Any, into_labels: bool
) -> Any:
    """``into_labels``: whether the labels have a gradient."""
    losses = fused.softmax_cross_entropy_with_logits(labels, logits, axis, name, into_labels)
    if losses is not None:
        return losses
    function = "softmax_cross_entropy_with_logits"
    arguments.both(function, labels, logits)
    tf = installed.tensorflow()
    if arguments.dispatched(labels) or arguments.dispatched(logits):
        labels = labels if into_labels else tf.stop_gradient(labels)
        return native(function)(labels=labels, logits=logits, axis=axis, name=name)
    with _name_scope(name, function, [labels, logits]) as scope:
        logits = arguments.tensor(logits, "logits")
        labels = arguments.tensor(labels, "labels")
        arguments.check_logits(function, logits)
        arguments.check_labels(function, labels)
        axis = arguments.position(function, axis, logits.shape.ndims)
        if not into_labels:
            labels = tf.stop_gradient(labels)

        def call(logits: Any) -> Any:
            return _cross_entropy(*_broadcast(labels, logits, axis), name=scope)

        return _in_float32_where_needed(function, call, logits)


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any) -> Any:
    losses = fused.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
    if losses is not None:
        return losses
    function = "sparse_softmax_cross_entropy_with_logits"
    arguments.both(function, labels, logits)
    if arguments.dispatched(labels) or arguments.dispatched(logits):
        return native(function)(labels=labels, logits=logits, name=name)
    logits = arguments.tensor(logits, "logits")
    labels = arguments.tensor(labels, "labels")
    arguments.check_logits(function, logits)
    arguments.check_sparse_labels(function, labels, logits)

    def call(logits: Any) -> Any:
        losses = fused.sparse_softmax_cross_entropy_with_logits(labels, logits, name)
        if losses is None:
            losses = native(function)(labels=labels, logits=logits, name=name)
        return losses

    return _in_float32_where_needed(function, call, logits)


def _activation(function: str, logits: Any, axis: Any, name: Any) -> Any:
    if logits is None:
        raise ValueError(f"{function}: `logits` must be given: {function}(logits).")
    if arguments.dispatched(logits):
        return native(function)(logits, axis=axis, name=name)
    tf = installed.tensorflow()
    logits = arguments.tensor(logits, "logits")
    arguments.check_logits(function, logits)
    axis = arguments.position(function, axis, logits.shape.ndims)

    def call(logits: Any) -> Any:
        outputs = getattr(fused, function)(logits, axis, name)
        if outputs is not None:
            return outputs
        if _is_empty(logits):
            return tf.identity(logits, name=name)
        if logits.shape.ndims is None and axis != -1:
            outputs = native(function)(_axis_to_last(logits, axis), axis=-1)
            return _last_to_axis(outputs, axis, name)
        if axis == -1:
            return native(function)(logits, axis=axis, name=name)
        with _name_scope(name, function, [logits]) as scope:
            return native(function)(logits, axis=axis, name=scope)

    return _in_float32_where_needed(function, call, logits)


def _cross_entropy(labels: Any, logits: Any, axis: int, name: Any) -> Any:
    """The native call, for labels and logits of one shape."""
    tf = installed.tensorflow()
    losses = fused.softmax_cross_entropy_with_logits(labels, logits, axis, name, into_labels=True)
    if losses is not None:
        return losses
    if _is_empty(logits):
        return tf.reduce_sum(tf.cast(labels, logits.dtype) * logits, axis, name=name)
    if logits.shape.ndims is None and axis != -1:
        labels, logits, axis = _axis_to_last(labels, axis), _axis_to_last(logits, axis), -1
    call = native("softmax_cross_entropy_with_logits")
    if installed.release() < (1, 5):
        call = label_gradient.added(call)
    return call(labels=labels, logits=logits, axis=axis, name=name)


def _broadcast(labels: Any, logits: Any, axis: int) -> Tuple[Any, Any, int]:
    """Labels, logits and axis after the two shapes were made one by NumPy's rules.

    TensorFlow broadcasts from 1.8 on, but by these rules only where there are two axes, and then
    the gradient into the labels fails.
    """
    tf = installed.tensorflow()
    by_tensorflow = installed.release() >= (1, 8)
    labels_sizes, logits_sizes = arguments.sizes(labels.shape), arguments.sizes(logits.shape)
    if labels_sizes is None or logits_sizes is None:
        grow_labels, grow_logits = not by_tensorflow, False
    else:
        arguments.check_broadcast("softmax_cross_entropy_with_logits", labels_sizes, logits_sizes)
        pairs = list(zip_longest(reversed(labels_sizes), reversed(logits_sizes), fillvalue=1))
        grow_labels = any(a == 1 != b for a, b in pairs) or len(labels_sizes) < len(logits_sizes)
        grow_logits = any(b == 1 != a for a, b in pairs) or len(logits_sizes) < len(labels_sizes)
        if not by_tensorflow and not grow_logits and None in labels_sizes + logits_sizes:
            grow_labels = True
        if axis != -1:
            axis += len(pairs) - len(logits_sizes)
    if grow_labels:
        dtype = (
            tf.float32
            if logits.dtype.base_dtype.name in ("float16", "bfloat16")
            else logits.dtype.base_dtype
        )
        labels = tf.cast(labels, dtype) + tf.zeros_like(logits, dtype)
    if grow_logits:
        logits = logits + tf.zeros_like(labels, logits.dtype)
    return labels, logits, axis


def _in_float32_where_needed(function: str, call: Callable[[Any], Any], logits: Any) -> Any:
    """bfloat16 where TensorFlow has no kernel for it."""
    release = installed.release()
    missing = release < (1, 14) or (
        function == "sparse_softmax_cross_entropy_with_logits" and (2, 4) <= release < (2, 8)
    )
    if missing and logits.dtype.base_dtype.name == "bfloat16":
        tf = installed.tensorflow()
        return tf.cast(call(tf.cast(logits, tf.float32)), tf.bfloat16)
    return call(logits)


def _axis_to_last(x: Any, axis: int) -> Any:
    """A tensor of unknown rank with an axis moved to the end."""
    tf = installed.tensorflow()
    rank = tf.rank(x)
    at = axis if axis >= 0 else rank + axis
    return tf.transpose(x, tf.concat([tf.range(at), tf.range(at + 1, rank), [at]], 0))


def _last_to_axis(x: Any, axis: int, name: Any) -> Any:
    """What `_axis_to_last` did, undone."""
    tf = installed.tensorflow()
    rank = tf.rank(x)
    at = axis if axis >= 0 else rank + axis
    order = tf.concat([tf.range(at), [rank - 1], tf.range(at, rank - 1)], 0)
    return tf.transpose(x, order, name=name)


def _is_empty(x: Any) -> bool:
    """Whether a tensor is known to have no elements. Many a release fails on these."""
    return x.shape.ndims is not None and 0 in x.shape.as_list()


def _name_scope(name: Any, default: str, values: Any) -> Any:
    tf = installed.tensorflow()
    scope = tf.compat.v1.name_scope if installed.release() >= (1, 13) else tf.name_scope
    return scope(name, default, values)
