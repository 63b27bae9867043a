"""The gradient into the labels, second gradients, and gradients through inputs of every kind."""

import numpy as np
import pytest
from modes import RELEASE

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.verify import reference

LOGITS = np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]])
LABELS = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])

with_label_gradient = pytest.mark.parametrize(
    "function",
    [v2.nn.softmax_cross_entropy_with_logits, nn.softmax_cross_entropy_with_logits_v2],
    ids=["v2", "_v2"],
)


def v1_cross_entropy(labels, logits, **kwargs):
    return nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, **kwargs)


def test_no_gradient_into_labels_in_the_1x_meaning(run):
    result = run.gradients(v1_cross_entropy, LABELS, LOGITS)
    assert result.into[0] is None
    np.testing.assert_allclose(
        result.into[1], reference.softmax(LOGITS) - LABELS, rtol=0, atol=1e-15
    )


@with_label_gradient
@pytest.mark.parametrize("axis", [0, 1, -2])
def test_gradient_into_labels(run, function, axis):
    result = run.gradients(lambda y, x: function(y, x, axis), LABELS, LOGITS)
    expected = -reference.log_softmax(LOGITS, axis)
    np.testing.assert_allclose(result.into[0], expected, rtol=1e-14)


@with_label_gradient
def test_gradient_into_labels_weighs_each_row(run, function):
    weights = np.array([0.25, -3.0])
    result = run.gradients(lambda y, x: function(y, x) * weights, LABELS, LOGITS)
    into_labels, into_logits = reference.softmax_cross_entropy_with_logits_gradients(LABELS, LOGITS)
    np.testing.assert_allclose(result.into[0], weights[:, None] * into_labels, rtol=1e-14)
    np.testing.assert_allclose(result.into[1], weights[:, None] * into_logits, rtol=1e-13)


@with_label_gradient
def test_gradient_into_labels_of_impossible_classes(run, function):
    logits = np.array([[0.0, -np.inf, 1.0]])
    result = run.gradients(function, np.array([[0.5, 0.0, 0.5]]), logits)
    np.testing.assert_allclose(result.into[0], -reference.log_softmax(logits), rtol=1e-14)


@with_label_gradient
@pytest.mark.parametrize(
    "labels_shape", [(1, 3), (3,), (2, 1)], ids=["one row", "no batch axis", "one class"]
)
def test_gradient_into_labels_that_broadcast(run, function, labels_shape):
    labels = np.full(labels_shape, 1 / 3)
    result = run.gradients(function, labels, LOGITS)
    everywhere = -reference.log_softmax(LOGITS)
    expected = {
        (1, 3): everywhere.sum(0, keepdims=True),
        (3,): everywhere.sum(0),
        (2, 1): everywhere.sum(1, keepdims=True),
    }
    np.testing.assert_allclose(result.into[0], expected[labels_shape], rtol=1e-14)


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(
            v1_cross_entropy,
            marks=pytest.mark.skipif(RELEASE < (1, 1), reason="1.0 refuses it, with a LookupError"),
        ),
        nn.softmax_cross_entropy_with_logits_v2,
    ],
    ids=["v1", "_v2"],
)
def test_second_gradient_into_logits(function):
    """The gradient of the sum of the squared gradients."""
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.constant(LOGITS)
        (first,) = v1.gradients(function(v1.constant(LABELS), x), x)
        (second,) = v1.gradients(v1.reduce_sum(first**2), x)
        second = session.run(second)
    difference = 2 * (reference.softmax(LOGITS) - LABELS)
    expected = reference.softmax_gradient(LOGITS, difference)
    np.testing.assert_allclose(second, expected, rtol=1e-13)
    np.testing.assert_allclose(second[0], [0.17698403, -0.27267158, 0.09568755], atol=5e-9)


def test_labels_computed_from_the_same_variable(run):
    """Knowledge distillation, entropy regularization: the labels depend on what is trained."""

    def entropy(function):
        return lambda x: function(v1.nn.softmax(x), x)

    stopped = run.gradients(entropy(v1_cross_entropy), LOGITS).into[0]
    flowing = run.gradients(entropy(v2.nn.softmax_cross_entropy_with_logits), LOGITS).into[0]
    through_labels = reference.softmax_gradient(LOGITS, -reference.log_softmax(LOGITS))
    np.testing.assert_allclose(stopped, np.zeros_like(LOGITS), atol=1e-15)
    np.testing.assert_allclose(flowing, through_labels, atol=1e-14)


@pytest.mark.parametrize("shape", [None, [None, None], [None, 3]], ids=str)
@with_label_gradient
def test_gradient_into_labels_that_broadcast_when_it_runs(function, shape):
    """TensorFlow 2.21's own has the shape of the logits, in silence."""
    with v1.Graph().as_default(), v1.Session() as session:
        x, y = v1.placeholder("float64", shape), v1.placeholder("float64", shape)
        (into_labels,) = v1.gradients(function(y, x), y)
        into_labels = session.run(into_labels, {x: LOGITS, y: LABELS[:1]})
    expected = -reference.log_softmax(LOGITS).sum(0, keepdims=True)
    np.testing.assert_allclose(into_labels, expected, rtol=1e-14)


def test_a_users_override_of_the_gradient_stays():
    def hundreds(op, loss_gradient, backprop_gradient):
        return 100 * v1.ones_like(op.inputs[0]), None

    v1.RegisterGradient("Hundreds")(hundreds)
    with v1.Graph().as_default() as graph, v1.Session() as session:
        x = v1.constant(LOGITS)
        with graph.gradient_override_map({"SoftmaxCrossEntropyWithLogits": "Hundreds"}):
            losses = v1_cross_entropy(LABELS, x)
        (into_logits,) = v1.gradients(losses, x)
        np.testing.assert_array_equal(session.run(into_logits), np.full([2, 3], 100))
