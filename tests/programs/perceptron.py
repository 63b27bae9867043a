"""A multilayer perceptron on handwritten digits that come through input queues."""

import os
import sys

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

BATCH = 50
digits = load_digits()
COARSE = digits.images.reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, 16)
IMAGES = COARSE[: 10 * BATCH] / 16  # ten batches, so that twenty steps end where they began
LABELS = np.eye(10)[digits.target[: 10 * BATCH]]
SIZES = [16, 14, 12, 10]
random = np.random.RandomState(1)
WEIGHTS = [random.normal(0, 0.3, sizes) for sizes in zip(SIZES, SIZES[1:])]
RATE, MOMENTUM, DECAY, DECAY_STEPS = 0.25, 0.9, 0.5, 10


def inference(images):
    hidden = images
    for number, weights in enumerate(WEIGHTS, 1):
        with tf.name_scope("layer%d" % number):
            W = tf.Variable(weights, name="weights")
            b = tf.Variable(np.zeros(weights.shape[1]), name="biases")
            logits = tf.add(tf.matmul(hidden, W), b)
            hidden = tf.nn.relu(logits)
    return logits


def main(folder, until=40):
    image, label = tf.train.slice_input_producer([IMAGES, LABELS], shuffle=False)
    images, labels = tf.train.batch([image, label], batch_size=BATCH, num_threads=1)
    logits = inference(images)
    loss = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, dim=-1)
    )
    right = tf.equal(tf.arg_max(logits, 1), tf.arg_max(labels, 1))
    accuracy = tf.reduce_mean(tf.to_float(right))
    global_step = tf.Variable(0, name="global_step", trainable=False)
    rate = tf.train.exponential_decay(RATE, global_step, DECAY_STEPS, DECAY, staircase=True)
    train_op = tf.train.MomentumOptimizer(rate, MOMENTUM).minimize(loss, global_step=global_step)
    tf.summary.scalar("loss", loss)
    tf.summary.scalar("accuracy", accuracy)
    summaries = tf.summary.merge_all()
    saver = tf.train.Saver(tf.global_variables())

    losses = []
    sess = tf.Session()
    sess.run(tf.group(tf.global_variables_initializer(), tf.local_variables_initializer()))
    checkpoint = tf.train.latest_checkpoint(folder)
    if checkpoint:
        saver.restore(sess, checkpoint)
    first = sess.run(global_step)
    writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), sess.graph)
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    try:
        for step in range(first, until):
            if coord.should_stop():
                break
            value, summary, _ = sess.run([loss, summaries, train_op])
            writer.add_summary(summary, step)
            losses.append(float(value))
    finally:
        coord.request_stop()
    coord.join(threads)
    writer.close()
    saver.save(sess, os.path.join(folder, "model.ckpt"), global_step=global_step)
    sess.close()
    return losses


if __name__ == "__main__":
    print(main(sys.argv[1]))
