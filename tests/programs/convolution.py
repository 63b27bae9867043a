"""A convolutional network on handwritten digits, with every weight made by hand, in float32."""

import os
import sys

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

digits = load_digits()
IMAGES = (digits.images[:200, :, :, np.newaxis] / 16).astype(np.float32)
CLASSES = digits.target[:200].astype(np.int64)
random = np.random.RandomState(3)


def weight_variable(name, shape):
    initial = random.normal(0, 0.2, shape).astype(np.float32)
    return tf.get_variable(name, shape, initializer=tf.constant_initializer(initial))


def bias_variable(name, shape):
    return tf.get_variable(name, shape, initializer=tf.constant_initializer(0.1))


def conv_relu_pool(images, filters, scope):
    with tf.variable_scope(scope):
        channels = images.get_shape()[-1].value
        kernel = weight_variable("kernel", [3, 3, channels, filters])
        conv = tf.nn.conv2d(images, kernel, strides=[1, 1, 1, 1], padding="SAME")
        relu = tf.nn.relu(tf.nn.bias_add(conv, bias_variable("bias", [filters])))
        return tf.nn.max_pool(relu, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")


def main(folder, until=40):
    random.seed(3)
    x = tf.placeholder(tf.float32, [None, 8, 8, 1])
    y_ = tf.placeholder(tf.int64, [None])
    keep_prob = tf.placeholder(tf.float32)
    pool1 = conv_relu_pool(x, 6, "conv1")
    pool2 = conv_relu_pool(pool1, 6, "conv2")
    flat = tf.reshape(pool2, [-1, 2 * 2 * 6])
    with tf.variable_scope("readout") as scope:
        dropped = tf.nn.dropout(flat, keep_prob)
        W = weight_variable("weights", [24, 10])
        b = bias_variable("biases", [10])
        logits = tf.nn.xw_plus_b(dropped, W, b, name=scope.name)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=y_)
    tf.add_to_collection("losses", tf.reduce_mean(losses))
    tf.add_to_collection("losses", tf.multiply(tf.nn.l2_loss(W), 0.001))
    loss = tf.add_n(tf.get_collection("losses"))
    global_step = tf.get_variable(
        "global_step", [], tf.int32, tf.constant_initializer(0), trainable=False
    )
    train_step = tf.train.AdamOptimizer(1e-2).minimize(loss, global_step=global_step)
    tf.summary.image("filters", tf.transpose(pool1[:1], [3, 1, 2, 0]), 3)
    tf.summary.scalar("loss", loss)
    summaries = tf.summary.merge_all()
    saver = tf.train.Saver()

    values = []
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:
        sess.run(tf.global_variables_initializer())
        if tf.train.latest_checkpoint(folder):
            saver.restore(sess, tf.train.latest_checkpoint(folder))
        first = global_step.eval()
        writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), sess.graph)
        for step in range(first, until):
            feed = {x: IMAGES, y_: CLASSES, keep_prob: 1.0}
            values.append(float(loss.eval(feed)))
            writer.add_summary(summaries.eval(feed), step)
            train_step.run(feed)
        writer.close()
        saver.save(sess, os.path.join(folder, "model.ckpt"), global_step=global_step)
    return values


if __name__ == "__main__":
    print(main(sys.argv[1]))
