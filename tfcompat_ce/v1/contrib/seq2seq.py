"""``tf.contrib.seq2seq``.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/seq2seq/python/ops
"""

from importlib import import_module as _import_module
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.v1 import nn as _nn
from tfcompat_ce.v1.contrib.decoding.attention import AttentionMechanism as AttentionMechanism
from tfcompat_ce.v1.contrib.decoding.attention import AttentionWrapper as AttentionWrapper
from tfcompat_ce.v1.contrib.decoding.attention import AttentionWrapperState as AttentionWrapperState
from tfcompat_ce.v1.contrib.decoding.attention import BahdanauAttention as BahdanauAttention
from tfcompat_ce.v1.contrib.decoding.attention import LuongAttention as LuongAttention
from tfcompat_ce.v1.contrib.decoding.beam_search import BeamSearchDecoder as BeamSearchDecoder
from tfcompat_ce.v1.contrib.decoding.beam_search import (
    BeamSearchDecoderOutput as BeamSearchDecoderOutput,
)
from tfcompat_ce.v1.contrib.decoding.beam_search import (
    BeamSearchDecoderState as BeamSearchDecoderState,
)
from tfcompat_ce.v1.contrib.decoding.beam_search import (
    FinalBeamSearchDecoderOutput as FinalBeamSearchDecoderOutput,
)
from tfcompat_ce.v1.contrib.decoding.beam_search import gather_tree as gather_tree
from tfcompat_ce.v1.contrib.decoding.decoder import BasicDecoder as BasicDecoder
from tfcompat_ce.v1.contrib.decoding.decoder import BasicDecoderOutput as BasicDecoderOutput
from tfcompat_ce.v1.contrib.decoding.decoder import Decoder as Decoder
from tfcompat_ce.v1.contrib.decoding.decoder import dynamic_decode as dynamic_decode
from tfcompat_ce.v1.contrib.decoding.helper import CustomHelper as CustomHelper
from tfcompat_ce.v1.contrib.decoding.helper import GreedyEmbeddingHelper as GreedyEmbeddingHelper
from tfcompat_ce.v1.contrib.decoding.helper import Helper as Helper
from tfcompat_ce.v1.contrib.decoding.helper import InferenceHelper as InferenceHelper
from tfcompat_ce.v1.contrib.decoding.helper import SampleEmbeddingHelper as SampleEmbeddingHelper
from tfcompat_ce.v1.contrib.decoding.helper import (
    ScheduledEmbeddingTrainingHelper as ScheduledEmbeddingTrainingHelper,
)
from tfcompat_ce.v1.contrib.decoding.helper import (
    ScheduledOutputTrainingHelper as ScheduledOutputTrainingHelper,
)
from tfcompat_ce.v1.contrib.decoding.helper import TrainingHelper as TrainingHelper

_contrib.part(__name__)


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    sum_over_timesteps: bool = False,
    sum_over_batch: bool = False,
    softmax_loss_function: Any = None,
    name: Any = None,
) -> Any:
    """The weighted cross-entropy of sequences.

    Args:
      logits: Floats ``[batch, steps, classes]``.
      targets: Class indices ``[batch, steps]``.
      weights: Floats ``[batch, steps]``: 0.0 for what pads.
      average_across_timesteps: Divide the sum over the steps by the sum of their weights.
      average_across_batch: The same for the batch.
      sum_over_timesteps: Divide the sum over the steps by how many weights are not zero.
      sum_over_batch: The same for the batch.
      softmax_loss_function: Takes ``labels=`` and ``logits=``; TensorFlow's where it is None.
      name: Of the name scope, "sequence_loss" if None.

    Returns:
      A scalar, ``[steps]`` or ``[batch]``, or ``[batch, steps]`` where nothing is summed.

    Raises:
      ValueError: a tensor is of another rank, or an axis is to be summed in both ways.

    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     loss = sequence_loss(tf.zeros([1, 2, 4]), tf.constant([[1, 2]]), tf.ones([1, 2]))
    ...     print(session.run(loss).round(3))
    1.386
    """
    for value, rank, what in (
        (logits, 3, "Logits must be a [batch_size x sequence_length x logits] tensor"),
        (targets, 2, "Targets must be a [batch_size x sequence_length] tensor"),
        (weights, 2, "Weights must be a [batch_size x sequence_length] tensor"),
    ):
        if value.get_shape().ndims != rank:
            raise ValueError(what)
    if average_across_timesteps and sum_over_timesteps:
        raise ValueError(
            "average_across_timesteps and sum_over_timesteps cannot be set to True at same time."
        )
    if average_across_batch and sum_over_batch:
        raise ValueError(
            "average_across_batch and sum_over_batch cannot be set to True at same time."
        )
    loss = softmax_loss_function or _nn.sparse_softmax_cross_entropy_with_logits
    with tf.name_scope(name, "sequence_loss", [logits, targets, weights]):
        classes = tf.shape(logits)[2]
        entropy = loss(labels=tf.reshape(targets, [-1]), logits=tf.reshape(logits, [-1, classes]))
        entropy *= tf.reshape(weights, [-1])
        if average_across_timesteps and average_across_batch:
            return tf.div_no_nan(tf.reduce_sum(entropy), tf.reduce_sum(weights))
        if sum_over_timesteps and sum_over_batch:
            return tf.div_no_nan(tf.reduce_sum(entropy), _count(weights, None, entropy))
        entropy = tf.reshape(entropy, tf.shape(logits)[:2])
        if average_across_timesteps or average_across_batch:
            axis = 0 if average_across_batch else 1
            return tf.div_no_nan(tf.reduce_sum(entropy, axis), tf.reduce_sum(weights, axis))
        if sum_over_timesteps or sum_over_batch:
            axis = 0 if sum_over_batch else 1
            return tf.div_no_nan(tf.reduce_sum(entropy, axis), _count(weights, axis, entropy))
        return entropy


def _count(weights: Any, axis: Any, like: Any) -> Any:
    return tf.cast(tf.count_nonzero(weights, axis), like.dtype)


def hardmax(logits: Any, name: Any = None) -> Any:
    """Ones where the logits ``[..., classes]`` are largest, and zeros."""
    with tf.name_scope(name, "Hardmax", [logits]):
        logits = tf.convert_to_tensor(logits, name="logits")
        depth = logits.get_shape().as_list()[-1]
        depth = tf.shape(logits)[-1] if depth is None else depth
        return tf.one_hot(tf.argmax(logits, -1), depth, dtype=logits.dtype)


def tile_batch(t: Any, multiplier: int, name: Any = None) -> Any:
    """Each example ``multiplier`` times, one after the other: for a beam search.

    Args:
      t: A tensor ``[batch, ...]``, or a structure of them.
      multiplier: How often.
      name: Of the name scope, "tile_batch" if None.

    Returns:
      The same with ``[batch * multiplier, ...]``.
    """
    nest = _import_module("tensorflow.python.util.nest")
    with tf.name_scope(name, "tile_batch", nest.flatten(t) + [multiplier]):
        return nest.map_structure(lambda one: _tiled(one, multiplier), t)


def _tiled(value: Any, multiplier: int) -> Any:
    value = tf.convert_to_tensor(value, name="t")
    known, shape = value.get_shape(), tf.shape(value)
    if known.ndims is None:
        raise ValueError("t must have statically known rank")
    if known.ndims == 0:
        return value
    times = [1, multiplier] + [1] * (known.ndims - 1)
    tiled = tf.reshape(
        tf.tile(tf.expand_dims(value, 1), times),
        tf.concat([[shape[0] * multiplier], shape[1:]], 0),
    )
    batch = known.as_list()[0]
    first = None if batch is None else batch * multiplier
    tiled.set_shape(tf.TensorShape([first]).concatenate(known[1:]))
    return tiled
