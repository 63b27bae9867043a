"""The gradient into the labels before 1.5, where TensorFlow has none."""

import contextlib
import functools
from typing import Any, Callable

from tfcompat_ce.shim import installed

_OP = "SoftmaxCrossEntropyWithLogits"
_GRADIENT = "TfcompatCeSoftmaxCrossEntropyWithLogits"


def added(call: Callable[..., Any]) -> Callable[..., Any]:
    """A native cross-entropy, with the gradient that it has from 1.5 on."""

    def with_gradient(labels: Any, logits: Any, axis: int, name: Any) -> Any:
        tf = installed.tensorflow()
        if isinstance(logits, _eager_tensor()):
            losses = call(labels=labels, logits=logits, axis=axis, name=name)
            return losses + _zeros(labels, tf.stop_gradient(logits), axis)
        _register()
        with tf.get_default_graph().gradient_override_map({_OP: _GRADIENT}):
            return call(labels=labels, logits=logits, axis=axis, name=name)

    return with_gradient


@functools.lru_cache(maxsize=None)
def _register() -> None:
    # Registered already where this module was reloaded.
    with contextlib.suppress(KeyError):
        installed.tensorflow().RegisterGradient(_GRADIENT)(_gradient)


def _gradient(op: Any, loss_gradient: Any, backprop_gradient: Any) -> Any:
    """The op's outputs are the loss, and the gradient of its sum into the logits (`backprop`)."""
    tf = installed.tensorflow()
    logits, backprop = op.inputs[0], op.outputs[1]
    weight = tf.expand_dims(loss_gradient, -1)
    into_logits = weight * backprop
    if backprop_gradient.op.type != "ZerosLike":
        probabilities = tf.nn.softmax(logits)
        mean = tf.matmul(tf.expand_dims(backprop_gradient, 1), tf.expand_dims(probabilities, 2))
        into_logits += (backprop_gradient - tf.squeeze(mean, [1])) * probabilities
    return into_logits, weight * -tf.nn.log_softmax(logits)


def _zeros(labels: Any, logits: Any, axis: int) -> Any:
    """Zeros that carry the gradient, for eager mode: in 1.4 it was in `tf.contrib`."""
    from tensorflow.contrib.eager.python import tfe

    tf = installed.tensorflow()

    def zeros(labels: Any) -> Any:
        def gradient(loss_gradient: Any) -> Any:
            return tf.expand_dims(loss_gradient, axis) * -tf.nn.log_softmax(logits, axis)

        return tf.reduce_sum(tf.zeros_like(labels), axis), gradient

    return tfe.custom_gradient(zeros)(tf.cast(labels, logits.dtype))


@functools.lru_cache(maxsize=None)
def _eager_tensor() -> Any:
    try:
        from tensorflow.python.framework.ops import EagerTensor
    except ImportError:
        return ()
    return EagerTensor
