"""Softmax regression on handwritten digits, with the loss by its formula, as beginners had it."""

import os
import sys

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

digits = load_digits()
IMAGES = digits.data / 16
LABELS = np.eye(10)[digits.target]
WEIGHTS = np.random.RandomState(0).uniform(-0.1, 0.1, [64, 10])
RATE = 0.5


def main(folder, until=40):
    x = tf.placeholder(tf.float64, [None, 64])
    y_ = tf.placeholder(tf.float64, [None, 10])
    W = tf.Variable(WEIGHTS)
    b = tf.Variable(np.zeros(10))
    y = tf.nn.softmax(tf.matmul(x, W) + b)
    cross_entropy = tf.reduce_mean(-tf.reduce_sum(y_ * tf.log(y), reduction_indices=[1]))
    global_step = tf.Variable(0, trainable=False)
    optimizer = tf.train.GradientDescentOptimizer(RATE)
    train_step = optimizer.minimize(cross_entropy, global_step=global_step)
    tf.summary.scalar("loss", cross_entropy)
    tf.summary.histogram("weights", W)
    summaries = tf.summary.merge_all()
    saver = tf.train.Saver()

    losses = []
    with tf.Session() as sess:
        checkpoint = tf.train.latest_checkpoint(folder)
        if checkpoint:
            saver.restore(sess, checkpoint)
        else:
            sess.run(tf.global_variables_initializer())
        first = sess.run(global_step)
        writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), sess.graph)
        for step in range(first, until):
            loss, summary, _ = sess.run(
                [cross_entropy, summaries, train_step], feed_dict={x: IMAGES, y_: LABELS}
            )
            writer.add_summary(summary, step)
            losses.append(float(loss))
        writer.close()
        saver.save(sess, os.path.join(folder, "model.ckpt"), global_step=until)
    return losses


if __name__ == "__main__":
    print(main(sys.argv[1]))
