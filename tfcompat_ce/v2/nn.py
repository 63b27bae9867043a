"""TensorFlow 2.x's ``tf.nn``: ``from tfcompat_ce.v2 import nn``.

The softmax family is ours: it has the signatures and the meaning of TensorFlow 2.x on every
release from 1.0 on. Every other name is TensorFlow's own, which has a 2.x ``tf.nn`` from 1.14 on.
"""

import typing as _typing
from typing import Any as _Any

from tfcompat_ce.shim import namespace as _namespace
from tfcompat_ce.shim import softmax as _softmax

if _typing.TYPE_CHECKING:

    def __getattr__(name: str) -> _Any: ...


@_namespace.function
def softmax(logits: _Any, axis: _Any = None, name: _Any = None) -> _Any:
    """Softmax: ``exp(logits) / sum(exp(logits))`` along an axis.

    >>> from tfcompat_ce.v2 import nn
    >>> nn.softmax([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]], axis=0).shape.as_list()
    [2, 3]

    Args:
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. NaN or +inf make their
        row NaN (on some releases with zeros beside it), -inf gives 0.
      axis: The axis of the classes, of either sign. None is the last one.
      name: A name for the operation.

    Returns:
      A tensor of the shape and dtype of ``logits``.

    Raises:
      TypeError: the logits are not floating point, or the axis is not an integer.
      ValueError: the logits are missing or a scalar, or there is no such axis.

    Source: https://www.tensorflow.org/api_docs/python/tf/nn/softmax
    """
    return _softmax.activation("softmax", logits, -1 if axis is None else axis, name, False)


@_namespace.function
def log_softmax(logits: _Any, axis: _Any = None, name: _Any = None) -> _Any:
    """The logarithm of softmax, ``logits - log(sum(exp(logits)))`` along an axis.

    >>> from tfcompat_ce.v2 import nn
    >>> nn.log_softmax([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]], axis=-2).shape.as_list()
    [2, 3]

    Args:
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. NaN or +inf make their
        row NaN (on some releases with -inf beside it), -inf gives -inf.
      axis: The axis of the classes, of either sign. None is the last one.
      name: A name for the operation.

    Returns:
      A tensor of the shape and dtype of ``logits``.

    Raises:
      TypeError: the logits are not floating point, or the axis is not an integer.
      ValueError: the logits are missing or a scalar, or there is no such axis.

    Source: https://www.tensorflow.org/api_docs/python/tf/nn/log_softmax
    """
    return _softmax.activation("log_softmax", logits, -1 if axis is None else axis, name, False)


@_namespace.function
def softmax_cross_entropy_with_logits(
    labels: _Any, logits: _Any, axis: _Any = -1, name: _Any = None
) -> _Any:
    """Cross-entropy of probabilities, ``-sum(labels * log_softmax(logits))`` along an axis.

    The gradient into the labels is ``-log_softmax(logits)``, on releases before 1.5 as well.

    >>> from tfcompat_ce.v2 import nn
    >>> nn.softmax_cross_entropy_with_logits([[0.0, 1.0, 0.0]], [[0.5, 1.5, 0.1]]).shape.as_list()
    [1]

    Args:
      labels: Probabilities along ``axis``, of the shape of ``logits`` or one that broadcasts
        with it, of any real dtype. They are converted to the dtype of the computation.
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. Not softmax's result:
        the softmax is applied here.
      axis: The axis of the classes, of either sign. None is the last one.
      name: A name for the operation.

    Returns:
      A tensor of losses in nats, of the dtype of ``logits`` and of their shape without the class
      axis.

    Raises:
      TypeError: the logits are not floating point, the labels are not real numbers, or the axis
        is not an integer.
      ValueError: labels or logits None or a scalar, shapes that do not broadcast, or no such
        axis.

    Source:
      https://www.tensorflow.org/api_docs/python/tf/nn/softmax_cross_entropy_with_logits
    """
    if axis is None:
        axis = -1
    return _softmax.softmax_cross_entropy_with_logits(labels, logits, axis, name, True)


@_namespace.function
def sparse_softmax_cross_entropy_with_logits(labels: _Any, logits: _Any, name: _Any = None) -> _Any:
    """Cross-entropy of class indices, ``-log_softmax(logits)[label]`` along the last axis.

    >>> from tfcompat_ce.v2 import nn
    >>> nn.sparse_softmax_cross_entropy_with_logits([1], [[0.5, 1.5, 0.1]]).shape.as_list()
    [1]

    Args:
      labels: Class indices, int32 or int64, of the shape of ``logits`` without its last axis.
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. Not softmax's result:
        the softmax is applied here.
      name: A name for the operation.

    Returns:
      A tensor of losses in nats, of the shape of ``labels`` and the dtype of ``logits``.

    Raises:
      TypeError: the logits are not floating point, or the labels not int32 or int64.
      ValueError: labels or logits None, or shapes that do not fit.
      tf.errors.InvalidArgumentError: a label is not a class, on the CPU, when it runs: eagerly the
        message shows how to leave rows out, from a graph it is TensorFlow's own. On a GPU, and
        compiled by XLA, there is no error, and that row is NaN.

    Source:
      https://www.tensorflow.org/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits
    """
    call = _softmax.sparse_softmax_cross_entropy_with_logits
    # Where a session's error shows the lines that made its node, this is one of them.
    return call(labels, logits, name)  # A label is no class? See migration_notes.md, Recipes.


def _tensorflow() -> _Any:
    from tfcompat_ce import v2

    return v2._tensorflow().nn


_namespace.pass_on(__name__, _tensorflow)
