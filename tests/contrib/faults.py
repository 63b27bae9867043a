"""Faults of TensorFlow's own, asked of the release before a case is left out for one."""

import functools

import tensorflow as tf


@functools.lru_cache(maxsize=None)
def cond_has_no_gradient():
    """Whether a ``cond`` has no gradient where it looks up rows by indices, as on 2.1."""
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        table = v1.placeholder_with_default([[1.0, 2.0], [3.0, 4.0]], [2, 2])
        indices = tf.constant([0, 1])

        def rows():
            return tf.nn.embedding_lookup(table, indices)

        looked_up = tf.cond(v1.placeholder_with_default(True, []), rows, rows)
        try:
            v1.gradients(looked_up, table)
        except ValueError as error:
            assert "Insufficient elements in branch_graphs" in str(error)
            return True
    return False
