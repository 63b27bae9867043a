"""A model trained on real data learns, on every release, what it learns by the NumPy reference.

The model is softmax regression on scikit-learn's digits, written once against `tfcompat_ce.nn` and
trained for 50 steps of gradient descent from the same weights.
"""

import functools

import numpy as np
import pytest
from sklearn.datasets import load_digits

from tfcompat_ce import nn, v1, v2
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import reference

STEPS = 50
RATE = 0.5

IMAGES, CLASSES = load_digits(return_X_y=True)
IMAGES = IMAGES / 16
LABELS = reference.one_hot(CLASSES, 10)
WEIGHTS = 0.1 * np.random.RandomState(0).randn(64, 10)
BIASES = np.zeros(10)


# The losses, as one writes them for TensorFlow 1.x, and the same by the reference: the losses of
# each image, and the gradient into the logits.


def dense(labels, logits):
    return nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def sparse(labels, logits):
    return nn.sparse_softmax_cross_entropy_with_logits(labels=v1.argmax(labels, 1), logits=logits)


def bootstrapped(labels, logits):
    """The model's own predictions are a tenth of the labels, and have no gradient in 1.x."""
    labels = 0.9 * labels + 0.1 * nn.softmax(logits)
    return nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def bootstrapped_in_2x(labels, logits):
    """The same line has a gradient into the predictions in 2.x, and trains another model."""
    labels = 0.9 * labels + 0.1 * v2.nn.softmax(logits)
    return v2.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def reference_dense(labels, logits):
    losses = reference.softmax_cross_entropy_with_logits(labels, logits)
    _, into_logits = reference.softmax_cross_entropy_with_logits_gradients(labels, logits)
    return losses, into_logits


def reference_bootstrapped(labels, logits):
    return reference_dense(0.9 * labels + 0.1 * reference.softmax(logits), logits)


def reference_bootstrapped_in_2x(labels, logits):
    labels = 0.9 * labels + 0.1 * reference.softmax(logits)
    losses, into_logits = reference_dense(labels, logits)
    into_labels, _ = reference.softmax_cross_entropy_with_logits_gradients(labels, logits)
    return losses, into_logits + reference.softmax_gradient(logits, 0.1 * into_labels)


LOSSES = [
    (dense, reference_dense),
    (sparse, reference_dense),
    (bootstrapped, reference_bootstrapped),
    (bootstrapped_in_2x, reference_bootstrapped_in_2x),
]


def trained_in_a_graph(loss_of, dtype):
    """The losses before each step, and the weights and biases after the last."""
    with v1.Graph().as_default(), v1.Session() as session:
        images, labels = v1.placeholder(dtype, [None, 64]), v1.placeholder(dtype, [None, 10])
        weights, biases = v1.Variable(WEIGHTS.astype(dtype)), v1.Variable(BIASES.astype(dtype))
        loss = v1.reduce_mean(loss_of(labels, v1.matmul(images, weights) + biases))
        step = v1.train.GradientDescentOptimizer(RATE).minimize(loss)
        session.run(v1.global_variables_initializer())
        losses = []
        for _ in range(STEPS):
            losses.append(session.run([loss, step], {images: IMAGES, labels: LABELS})[0])
        return losses, session.run(weights), session.run(biases)


def trained_eagerly(loss_of, dtype):
    tf = installed.tensorflow()
    images, labels = tf.constant(IMAGES, dtype), tf.constant(LABELS, dtype)
    weights, biases = tf.Variable(WEIGHTS.astype(dtype)), tf.Variable(BIASES.astype(dtype))
    losses = []
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            loss = v1.reduce_mean(loss_of(labels, v1.matmul(images, weights) + biases))
        for variable, gradient in zip((weights, biases), tape.gradient(loss, (weights, biases))):
            variable.assign_sub(RATE * gradient)
        losses.append(float(loss))
    return losses, weights.numpy(), biases.numpy()


@functools.lru_cache(maxsize=None)
def trained_by_the_reference(loss_of):
    weights, biases = WEIGHTS.copy(), BIASES.copy()
    losses = []
    for _ in range(STEPS):
        of_each_image, into_logits = loss_of(LABELS, IMAGES @ weights + biases)
        losses.append(of_each_image.mean())
        weights -= RATE * (IMAGES.T @ into_logits) / len(IMAGES)
        biases -= RATE * into_logits.mean(0)
    return losses, weights, biases


TRAINED = [trained_in_a_graph]
if installed.release() >= (2, 0):
    TRAINED.append(trained_eagerly)


@pytest.mark.parametrize("trained", TRAINED, ids=lambda function: function.__name__)
@pytest.mark.parametrize("loss, expected_loss", LOSSES, ids=lambda function: function.__name__)
@pytest.mark.parametrize("dtype, bound", [("float64", 1e-14), ("float32", 2e-6)])
def test_loss_curve(trained, loss, expected_loss, dtype, bound):
    """The bounds are some 45 and 17 ULP, after the sums over 1,797 images in each of 50 steps."""
    losses, weights, biases = trained(loss, dtype)
    expected_losses, expected_weights, expected_biases = trained_by_the_reference(expected_loss)
    np.testing.assert_allclose(losses, expected_losses, rtol=bound)
    np.testing.assert_allclose(weights, expected_weights, rtol=0, atol=bound)
    np.testing.assert_allclose(biases, expected_biases, rtol=0, atol=bound)


def test_the_model_learns():
    losses, weights, biases = trained_in_a_graph(dense, "float64")
    assert losses[0] > 2.3 and losses[-1] < 0.64
    assert ((IMAGES @ weights + biases).argmax(1) == CLASSES).mean() > 0.92


def test_the_label_gradient_makes_another_model():
    """What the difference between the meanings of 1.x and 2.x does to a training."""
    of_1x, weights_of_1x, _ = trained_in_a_graph(bootstrapped, "float64")
    of_2x, weights_of_2x, _ = trained_in_a_graph(bootstrapped_in_2x, "float64")
    assert of_1x[0] == of_2x[0]
    assert abs(of_1x[-1] - of_2x[-1]) > 0.01
    assert abs(weights_of_1x - weights_of_2x).max() > 0.01
