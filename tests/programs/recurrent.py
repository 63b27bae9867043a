"""An LSTM, unrolled by `dynamic_rnn`, that foretells waves of different lengths."""

import os
import sys

import numpy as np
import tensorflow as tf

TIMES = np.arange(13.0) + np.arange(24.0)[:, np.newaxis]
WAVES = np.sin(TIMES / 3) + 0.3 * np.cos(TIMES)
INPUTS, TARGETS = WAVES[:, :-1, np.newaxis], WAVES[:, 1:]
LENGTHS = 12 - np.arange(24) % 5
UNITS = 6


def initializer(shape, dtype=None, partition_info=None):
    shape = [int(size) for size in shape]
    return tf.constant(np.random.RandomState(sum(shape)).uniform(-0.4, 0.4, shape), dtype)


def main(folder, until=40):
    inputs = tf.placeholder(tf.float64, [None, 12, 1])
    targets = tf.placeholder(tf.float64, [None, 12])
    lengths = tf.placeholder(tf.int32, [None])
    with tf.variable_scope("model", initializer=initializer):
        cell = tf.nn.rnn_cell.BasicLSTMCell(UNITS, forget_bias=1.0, state_is_tuple=True)
        outputs, state = tf.nn.dynamic_rnn(cell, inputs, sequence_length=lengths, dtype=tf.float64)
        W = tf.get_variable("softmax_w", [UNITS, 1], dtype=tf.float64)
        b = tf.get_variable("softmax_b", [1], dtype=tf.float64)
    foretold = tf.reshape(tf.matmul(tf.reshape(outputs, [-1, UNITS]), W) + b, [-1, 12])
    mask = tf.sequence_mask(lengths, 12, dtype=tf.float64)
    cost = tf.reduce_sum(mask * tf.square(foretold - targets)) / tf.reduce_sum(mask)
    cost += 0.01 * tf.reduce_mean(tf.square(state.c))

    global_step = tf.Variable(0, trainable=False, name="global_step")
    tvars = tf.trainable_variables()
    grads, _ = tf.clip_by_global_norm(tf.gradients(cost, tvars), 1.0)
    optimizer = tf.train.AdamOptimizer(learning_rate=0.03)
    train_op = optimizer.apply_gradients(zip(grads, tvars), global_step=global_step)
    tf.summary.scalar("loss", cost)
    merged = tf.summary.merge_all()
    saver = tf.train.Saver()

    costs = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        if tf.train.latest_checkpoint(folder):
            saver.restore(session, tf.train.latest_checkpoint(folder))
        first = session.run(global_step)
        writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), session.graph)
        feed = {inputs: INPUTS, targets: TARGETS, lengths: LENGTHS}
        for step in range(first, until):
            value, summary, _ = session.run([cost, merged, train_op], feed)
            writer.add_summary(summary, step)
            costs.append(float(value))
        writer.close()
        saver.save(session, os.path.join(folder, "model.ckpt"), global_step=global_step)
    return costs


if __name__ == "__main__":
    print(main(sys.argv[1]))
