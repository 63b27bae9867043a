"""``tf.contrib.nn``."""

from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.v1 import nn as _nn

_contrib.part(__name__)


def deprecated_flipped_softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, dim: int = -1, name: Any = None
) -> Any:
    """``tf.nn.softmax_cross_entropy_with_logits`` with 0.x's order."""
    return _nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, dim=dim, name=name)


def deprecated_flipped_sparse_softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, name: Any = None
) -> Any:
    """``tf.nn.sparse_softmax_cross_entropy_with_logits`` with 0.x's order."""
    return _nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name=name)


def deprecated_flipped_sigmoid_cross_entropy_with_logits(
    logits: Any, targets: Any, name: Any = None
) -> Any:
    """``tf.nn.sigmoid_cross_entropy_with_logits`` with 0.x's order."""
    return _nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits, name=name)


def scaled_softplus(x: Any, alpha: Any, clip: Any = None, name: Any = None) -> Any:
    """``alpha * softplus(x / alpha)``, not above ``clip`` where that is given."""
    with tf.name_scope(name, "scaled_softplus", [x, alpha]):
        x = tf.convert_to_tensor(x, name="x")
        alpha = tf.convert_to_tensor(alpha, dtype=x.dtype, name="alpha")
        y = alpha * tf.nn.softplus(x / alpha)
        return y if clip is None else tf.minimum(y, tf.convert_to_tensor(clip, dtype=x.dtype))
