"""The tutorial's net of two hidden layers, its loss, training and evaluation.

Source: https://github.com/tensorflow/tensorflow/blob/v1.12.3/tensorflow/examples/tutorials/mnist/mnist.py
"""

import math
from typing import Any

from tfcompat_ce import v1 as tf

NUM_CLASSES = 10
IMAGE_SIZE = 28
IMAGE_PIXELS = IMAGE_SIZE * IMAGE_SIZE


def inference(images: Any, hidden1_units: int, hidden2_units: int) -> Any:
    """The logits, ``[batch, 10]``, of images, float32 ``[batch, 784]``."""
    hidden = tf.nn.relu(_linear("hidden1", images, IMAGE_PIXELS, hidden1_units))
    hidden = tf.nn.relu(_linear("hidden2", hidden, hidden1_units, hidden2_units))
    return _linear("softmax_linear", hidden, hidden2_units, NUM_CLASSES)


def loss(logits: Any, labels: Any) -> Any:
    """The mean cross-entropy of the classes, an integer each in ``labels``."""
    labels = tf.cast(labels, tf.int64)
    return tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)


def training(loss: Any, learning_rate: float) -> Any:
    """The op of a step of gradient descent, which counts the variable ``global_step`` up."""
    tf.summary.scalar("loss", loss)
    step = tf.Variable(0, name="global_step", trainable=False)
    return tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=step)


def evaluation(logits: Any, labels: Any) -> Any:
    """How many images have their class among the logits as the largest: an int32 scalar."""
    return tf.reduce_sum(tf.cast(tf.nn.in_top_k(logits, labels, 1), tf.int32))


def _linear(scope: str, inputs: Any, rows: int, columns: int) -> Any:
    with tf.name_scope(scope):
        start = tf.truncated_normal([rows, columns], stddev=1.0 / math.sqrt(float(rows)))
        weights = tf.Variable(start, name="weights")
        biases = tf.Variable(tf.zeros([columns]), name="biases")
        return tf.matmul(inputs, weights) + biases
