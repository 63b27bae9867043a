"""An autoencoder of handwritten digits, each as a distribution of ink over its pixels.

How sharp the distributions are is learnt with the rest. They are the labels too, and no gradient
of 1.x flows into labels.
"""

import os
import sys

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

COARSE = load_digits().images.reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, 16)
PIXELS = COARSE[:300] / 16
random = np.random.RandomState(2)
WEIGHTS = {
    "encoder": random.normal(0, 0.1, [16, 6]),
    "decoder": random.normal(0, 0.1, [6, 16]),
}
SHARPNESS = 3.0
RATE = 0.01


def layer(inputs, name):
    with tf.variable_scope(name):
        weights = tf.get_variable("weights", initializer=tf.constant(WEIGHTS[name]))
        biases = tf.get_variable(
            "biases", initializer=tf.zeros([WEIGHTS[name].shape[1]], tf.float64)
        )
        return tf.nn.xw_plus_b(inputs, weights, biases)


def main(folder, until=40):
    pixels = tf.placeholder(tf.float64, shape=(None, 16), name="pixels")
    sharpness = tf.get_variable("sharpness", initializer=tf.constant(SHARPNESS, tf.float64))
    ink = tf.nn.softmax(pixels * sharpness)
    code = tf.nn.tanh(layer(16 * ink, "encoder"))
    reconstruction = layer(code, "decoder")
    losses = tf.nn.softmax_cross_entropy_with_logits(logits=reconstruction, labels=ink)
    loss = tf.reduce_mean(losses, 0)
    global_step = tf.Variable(0, name="global_step", trainable=False)
    train_op = tf.train.AdamOptimizer(RATE).minimize(loss, global_step)
    tf.summary.scalar("loss", loss)
    merged = tf.summary.merge_all()
    saver = tf.train.Saver(max_to_keep=1)

    history = []
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        checkpoint = tf.train.get_checkpoint_state(folder)
        if checkpoint and checkpoint.model_checkpoint_path:
            saver.restore(sess, checkpoint.model_checkpoint_path)
        first = tf.train.global_step(sess, global_step)
        writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), sess.graph)
        for step in range(first, until):
            _, value, summary = sess.run([train_op, loss, merged], {pixels: PIXELS})
            writer.add_summary(summary, step)
            history.append(float(value))
        writer.close()
        saver.save(sess, os.path.join(folder, "model.ckpt"), global_step)
    return history


if __name__ == "__main__":
    print(main(sys.argv[1]))
