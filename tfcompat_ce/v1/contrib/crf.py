"""``tf.contrib.crf``: a linear-chain conditional random field.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/crf/python/ops/crf.py
"""

from typing import Any, List, Tuple

import numpy as np

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)


def crf_log_likelihood(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any = None
) -> Tuple[Any, Any]:
    """The log-likelihood of sequences of tags.

    Args:
      inputs: Scores of the tags, floats ``[batch, steps, tags]``.
      tag_indices: The tags, integers ``[batch, steps]``.
      sequence_lengths: How many steps of each sequence count, integers ``[batch]``.
      transition_params: Scores of one tag after another, floats ``[tags, tags]``; where it is None,
        the variable "transitions".

    Returns:
      The log-likelihoods, ``[batch]``, and the transitions.
    """
    if transition_params is None:
        tags = inputs.get_shape().as_list()[2]
        transition_params = tf.get_variable("transitions", [tags, tags])
    score = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    norm = crf_log_norm(inputs, sequence_lengths, transition_params)
    return score - norm, transition_params


def crf_sequence_score(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any
) -> Any:
    """The unnormalized score of sequences of tags, ``[batch]``; 0 for an empty sequence."""
    score = crf_unary_score(tag_indices, sequence_lengths, inputs)
    if _is_one_step(inputs):
        return score
    return score + crf_binary_score(tag_indices, sequence_lengths, transition_params)


def crf_multitag_sequence_score(
    inputs: Any, tag_bitmap: Any, sequence_lengths: Any, transition_params: Any
) -> Any:
    """The score of all sequences that a bitmap ``[batch, steps, tags]`` allows, ``[batch]``."""
    never = tf.fill(tf.shape(inputs), float("-inf"))
    return crf_log_norm(tf.where(tag_bitmap, inputs, never), sequence_lengths, transition_params)


def crf_log_norm(inputs: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """The log of the sum over all sequences of tags, ``[batch]``; 0 for an empty sequence."""

    def step(state: Any, inputs: Any) -> Any:
        return inputs + tf.reduce_logsumexp(state[:, :, None] + transition_params[None], [1])

    last = inputs[:, 0] if _is_one_step(inputs) else _scan(step, inputs, sequence_lengths)
    norm = tf.reduce_logsumexp(last, [1])
    return tf.where(tf.less_equal(sequence_lengths, 0), tf.zeros_like(norm), norm)


def crf_unary_score(tag_indices: Any, sequence_lengths: Any, inputs: Any) -> Any:
    """The sum of the scores of the tags, ``[batch]``."""
    chosen = tf.one_hot(tag_indices, tf.shape(inputs)[2], on_value=True, off_value=False)
    scores = tf.reduce_sum(tf.where(chosen, inputs, tf.zeros_like(inputs)), 2)
    return tf.reduce_sum(scores * _mask(sequence_lengths, tag_indices), 1)


def crf_binary_score(tag_indices: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """The sum of the scores of the transitions, ``[batch]``."""
    pairs = tf.stack([tag_indices[:, :-1], tag_indices[:, 1:]], axis=2)
    mask = _mask(sequence_lengths, tag_indices)[:, 1:]
    return tf.reduce_sum(tf.gather_nd(transition_params, pairs) * mask, 1)


def viterbi_decode(score: Any, transition_params: Any) -> Tuple[List[Any], Any]:
    """The best sequence of tags of one sequence, with NumPy.

    Args:
      score: Scores of the tags, ``[steps, tags]``.
      transition_params: Scores of one tag after another, ``[tags, tags]``.

    Returns:
      The tags, and their score.

    >>> [int(tag) for tag in viterbi_decode(np.eye(2), np.zeros([2, 2]))[0]]
    [0, 1]
    """
    best, pointers = score[0], []
    for scores in score[1:]:
        candidates = best[:, np.newaxis] + transition_params
        pointers.append(np.argmax(candidates, 0))
        best = scores + np.max(candidates, 0)
    tags = [np.argmax(best)]
    for pointer in reversed(pointers):
        tags.append(pointer[tags[-1]])
    return tags[::-1], np.max(best)


def crf_decode(potentials: Any, transition_params: Any, sequence_length: Any) -> Tuple[Any, Any]:
    """The best sequences of tags.

    Args:
      potentials: Scores of the tags, floats ``[batch, steps, tags]``.
      transition_params: Scores of one tag after another, floats ``[tags, tags]``.
      sequence_length: How many steps of each sequence count, integers ``[batch]``.

    Returns:
      The tags, int32 ``[batch, steps]``, 0 after the end, and their scores, ``[batch]``.
    """
    if _is_one_step(potentials):
        return tf.cast(tf.argmax(potentials, 2), tf.int32), tf.reduce_max(potentials, [1, 2])
    sequence_length = tf.maximum(tf.cast(sequence_length, tf.int32), 1)
    steps = tf.shape(potentials)[1]
    best = [potentials[:, 0]]
    tags = potentials.get_shape().as_list()[2]
    none = tf.zeros([0, tf.shape(potentials)[0], tags], tf.int32)

    def forward(at: Any, best: Any, pointers: Any) -> Any:
        candidates = best[:, :, None] + transition_params[None]
        runs = at < sequence_length
        new = potentials[:, at] + tf.reduce_max(candidates, 1)
        itself = tf.zeros_like(best, tf.int32) + tf.range(tags)[None]
        pointer = tf.where(runs, tf.cast(tf.argmax(candidates, 1), tf.int32), itself)
        return at + 1, tf.where(runs, new, best), tf.concat([pointers, pointer[None]], 0)

    _, last, pointers = tf.while_loop(
        lambda at, *_: at < steps,
        forward,
        [1, best[0], none],
        shape_invariants=[
            tf.TensorShape([]),
            best[0].get_shape(),
            tf.TensorShape([None, None, tags]),
        ],
    )
    end = tf.cast(tf.argmax(last, 1), tf.int32)

    def backward(tag: Any, pointer: Any) -> Any:
        rows = tf.range(tf.shape(tag)[0])
        return tf.gather_nd(pointer, tf.stack([rows, tag], 1))

    earlier = tf.scan(backward, tf.reverse(pointers, [0]), initializer=end)
    path = tf.transpose(tf.concat([tf.reverse(earlier, [0]), end[None]], 0))
    path *= tf.sequence_mask(sequence_length, steps, dtype=tf.int32)
    path.set_shape(potentials.get_shape()[:2])
    return path, tf.reduce_max(last, 1)


def _is_one_step(inputs: Any) -> bool:
    """Whether there is no transition, and so no gradient for one."""
    return bool(inputs.get_shape().as_list()[1] == 1)


def _scan(step: Any, inputs: Any, lengths: Any) -> Any:
    """The last state of each sequence, from the first input on."""
    first = inputs[:, 0]
    steps = tf.shape(inputs)[1]

    def body(at: Any, state: Any) -> Any:
        return at + 1, tf.where(at < lengths, step(state, inputs[:, at]), state)

    invariants = [tf.TensorShape([]), first.get_shape()]
    lengths = tf.cast(lengths, tf.int32)
    found = tf.while_loop(lambda at, _: at < steps, body, [1, first], shape_invariants=invariants)
    return found[1]


def _mask(lengths: Any, tags: Any) -> Any:
    return tf.sequence_mask(lengths, tf.shape(tags)[1], dtype=tf.float32)
