"""A convolutional network on handwritten digits, of `tf.layers`, in float32."""

import os
import sys

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

digits = load_digits()
IMAGES = (digits.images[:200, :, :, np.newaxis] / 16).astype(np.float32)
LABELS = digits.target[:200].astype(np.int32)


def initializer(shape, dtype=None, partition_info=None):
    shape = [int(size) for size in shape]
    return tf.constant(np.random.RandomState(sum(shape)).normal(0, 0.2, shape), dtype)


def model(features, is_training):
    conv = tf.layers.conv2d(
        inputs=features,
        filters=6,
        kernel_size=[3, 3],
        padding="same",
        activation=tf.nn.relu,
        kernel_initializer=initializer,
    )
    pool = tf.layers.max_pooling2d(inputs=conv, pool_size=[2, 2], strides=2)
    flat = tf.reshape(pool, [-1, 4 * 4 * 6])
    dense = tf.layers.dense(flat, 16, kernel_initializer=initializer, name="dense1")
    normal = tf.nn.relu(tf.layers.batch_normalization(dense, training=is_training))
    return tf.layers.dense(normal, 10, kernel_initializer=initializer, name="logits")


def main(folder, until=40):
    features = tf.placeholder(tf.float32, [None, 8, 8, 1])
    labels = tf.placeholder(tf.int32, [None])
    logits = model(features, is_training=True)
    onehot_labels = tf.one_hot(indices=tf.cast(labels, tf.int32), depth=10)
    loss = tf.losses.softmax_cross_entropy(onehot_labels=onehot_labels, logits=logits)
    global_step = tf.Variable(0, name="global_step", trainable=False)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = tf.train.GradientDescentOptimizer(0.2).minimize(loss, global_step)
    tf.summary.scalar("loss", loss)
    summaries = tf.summary.merge_all()
    saver = tf.train.Saver()

    losses = []
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        if tf.train.latest_checkpoint(folder):
            saver.restore(sess, tf.train.latest_checkpoint(folder))
        first = sess.run(global_step)
        writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), sess.graph)
        for step in range(first, until):
            feed_dict = {features: IMAGES, labels: LABELS}
            value, summary, _ = sess.run([loss, summaries, train_op], feed_dict)
            writer.add_summary(summary, step)
            losses.append(float(value))
        writer.close()
        saver.save(sess, os.path.join(folder, "model.ckpt"), global_step=global_step)
    return losses


if __name__ == "__main__":
    print(main(sys.argv[1]))
