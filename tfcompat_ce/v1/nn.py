"""TensorFlow 1.x's ``tf.nn`` on every release: ``from tfcompat_ce import nn``.

The softmax family is ours: it has the signatures and the meaning of TensorFlow 1.15. Every other
name is that of ``tf.compat.v1.nn``, or of ``tf.nn`` before 1.13.
"""

import typing as _typing
from typing import Any as _Any

from tfcompat_ce.shim import namespace as _namespace
from tfcompat_ce.shim import softmax as _softmax
from tfcompat_ce.shim import supplied as _supplied
from tfcompat_ce.shim import validation as _validation

if _typing.TYPE_CHECKING:

    def __getattr__(name: str) -> _Any: ...


@_namespace.function
def softmax(logits: _Any, axis: _Any = None, name: _Any = None, dim: _Any = None) -> _Any:
    """Softmax: ``exp(logits) / sum(exp(logits))`` along an axis.

    >>> from tfcompat_ce import nn
    >>> nn.softmax([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]], axis=0).shape.as_list()
    [2, 3]

    Args:
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. NaN or +inf make their
        row NaN (on some releases with zeros beside it), -inf gives 0.
      axis: The axis of the classes, of either sign. None is the last one.
      name: A name for the operation.
      dim: The older name of ``axis``.

    Returns:
      A tensor of the shape and dtype of ``logits``.

    Raises:
      TypeError: the logits are not floating point, or the axis is not an integer.
      ValueError: the logits are missing or a scalar, there is no such axis, or both ``axis`` and
        ``dim`` are given.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/softmax
    """
    if dim is not None:
        axis = _validation.resolve_axis("softmax", axis, dim)
    return _softmax.activation("softmax", logits, -1 if axis is None else axis, name, True)


@_namespace.function
def log_softmax(logits: _Any, axis: _Any = None, name: _Any = None, dim: _Any = None) -> _Any:
    """The logarithm of softmax, ``logits - log(sum(exp(logits)))`` along an axis.

    >>> from tfcompat_ce import nn
    >>> nn.log_softmax([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]], dim=-2).shape.as_list()
    [2, 3]

    Args:
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. NaN or +inf make their
        row NaN (on some releases with -inf beside it), -inf gives -inf.
      axis: The axis of the classes, of either sign. None is the last one.
      name: A name for the operation.
      dim: The older name of ``axis``.

    Returns:
      A tensor of the shape and dtype of ``logits``.

    Raises:
      TypeError: the logits are not floating point, or the axis is not an integer.
      ValueError: the logits are missing or a scalar, there is no such axis, or both ``axis`` and
        ``dim`` are given.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/log_softmax
    """
    if dim is not None:
        axis = _validation.resolve_axis("log_softmax", axis, dim)
    return _softmax.activation("log_softmax", logits, -1 if axis is None else axis, name, True)


@_namespace.function
def softmax_cross_entropy_with_logits(
    _sentinel: _Any = None,
    labels: _Any = None,
    logits: _Any = None,
    dim: _Any = _validation.LAST_AXIS,
    name: _Any = None,
    axis: _Any = None,
) -> _Any:
    """Cross-entropy of probabilities, ``-sum(labels * log_softmax(logits))`` along an axis.

    No gradient flows into the labels, as in TensorFlow 1.x.

    >>> from tfcompat_ce import nn
    >>> nn.softmax_cross_entropy_with_logits(
    ...     labels=[[0.0, 1.0, 0.0]], logits=[[0.5, 1.5, 0.1]]
    ... ).shape.as_list()
    [1]

    Args:
      _sentinel: Nothing may be given here: it keeps the others from being given by position.
      labels: Probabilities along ``axis``, of the shape of ``logits`` or one that broadcasts
        with it, of any real dtype. They are converted to the dtype of the computation.
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. Not softmax's result:
        the softmax is applied here.
      dim: The older name of ``axis``.
      name: A name for the operation.
      axis: The axis of the classes, of either sign; the last one by default.

    Returns:
      A tensor of losses in nats, of the dtype of ``logits`` and of their shape without the class
      axis.

    Raises:
      TypeError: the logits are not floating point, the labels are not real numbers, or the axis
        is not an integer.
      ValueError: a positional argument, labels or logits missing or a scalar, shapes that do not
        broadcast, no such axis, or both ``axis`` and ``dim``.

    Source:
      https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/softmax_cross_entropy_with_logits
    """
    function = "softmax_cross_entropy_with_logits"
    if _sentinel is not None:
        _validation.by_name_only(function)
    if dim is not _validation.LAST_AXIS or axis is not None:
        axis = _validation.resolve_axis(function, axis, dim)
    else:
        axis = -1
    return _softmax.softmax_cross_entropy_with_logits(labels, logits, axis, name, False)


@_namespace.function
def softmax_cross_entropy_with_logits_v2(
    labels: _Any, logits: _Any, axis: _Any = None, name: _Any = None, dim: _Any = None
) -> _Any:
    """Cross-entropy of probabilities, ``-sum(labels * log_softmax(logits))`` along an axis.

    The gradient into the labels is ``-log_softmax(logits)``, on releases before 1.5 as well,
    which have no function of this name.

    >>> from tfcompat_ce import nn
    >>> nn.softmax_cross_entropy_with_logits_v2([[0.0, 1.0]], [[0.5, 1.5]]).shape.as_list()
    [1]

    Args:
      labels: Probabilities along ``axis``, of the shape of ``logits`` or one that broadcasts
        with it, of any real dtype. They are converted to the dtype of the computation.
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. Not softmax's result:
        the softmax is applied here.
      axis: The axis of the classes, of either sign. None is the last one.
      name: A name for the operation.
      dim: The older name of ``axis``.

    Returns:
      A tensor of losses in nats, of the dtype of ``logits`` and of their shape without the class
      axis.

    Raises:
      TypeError: the logits are not floating point, the labels are not real numbers, or the axis
        is not an integer.
      ValueError: labels or logits missing or a scalar, shapes that do not broadcast, no such
        axis, or both ``axis`` and ``dim``.

    Source:
      https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/softmax_cross_entropy_with_logits_v2
    """
    axis = _validation.resolve_axis("softmax_cross_entropy_with_logits_v2", axis, dim)
    return _softmax.softmax_cross_entropy_with_logits(labels, logits, axis, name, True)


@_namespace.function
def sparse_softmax_cross_entropy_with_logits(
    _sentinel: _Any = None, labels: _Any = None, logits: _Any = None, name: _Any = None
) -> _Any:
    """Cross-entropy of class indices, ``-log_softmax(logits)[label]`` along the last axis.

    >>> from tfcompat_ce import nn
    >>> nn.sparse_softmax_cross_entropy_with_logits(
    ...     labels=[1], logits=[[0.5, 1.5, 0.1]]
    ... ).shape.as_list()
    [1]

    Args:
      _sentinel: Nothing may be given here: it keeps the others from being given by position.
      labels: Class indices, int32 or int64, of the shape of ``logits`` without its last axis.
      logits: float16, bfloat16, float32 or float64, of rank 1 or more. Not softmax's result:
        the softmax is applied here.
      name: A name for the operation.

    Returns:
      A tensor of losses in nats, of the shape of ``labels`` and the dtype of ``logits``.

    Raises:
      TypeError: the logits are not floating point, or the labels not int32 or int64.
      ValueError: a positional argument, labels or logits missing, or shapes that do not fit.
      tf.errors.InvalidArgumentError: a label is not a class, on the CPU, when it runs: eagerly the
        message shows how to leave rows out, from a graph it is TensorFlow's own. On a GPU, and
        compiled by XLA, there is no error, and that row is NaN.

    Source:
      https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits
    """
    if _sentinel is not None:
        _validation.by_name_only("sparse_softmax_cross_entropy_with_logits")
    call = _softmax.sparse_softmax_cross_entropy_with_logits
    # Where a session's error shows the lines that made its node, this is one of them.
    return call(labels, logits, name)  # A label is no class? See migration_notes.md, Recipes.


@_namespace.function
def sigmoid_cross_entropy_with_logits(
    _sentinel: _Any = None, labels: _Any = None, logits: _Any = None, name: _Any = None
) -> _Any:
    """Cross-entropy of independent probabilities, one for each element.

    ``-labels * log(sigmoid(logits)) - (1 - labels) * log(1 - sigmoid(logits))``. By position it
    raises on every release, as in TensorFlow 1.x; ``tf.compat.v1.nn``'s takes labels first.

    >>> from tfcompat_ce import nn
    >>> nn.sigmoid_cross_entropy_with_logits(
    ...     labels=[[0.0, 1.0, 0.0]], logits=[[0.5, 1.5, 0.1]]
    ... ).shape.as_list()
    [1, 3]

    Args:
      _sentinel: Nothing may be given here: it keeps the others from being given by position.
      labels: Probabilities, of the shape and dtype of ``logits``.
      logits: float16, bfloat16, float32 or float64. Not sigmoid's result: the sigmoid is applied
        here.
      name: A name for the operation.

    Returns:
      A tensor of losses in nats, of the shape and dtype of ``logits``.

    Raises:
      ValueError: a positional argument, labels or logits missing, or shapes that differ.

    Source:
      https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/sigmoid_cross_entropy_with_logits
    """
    function = "sigmoid_cross_entropy_with_logits"
    if _sentinel is not None:
        _validation.by_name_only(function)
    _validation.both(function, labels, logits)
    return _tensorflow().sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name=name)


def _tensorflow() -> _Any:
    from tfcompat_ce.shim import installed

    tf = installed.tensorflow()
    return tf.compat.v1.nn if installed.release() >= (1, 13) else tf.nn


_namespace.pass_on(__name__, _tensorflow, _supplied.nn)
