"""The softmax family in NumPy: values and gradients in float64, with no TensorFlow.

Every formula first takes the maximum off the logits, so none overflows. Infinite and NaN logits
give what the formulas give: +inf makes its row NaN, -inf has probability 0 and the loss of a
class of probability 0 is NaN where a zero label meets it and inf where its own label does.

The gradients of the losses are the ones that TensorFlow documents: those into the logits hold for
labels that sum to 1 along the axis.

>>> softmax([0.0, 0.0]).tolist()
[0.5, 0.5]
"""

from typing import Any, Tuple

import numpy as np


def softmax(logits: Any, axis: int = -1) -> Any:
    """``exp(logits) / sum(exp(logits))`` along an axis, of the shape of ``logits``."""
    with np.errstate(invalid="ignore"):
        exponentials = np.exp(_below_zero(logits, axis))
        return exponentials / exponentials.sum(axis=axis, keepdims=True)


def log_softmax(logits: Any, axis: int = -1) -> Any:
    """``logits - log(sum(exp(logits)))`` along an axis, of the shape of ``logits``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shifted = _below_zero(logits, axis)
        return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def softmax_gradient(logits: Any, upstream: Any, axis: int = -1) -> Any:
    """The gradient of ``sum(upstream * softmax(logits))`` into the logits."""
    probabilities = softmax(logits, axis)
    weighted = np.asarray(upstream, np.float64) * probabilities
    return weighted - probabilities * weighted.sum(axis=axis, keepdims=True)


def log_softmax_gradient(logits: Any, upstream: Any, axis: int = -1) -> Any:
    """The gradient of ``sum(upstream * log_softmax(logits))`` into the logits."""
    upstream = np.asarray(upstream, np.float64)
    return upstream - softmax(logits, axis) * upstream.sum(axis=axis, keepdims=True)


def softmax_cross_entropy_with_logits(labels: Any, logits: Any, axis: int = -1) -> Any:
    """``-sum(labels * log_softmax(logits))`` along an axis, of the shape without it."""
    with np.errstate(invalid="ignore"):
        return -(np.asarray(labels, np.float64) * log_softmax(logits, axis)).sum(axis=axis)


def softmax_cross_entropy_with_logits_gradients(
    labels: Any, logits: Any, axis: int = -1
) -> Tuple[Any, Any]:
    """The gradients of the sum of the losses into the labels and into the logits."""
    return -log_softmax(logits, axis), softmax(logits, axis) - np.asarray(labels, np.float64)


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any) -> Any:
    """``-log_softmax(logits)[label]`` along the last axis, of the shape of ``labels``."""
    labels = np.asarray(labels)
    rows = log_softmax(logits).reshape(-1, np.shape(logits)[-1])
    return -rows[np.arange(len(rows)), labels.ravel()].reshape(labels.shape)


def sparse_softmax_cross_entropy_with_logits_gradient(labels: Any, logits: Any) -> Any:
    """The gradient of the sum of the losses into the logits."""
    return softmax(logits) - one_hot(labels, np.shape(logits)[-1])


def one_hot(labels: Any, classes: int) -> Any:
    """Class indices as probabilities, with a last axis of the classes."""
    return (np.arange(classes) == np.asarray(labels)[..., np.newaxis]).astype(np.float64)


def _below_zero(logits: Any, axis: int) -> Any:
    logits = np.asarray(logits, np.float64)
    return logits - logits.max(axis=axis, keepdims=True) if logits.size else logits
