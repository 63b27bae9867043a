"""A model of the letters of a text: two layers of GRU, unrolled by `static_rnn`."""

import os
import sys

import numpy as np
import tensorflow as tf

TEXT = (
    "whan that aprille with his shoures soote the droghte of march hath perced to the roote "
    "and bathed every veyne in swich licour of which vertu engendred is the flour "
)
LETTERS = sorted(set(TEXT))
STEPS, SIZE = 8, 8
IDS = np.array([LETTERS.index(letter) for letter in TEXT])
ROWS = np.array([IDS[start : start + STEPS + 1] for start in range(0, len(IDS) - STEPS, 4)])


def initializer(shape, dtype=None, partition_info=None):
    shape = [int(size) for size in shape]
    return tf.constant(np.random.RandomState(sum(shape)).uniform(-0.6, 0.6, shape), dtype)


class Model(object):
    def __init__(self, batch_size, num_steps, is_training):
        self.input_data = tf.placeholder(tf.int32, [batch_size, num_steps])
        self.targets = tf.placeholder(tf.int32, [batch_size, num_steps])
        embedding = tf.get_variable("embedding", [len(LETTERS), SIZE], tf.float64)
        inputs = tf.nn.embedding_lookup(embedding, self.input_data)
        cells = [tf.nn.rnn_cell.GRUCell(SIZE) for _ in range(2)]
        cell = tf.nn.rnn_cell.MultiRNNCell(cells)
        self.initial_state = cell.zero_state(batch_size, tf.float64)
        steps = tf.unstack(inputs, num=num_steps, axis=1)
        outputs, self.final_state = tf.nn.static_rnn(cell, steps, self.initial_state)
        output = tf.reshape(tf.concat(outputs, 1), [-1, SIZE])
        softmax_w = tf.get_variable("softmax_w", [SIZE, len(LETTERS)], dtype=tf.float64)
        softmax_b = tf.get_variable("softmax_b", [len(LETTERS)], dtype=tf.float64)
        logits = tf.matmul(output, softmax_w) + softmax_b
        self.probabilities = tf.nn.softmax(logits, -1)
        self.cost = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=tf.reshape(self.targets, [-1]), logits=logits
            )
        )
        if not is_training:
            return
        self.global_step = tf.Variable(0, trainable=False, name="global_step")
        optimizer = tf.train.AdagradOptimizer(0.3)
        self.train_op = optimizer.minimize(self.cost, global_step=self.global_step)


def main(folder, until=40):
    with tf.variable_scope("model", reuse=None, initializer=initializer):
        model = Model(len(ROWS), STEPS, is_training=True)
    with tf.variable_scope("model", reuse=True):
        sampler = Model(1, 1, is_training=False)
    summary = tf.summary.scalar("loss", model.cost)
    saver = tf.train.Saver()

    costs = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        if tf.train.latest_checkpoint(folder):
            saver.restore(session, tf.train.latest_checkpoint(folder))
        first = session.run(model.global_step)
        writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), session.graph)
        feed = {model.input_data: ROWS[:, :-1], model.targets: ROWS[:, 1:]}
        for step in range(first, until):
            cost, recorded, _ = session.run([model.cost, summary, model.train_op], feed)
            writer.add_summary(recorded, step)
            costs.append(float(cost))
        writer.close()
        saver.save(session, os.path.join(folder, "model.ckpt"), global_step=model.global_step)

        letter, said, state = LETTERS.index("w"), "w", session.run(sampler.initial_state)
        for _ in range(20):
            feed = {sampler.input_data: [[letter]]}
            feed.update(zip(sampler.initial_state, state))
            fetches = [sampler.probabilities, sampler.final_state]
            probabilities, state = session.run(fetches, feed)
            letter = int(np.argmax(probabilities))
            said += LETTERS[letter]
        print(said)
    return costs


if __name__ == "__main__":
    print(main(sys.argv[1]))
