"""Word embeddings by noise-contrastive estimation, in float32 as its sampler is."""

import collections
import os
import sys

import numpy as np
import tensorflow as tf

TEXT = """
the king and the queen ride out of the castle and the knight rides with the king
the queen reads in the castle and the king sleeps while the knight watches the castle gate
a fisher and a miller walk to the village and the miller sings while the fisher sleeps
the village is far from the castle and the knight walks to the village with a letter
""".split()
COUNTS = collections.Counter(TEXT)
WORDS = sorted(COUNTS, key=lambda word: (-COUNTS[word], word))
DATA = [WORDS.index(word) for word in TEXT]
PAIRS = np.array(
    [
        (DATA[place], DATA[other])
        for place in range(len(DATA))
        for other in (place - 1, place + 1)
        if 0 <= other < len(DATA)
    ]
)
BATCH, SIZE, SAMPLED = 32, 8, 6
random = np.random.RandomState(4)
EMBEDDINGS = random.uniform(-1, 1, [len(WORDS), SIZE]).astype(np.float32)
NCE_WEIGHTS = random.normal(0, SIZE**-0.5, [len(WORDS), SIZE]).astype(np.float32)


def main(folder, until=40):
    train_inputs = tf.placeholder(tf.int32, shape=[BATCH])
    train_labels = tf.placeholder(tf.int64, shape=[BATCH, 1])
    valid_dataset = tf.constant([0, 1, 2], dtype=tf.int32)
    with tf.device("/cpu:0"):
        embeddings = tf.Variable(EMBEDDINGS, name="embeddings")
        embed = tf.nn.embedding_lookup(embeddings, train_inputs)
        nce_weights = tf.Variable(NCE_WEIGHTS, name="nce_weights")
        nce_biases = tf.Variable(tf.zeros([len(WORDS)]), name="nce_biases")
    sampled = tf.nn.log_uniform_candidate_sampler(
        train_labels, 1, SAMPLED, unique=True, range_max=len(WORDS), seed=5
    )
    loss = tf.reduce_mean(
        tf.nn.nce_loss(
            weights=nce_weights,
            biases=nce_biases,
            labels=train_labels,
            inputs=embed,
            num_sampled=SAMPLED,
            num_classes=len(WORDS),
            sampled_values=sampled,
        )
    )
    global_step = tf.Variable(0, name="global_step", trainable=False)
    optimizer = tf.train.GradientDescentOptimizer(0.5).minimize(loss, global_step=global_step)
    norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, keep_dims=True))
    normalized_embeddings = embeddings / norm
    valid_embeddings = tf.nn.embedding_lookup(normalized_embeddings, valid_dataset)
    similarity = tf.matmul(valid_embeddings, normalized_embeddings, transpose_b=True)
    tf.summary.scalar("loss", loss)
    merged = tf.summary.merge_all()
    init = tf.global_variables_initializer()
    saver = tf.train.Saver()

    losses = []
    with tf.Session() as session:
        init.run()
        if tf.train.latest_checkpoint(folder):
            saver.restore(session, tf.train.latest_checkpoint(folder))
        first = session.run(global_step)
        writer = tf.summary.FileWriter(os.path.join(folder, "from%d" % first), session.graph)
        for step in range(first, until):
            batch = PAIRS[np.arange(step * BATCH, (step + 1) * BATCH) % len(PAIRS)]
            feed_dict = {train_inputs: batch[:, 0], train_labels: batch[:, 1:]}
            _, summary, loss_val = session.run([optimizer, merged, loss], feed_dict=feed_dict)
            writer.add_summary(summary, step)
            losses.append(float(loss_val))
        writer.close()
        saver.save(session, os.path.join(folder, "model.ckpt"), global_step=global_step)
        for word, row in zip(WORDS, similarity.eval()):
            nearest = (-row).argsort()[1:4]
            print("Nearest to %s: %s" % (word, ", ".join(WORDS[k] for k in nearest)))
    return losses


if __name__ == "__main__":
    print(main(sys.argv[1]))
