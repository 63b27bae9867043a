"""Five notebooks as they were written from 2016 to 2019: each trains, and its loss falls."""

import pytest

pytest.importorskip("nbformat")

DATA = """\
%matplotlib inline
from __future__ import print_function
import numpy as np
import tensorflow as tf
rng = np.random.RandomState(0)
labels = rng.randint(0, 10, 200)
images = np.eye(10)[labels].repeat(78, 1)[:, :64] + 0.1 * rng.rand(200, 64)
onehot = np.eye(10)[labels]"""
TRAIN = """\
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    losses = [sess.run([train, cost], feed)[1] for _ in range(30)]
print("fell", losses[-1] < 0.9 * losses[0])"""
INPUTS = """\
tf.reset_default_graph()
x = tf.placeholder("float", [None, 64])
y = tf.placeholder("float", [None, 10])
feed = {x: images, y: onehot}"""
XENT = """\
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=out, labels=y))
train = tf.train.AdamOptimizer(0.01).minimize(cost)"""

REGRESSION = [
    DATA,
    INPUTS,
    "w = tf.Variable(tf.zeros([64, 10]))\nout = tf.matmul(x, w)",
    XENT,
    TRAIN,
]
CONVOLUTION = [
    DATA,
    INPUTS,
    "def weight(shape):\n    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))",
    "im = tf.reshape(x, [-1, 8, 8, 1])\n"
    "h = tf.nn.relu(tf.nn.conv2d(im, weight([3, 3, 1, 4]), [1, 1, 1, 1], 'SAME'))\n"
    "h = tf.nn.max_pool(h, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')",
    "out = tf.matmul(tf.reshape(h, [-1, 64]), weight([64, 10]))",
    XENT,
    TRAIN,
]
RECURRENT = [
    DATA,
    INPUTS,
    "steps = tf.unstack(tf.reshape(x, [-1, 8, 8]), 8, 1)\n"
    "cell = tf.contrib.rnn.BasicLSTMCell(16)\n"
    "outputs, _ = tf.contrib.rnn.static_rnn(cell, steps, dtype=tf.float32)",
    "out = tf.matmul(outputs[-1], tf.Variable(tf.random_normal([16, 10])))",
    XENT,
    TRAIN,
]
WORD2VEC = [
    DATA,
    "graph = tf.Graph()\nwords = rng.randint(0, 20, 100)",
    "with graph.as_default():\n"
    "    inputs = tf.placeholder(tf.int32, [100])\n"
    "    context = tf.placeholder(tf.int32, [100, 1])\n"
    "    table = tf.Variable(tf.random_uniform([20, 8], -1.0, 1.0))\n"
    "    cost = tf.reduce_mean(tf.nn.nce_loss(\n"
    "        weights=tf.Variable(tf.zeros([20, 8])), biases=tf.Variable(tf.zeros([20])),\n"
    "        labels=context, inputs=tf.nn.embedding_lookup(table, inputs),\n"
    "        num_sampled=4, num_classes=20))\n"
    "    train = tf.train.GradientDescentOptimizer(1.0).minimize(cost)",
    "feed = {inputs: words, context: words[:, None]}",
    TRAIN.replace("tf.Session()", "tf.Session(graph=graph)"),
]
AUTOENCODER = [
    DATA,
    INPUTS,
    "h = tf.nn.sigmoid(tf.matmul(x, tf.Variable(tf.random_normal([64, 16]))))\n"
    "out = tf.matmul(h, tf.Variable(tf.random_normal([16, 64])))",
    "cost = tf.reduce_mean(tf.square(out - x))\n"
    "train = tf.train.RMSPropOptimizer(0.01).minimize(cost)",
    TRAIN,
]


@pytest.mark.parametrize(
    "cells",
    [REGRESSION, CONVOLUTION, RECURRENT, WORD2VEC, AUTOENCODER],
    ids=["regression", "convolution", "recurrent", "word2vec", "autoencoder"],
)
def test_it_trains(run, cells):
    done = run(cells)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.endswith("fell True\n")
