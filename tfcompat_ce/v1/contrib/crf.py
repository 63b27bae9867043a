"""``tf.contrib.crf``: linear-chain conditional random fields.

Everywhere ``inputs`` are float32 ``[batch, length, tags]``, ``tag_indices`` int32
``[batch, length]``, ``sequence_lengths`` int32 ``[batch]`` and ``transition_params``
``[tags, tags]``, from one tag to the next.
"""

from typing import Any, List, Tuple

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib


def crf_log_likelihood(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any = None
) -> Tuple[Any, Any]:
    """The log-likelihood of each sequence of tags, ``[batch]``, and the transition parameters.

    Those are a variable ``transitions`` where they are not given.
    """
    inputs = tf.convert_to_tensor(inputs)
    if transition_params is None:
        tags = inputs.get_shape().as_list()[2]
        transition_params = tf.get_variable("transitions", [tags, tags])
    score = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return score - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params


def crf_sequence_score(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any
) -> Any:
    """The unnormalized score of each sequence of tags, ``[batch]``."""
    return crf_unary_score(tag_indices, sequence_lengths, inputs) + crf_binary_score(
        tag_indices, sequence_lengths, transition_params
    )


def crf_unary_score(tag_indices: Any, sequence_lengths: Any, inputs: Any) -> Any:
    """What the tags by themselves add to the score, ``[batch]``."""
    inputs, tags = tf.convert_to_tensor(inputs), tf.convert_to_tensor(tag_indices)
    chosen = tf.one_hot(tags, tf.shape(inputs)[2], dtype=inputs.dtype)
    scores = tf.reduce_sum(tf.where(chosen > 0, inputs, tf.zeros_like(inputs)), 2)
    return tf.reduce_sum(scores * _mask(sequence_lengths, tags), 1)


def crf_binary_score(tag_indices: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """What the steps from tag to tag add to the score, ``[batch]``."""
    tags = tf.convert_to_tensor(tag_indices)
    steps = tf.gather_nd(transition_params, tf.stack([tags[:, :-1], tags[:, 1:]], axis=2))
    return tf.reduce_sum(steps * _mask(sequence_lengths, tags)[:, 1:], 1)


def crf_log_norm(inputs: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """The log of the sum of what all sequences of tags score, exponentiated: ``[batch]``."""
    inputs, lengths = tf.convert_to_tensor(inputs), tf.convert_to_tensor(sequence_lengths)
    moves = tf.expand_dims(tf.convert_to_tensor(transition_params), 0)

    def step(alphas: Any, at: Any) -> Any:
        new = inputs[:, at] + tf.reduce_logsumexp(tf.expand_dims(alphas, 2) + moves, [1])
        return tf.where(tf.less(at, lengths), new, alphas)

    norm = tf.reduce_logsumexp(_scan(step, inputs)[-1], [1])
    return tf.where(tf.less_equal(lengths, 0), tf.zeros_like(norm), norm)


def crf_decode(potentials: Any, transition_params: Any, sequence_length: Any) -> Tuple[Any, Any]:
    """The best sequences of tags, int32 ``[batch, length]``, and their scores, ``[batch]``."""
    inputs, lengths = tf.convert_to_tensor(potentials), tf.convert_to_tensor(sequence_length)
    moves = tf.expand_dims(tf.convert_to_tensor(transition_params), 0)
    count = inputs.get_shape().as_list()[2] or tf.shape(inputs)[2]
    stay = tf.range(count)[None, :]

    def step(carried: Any, at: Any) -> Any:
        scores, _ = carried
        through = tf.expand_dims(scores, 2) + moves
        inside = tf.less(at, lengths)
        best = tf.cast(tf.argmax(through, 1), tf.int32)
        back = tf.where(inside, best, tf.tile(stay, [tf.shape(best)[0], 1]))
        return tf.where(inside, inputs[:, at] + tf.reduce_max(through, [1]), scores), back

    start = inputs[:, 0], tf.tile(stay, [tf.shape(inputs)[0], 1])
    steps = tf.range(1, tf.shape(inputs)[1])
    scores, backs = tf.scan(step, steps, initializer=start)
    scores = tf.concat([inputs[None, :, 0], scores], 0)[-1]
    last = tf.cast(tf.argmax(scores, 1), tf.int32)

    def follow(tag: Any, back: Any) -> Any:
        return tf.gather_nd(back, tf.stack([tf.range(tf.shape(tag)[0]), tag], 1))

    earlier = tf.scan(follow, backs, initializer=last, reverse=True)
    tags = tf.transpose(tf.concat([earlier, last[None]], 0))
    # Past its end a sequence stays where it was.
    mask = tf.sequence_mask(tf.maximum(lengths, 1), tf.shape(tags)[1])
    return tf.where(mask, tags, tf.zeros_like(tags)), tf.reduce_max(scores, 1)


def viterbi_decode(score: Any, transition_params: Any) -> Tuple[List[int], Any]:
    """The best sequence of tags for NumPy's ``[length, tags]``, and its score.

    >>> import numpy as np
    >>> viterbi_decode(np.array([[1.0, 0.0], [0.0, 0.5]]), np.array([[2.0, 0.0], [0.0, 0.0]]))
    ([0, 0], 3.0)
    """
    best, backs = score[0], []
    for row in score[1:]:
        through = best[:, None] + transition_params
        backs.append(through.argmax(0))
        best = row + through.max(0)
    tags = [int(best.argmax())]
    for back in reversed(backs):
        tags.append(int(back[tags[-1]]))
    return tags[::-1], best.max()


def _scan(step: Any, inputs: Any) -> Any:
    """All states from the first input on, ``[length, ...]``."""
    first = inputs[:, 0]
    later = tf.scan(step, tf.range(1, tf.shape(inputs)[1]), initializer=first)
    return tf.concat([first[None], later], 0)


def _mask(lengths: Any, tags: Any) -> Any:
    return tf.sequence_mask(lengths, tf.shape(tags)[1], dtype=tf.float32)


_contrib.part(__name__)
