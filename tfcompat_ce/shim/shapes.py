"""Shapes made to fit what every release understands."""

from itertools import zip_longest
from typing import Any, Tuple

from tfcompat_ce.shim import installed, validation


def broadcast(labels: Any, logits: Any, axis: int, into_labels: bool) -> Tuple[Any, Any, int]:
    """Labels, logits and axis after the two shapes were made one by NumPy's rules.

    TensorFlow broadcasts from 1.8 on, but by these rules only where there are two axes, and then
    the gradient into the labels fails. With more axes it pairs row by row what has as many rows.
    So where two shapes are not known to be the same, they are made the same when it runs. Where
    not even the number of axes is known, only the gradient into the labels is worth that: the ops
    for it make TensorFlow's optimizer of graphs log that it cannot tell what they cost.
    """
    tf = installed.tensorflow()
    labels_sizes, logits_sizes = validation.sizes(labels.shape), validation.sizes(logits.shape)
    if labels_sizes is None or logits_sizes is None:
        grow_labels, grow_logits = into_labels or installed.release() < (1, 8), False
    else:
        validation.check_broadcast("softmax_cross_entropy_with_logits", labels_sizes, logits_sizes)
        pairs = list(zip_longest(reversed(labels_sizes), reversed(logits_sizes), fillvalue=1))
        grow_labels = any(a == 1 != b for a, b in pairs) or len(labels_sizes) < len(logits_sizes)
        grow_logits = any(b == 1 != a for a, b in pairs) or len(logits_sizes) < len(labels_sizes)
        if None in labels_sizes + logits_sizes and not grow_logits:
            grow_labels |= into_labels or len(pairs) != 2 or installed.release() < (1, 8)
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


def axis_to_last(x: Any, axis: int) -> Any:
    """A tensor, of unknown rank too, with an axis moved to the end."""
    tf = installed.tensorflow()
    rank = tf.rank(x)
    at = axis if axis >= 0 else rank + axis
    return tf.transpose(x, tf.concat([tf.range(at), tf.range(at + 1, rank), [at]], 0))


def swapped(x: Any, axis: Any, name: Any = None) -> Any:
    """A tensor with an axis and the last one swapped, by what the run knows of rank and axis.

    Where there is no such axis, the run raises an InvalidArgumentError.
    """
    tf = installed.tensorflow()
    rank = tf.rank(x)
    last, axes = rank - 1, tf.range(rank)
    at = axis + rank * tf.cast(tf.less(axis, 0), tf.int32)
    at += (rank - at) * tf.cast(tf.less(at, 0), tf.int32)
    step = tf.cast(tf.equal(axes, at), tf.int32) - tf.cast(tf.equal(axes, last), tf.int32)
    return tf.transpose(x, axes + (last - at) * step, name=name)


def is_empty(x: Any) -> bool:
    """Whether a tensor is known to have no elements. Many a release fails on these."""
    return x.shape.ndims is not None and 0 in x.shape.as_list()
