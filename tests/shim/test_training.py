"""A model trained on real data learns what the NumPy reference learns, on every release."""

import numpy as np
import pytest
from conftest import MODES, RELEASE
from sklearn.datasets import load_digits

from tfcompat_ce import installed, nn, reference, v1

STEPS = 50
RATE = 0.5

IMAGES, CLASSES = load_digits(return_X_y=True)
IMAGES = IMAGES / 16
LABELS = reference.one_hot(CLASSES, 10)
WEIGHTS = 0.1 * np.random.RandomState(0).randn(64, 10)
BIASES = np.zeros(10)


# Softmax regression, as one writes it for TensorFlow 1.x.


def dense_loss(images, labels, weights, biases):
    logits = v1.matmul(images, weights) + biases
    return v1.reduce_mean(nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))


def sparse_loss(images, labels, weights, biases):
    logits = v1.matmul(images, weights) + biases
    classes = v1.argmax(labels, 1)
    return v1.reduce_mean(
        nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=logits)
    )


def trained_in_a_graph(loss_of, dtype):
    """The losses before each step, and the weights and biases after the last."""
    with v1.Graph().as_default(), v1.Session() as session:
        images, labels = v1.placeholder(dtype, [None, 64]), v1.placeholder(dtype, [None, 10])
        weights, biases = v1.Variable(WEIGHTS.astype(dtype)), v1.Variable(BIASES.astype(dtype))
        loss = loss_of(images, labels, weights, biases)
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
            loss = loss_of(images, labels, weights, biases)
        for variable, gradient in zip((weights, biases), tape.gradient(loss, (weights, biases))):
            variable.assign_sub(RATE * gradient)
        losses.append(float(loss))
    return losses, weights.numpy(), biases.numpy()


def trained_by_the_reference():
    weights, biases = WEIGHTS.copy(), BIASES.copy()
    losses = []
    for _ in range(STEPS):
        logits = IMAGES @ weights + biases
        losses.append(reference.softmax_cross_entropy_with_logits(LABELS, logits).mean())
        _, into_logits = reference.softmax_cross_entropy_with_logits_gradients(LABELS, logits)
        into_logits /= len(IMAGES)
        weights -= RATE * IMAGES.T @ into_logits
        biases -= RATE * into_logits.sum(0)
    return losses, weights, biases
