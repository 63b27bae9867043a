"""The gradient into the labels before 1.5, where TensorFlow has none."""

import functools
from typing import Any, Callable

from tfcompat_ce import installed

_OP = "SoftmaxCrossEntropyWithLogits"
_GRADIENT = "TfcompatCeSoftmaxCrossEntropyWithLogits"


def added(call: Callable[..., Any]) -> Callable[..., Any]:
    """A native cross-entropy, with the gradient that it has from 1.5 on."""

    def with_gradient(**kwargs: Any) -> Any:
        _register()
        graph = installed.tensorflow().get_default_graph()
        with graph.gradient_override_map({_OP: _GRADIENT}):
            return call(**kwargs)

    return with_gradient


@functools.lru_cache(maxsize=None)
def _register() -> None:
    installed.tensorflow().RegisterGradient(_GRADIENT)(_gradient)


def _gradient(op: Any, loss_gradient: Any, backprop_gradient: Any) -> Any:
    """The op's outputs are the loss, and the gradient of its sum into the logits (`backprop`)."""
    tf = installed.tensorflow()
    logits, backprop = op.inputs[0], op.outputs[1]
    weight = tf.expand_dims(loss_gradient, -1)
    into_logits = weight * backprop
    if backprop_gradient.op.type != "ZerosLike":
        probabilities = tf.nn.softmax(logits)
        mean = tf.reduce_sum(backprop_gradient * probabilities, 1, keep_dims=True)
        into_logits += (backprop_gradient - mean) * probabilities
    return into_logits, weight * -tf.nn.log_softmax(logits)
