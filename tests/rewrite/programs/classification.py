"""Train a network on the handwritten digits; print the loss of every step.

TensorFlow 1.15 code with an own loss function, chosen from a table by its name.
"""

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

v1 = tf.compat.v1
v1.disable_v2_behavior()
digits = load_digits()
images = (digits.data / 16.0).astype(np.float32)
one_hot = np.eye(10, dtype=np.float32)[digits.target]
random = np.random.RandomState(1)


def layer(inputs, size, activation=None):
    weights = v1.Variable(random.normal(0, 0.2, (inputs.shape[1], size)).astype(np.float32))
    outputs = tf.matmul(inputs, weights)
    return outputs if activation is None else activation(outputs)


def smoothed(labels, logits):
    """The cross-entropy with smooth labels, which the logits themselves are mixed into."""
    mixed = 0.9 * labels + 0.1 * tf.nn.softmax(logits)
    return tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=mixed, dim=-1)


def sparse(labels, logits):
    from tensorflow.python.ops import nn_ops

    classes = tf.argmax(labels, 1)
    return nn_ops.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=logits)


x = v1.placeholder(tf.float32, [None, 64])
y = v1.placeholder(tf.float32, [None, 10])
logits = layer(layer(x, 48, activation=tf.nn.relu), 10)
losses = [tf.reduce_mean(loss(y, logits)) for loss in (smoothed, sparse)]
log_probabilities = tf.nn.log_softmax(logits, dim=1)
step = v1.train.AdamOptimizer(0.01).minimize(tf.add_n(losses))

with v1.Session() as session:
    session.run(v1.global_variables_initializer())
    for number in range(60):
        batch = slice(number * 31 % 1700, number * 31 % 1700 + 64)
        feed = {x: images[batch], y: one_hot[batch]}
        _, first, second, log = session.run([step, *losses, log_probabilities], feed)
        print(number, repr(float(first)), repr(float(second)), repr(float(log.mean())))
