"""``tf.contrib.legacy_seq2seq``: sequences as lists of steps.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/legacy_seq2seq/python/ops/seq2seq.py
"""

import copy
import functools as _functools
from importlib import import_module as _import_module
from typing import Any, Callable, List, Tuple

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.v1 import nn as _nn
from tfcompat_ce.v1.contrib import rnn as _rnn

_contrib.part(__name__)
_nest = _import_module("tensorflow.python.util.nest")


def rnn_decoder(
    decoder_inputs: Any, initial_state: Any, cell: Any, loop_function: Any = None, scope: Any = None
) -> Tuple[Any, Any]:
    """Runs a cell over a list of inputs.

    Args:
      decoder_inputs: Tensors ``[batch, size]``, one for each step.
      initial_state: The first state.
      cell: The cell.
      loop_function: Makes the next input of an output and the number of the step; the first input
        alone is then taken from the list.
      scope: The variable scope, "rnn_decoder" if None.

    Returns:
      The outputs, a list, and the last state.
    """
    outputs: List[Any] = []
    state = initial_state
    with tf.variable_scope(scope or "rnn_decoder"):
        for step, inputs in enumerate(decoder_inputs):
            if step > 0:
                inputs = _next(loop_function, outputs, step, inputs)
                tf.get_variable_scope().reuse_variables()
            output, state = cell(inputs, state)
            outputs.append(output)
    return outputs, state


def _next(loop_function: Any, outputs: Any, step: int, inputs: Any) -> Any:
    if loop_function is None:
        return inputs
    with tf.variable_scope("loop_function", reuse=True):
        return loop_function(outputs[-1], step)


def basic_rnn_seq2seq(
    encoder_inputs: Any, decoder_inputs: Any, cell: Any, dtype: Any = "float32", scope: Any = None
) -> Tuple[Any, Any]:
    """Reads one list of inputs, and runs a copy of the cell over another from that state on."""
    with tf.variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = tf.nn.static_rnn(copy.deepcopy(cell), encoder_inputs, dtype=tf.as_dtype(dtype))
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    loop_function: Any = None,
    dtype: Any = "float32",
    scope: Any = None,
) -> Tuple[Any, Any]:
    """The same with one cell, whose variables both directions share."""
    with tf.variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = tf.nn.static_rnn(cell, encoder_inputs, dtype=tf.as_dtype(dtype), scope=scope)
        tf.get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function, scope)


def embedding_rnn_decoder(
    decoder_inputs: Any,
    initial_state: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    scope: Any = None,
) -> Tuple[Any, Any]:
    """``rnn_decoder`` of symbols, by embeddings.

    Args:
      decoder_inputs: Integers ``[batch]``, one tensor for each step.
      initial_state: The first state.
      cell: The cell.
      num_symbols: How many symbols there are.
      embedding_size: The length of an embedding.
      output_projection: Weights and biases that make logits of an output; None where it has them.
      feed_previous: Take the likeliest symbol of the last output as the next input.
      update_embedding_for_previous: Let the gradient into the embedding of that one.
      scope: The variable scope, "embedding_rnn_decoder" if None.
    """
    with tf.variable_scope(scope or "embedding_rnn_decoder") as scope:
        _check(output_projection, num_symbols, scope.dtype)
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        feed = _feed(embedding, output_projection, feed_previous, update_embedding_for_previous)
        embedded = (tf.nn.embedding_lookup(embedding, one) for one in decoder_inputs)
        return rnn_decoder(embedded, initial_state, cell, feed)


def embedding_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Tuple[Any, Any]:
    """``basic_rnn_seq2seq`` of symbols, by embeddings. ``feed_previous`` may be a tensor."""
    with tf.variable_scope(scope or "embedding_rnn_seq2seq") as scope:
        if dtype is not None:
            scope.set_dtype(tf.as_dtype(dtype))
        _, state = _encode(encoder_inputs, cell, num_encoder_symbols, embedding_size, scope.dtype)
        if output_projection is None:
            cell = _rnn.OutputProjectionWrapper(cell, num_decoder_symbols)

        decode = _functools.partial(
            embedding_rnn_decoder,
            decoder_inputs,
            state,
            cell,
            num_decoder_symbols,
            embedding_size,
            output_projection=output_projection,
        )
        return _either(feed_previous, decode, len(decoder_inputs), state)


def embedding_tied_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_decoder_symbols: Any = None,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Tuple[Any, Any]:
    """The same with one embedding and one cell for both. ``feed_previous`` may be a tensor."""
    dtype = None if dtype is None else tf.as_dtype(dtype)
    with tf.variable_scope(scope or "embedding_tied_rnn_seq2seq", dtype=dtype) as scope:
        dtype = scope.dtype
        _check(output_projection, num_symbols, dtype)
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size], dtype=dtype)
        read, write = (
            [tf.nn.embedding_lookup(embedding, one) for one in some]
            for some in (encoder_inputs, decoder_inputs)
        )
        if output_projection is None:
            cell = _rnn.OutputProjectionWrapper(cell, num_decoder_symbols or num_symbols)

        def decode(feed_previous: bool, update_embedding_for_previous: bool = True) -> Any:
            function = _feed(
                embedding, output_projection, feed_previous, update_embedding_for_previous
            )
            return tied_rnn_seq2seq(read, write, cell, function, dtype)

        batch = encoder_inputs[0].get_shape().as_list()[0] or tf.shape(encoder_inputs[0])[0]
        like = None if isinstance(feed_previous, bool) else cell.zero_state(batch, dtype)
        return _either(feed_previous, decode, len(decoder_inputs), like)


def attention_decoder(
    decoder_inputs: Any,
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    output_size: Any = None,
    num_heads: int = 1,
    loop_function: Any = None,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> Tuple[Any, Any]:
    """``rnn_decoder`` that attends to states, after http://arxiv.org/abs/1412.7449.

    Args:
      decoder_inputs: Tensors ``[batch, size]``, one for each step.
      initial_state: The first state.
      attention_states: What it attends to, ``[batch, length, size]``.
      cell: The cell.
      output_size: The size of an output, the cell's if None.
      num_heads: How many places it looks at.
      loop_function: As in ``rnn_decoder``.
      dtype: Of the variables, the scope's if None.
      scope: The variable scope, "attention_decoder" if None.
      initial_state_attention: Attend from the first state on, and not from the first output.

    Raises:
      ValueError: there are no inputs, no heads, or the size of the states is not known.
    """
    if not decoder_inputs:
        raise ValueError("Must provide at least 1 input to attention decoder.")
    if num_heads < 1:
        raise ValueError("With less than 1 heads, use a non-attention decoder.")
    size = attention_states.get_shape().as_list()[2]
    if size is None:
        raise ValueError(
            f"Shape[2] of attention_states must be known: {attention_states.get_shape()}"
        )
    output_size = cell.output_size if output_size is None else output_size
    dtype = None if dtype is None else tf.as_dtype(dtype)
    outputs: List[Any] = []
    state = initial_state
    with tf.variable_scope(scope or "attention_decoder", dtype=dtype) as scope:
        dtype = scope.dtype
        attention = _Attention(attention_states, size, num_heads, dtype)
        empty = tf.zeros(tf.stack([tf.shape(decoder_inputs[0])[0], size]), dtype=dtype)
        empty.set_shape([None, size])
        attended = [empty] * num_heads
        if initial_state_attention:
            attended = attention(initial_state)
        for step, inputs in enumerate(decoder_inputs):
            if step > 0:
                tf.get_variable_scope().reuse_variables()
                inputs = _next(loop_function, outputs, step, inputs)
            width = inputs.get_shape().with_rank(2).as_list()[1]
            if width is None:
                raise ValueError(f"Could not infer input size from input: {inputs.name}")
            both = [tf.cast(one, dtype) for one in [inputs, *attended]]
            output, state = cell(_rnn._linear(both, width, True), state)
            reuse = True if step == 0 and initial_state_attention else None
            with tf.variable_scope(tf.get_variable_scope(), reuse=reuse):
                attended = attention(state)
            with tf.variable_scope("AttnOutputProjection"):
                both = [tf.cast(output, dtype), *attended]
                outputs.append(_rnn._linear(both, output_size, True))
    return outputs, state


class _Attention:
    """What a query sees of some states, head by head."""

    def __init__(self, states: Any, size: int, heads: int, dtype: Any) -> None:
        self._size, self._dtype = size, dtype
        self._length = states.get_shape().as_list()[1] or tf.shape(states)[1]
        self._hidden = tf.reshape(states, [-1, self._length, 1, size])
        self._heads = []
        for head in range(heads):
            weight = tf.get_variable(f"AttnW_{head}", [1, 1, size, size], dtype=dtype)
            features = tf.nn.conv2d(self._hidden, weight, [1, 1, 1, 1], "SAME")
            vector = tf.get_variable(f"AttnV_{head}", [size], dtype=dtype)
            self._heads.append((features, vector))

    def __call__(self, query: Any) -> Any:
        query = tf.concat(_nest.flatten(query), 1) if _is_tuple(query) else query
        return [self._read(head, query) for head in range(len(self._heads))]

    def _read(self, head: int, query: Any) -> Any:
        features, vector = self._heads[head]
        with tf.variable_scope(f"Attention_{head}"):
            asked = tf.reshape(_rnn._linear(query, self._size, True), [-1, 1, 1, self._size])
            scores = tf.reduce_sum(vector * tf.tanh(features + tf.cast(asked, self._dtype)), [2, 3])
            share = tf.cast(tf.nn.softmax(tf.cast(scores, tf.float32)), self._dtype)
            share = tf.reshape(share, [-1, self._length, 1, 1])
            return tf.reshape(tf.reduce_sum(share * self._hidden, [1, 2]), [-1, self._size])


def embedding_attention_decoder(
    decoder_inputs: Any,
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_size: Any = None,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> Tuple[Any, Any]:
    """``attention_decoder`` of symbols, by embeddings."""
    output_size = cell.output_size if output_size is None else output_size
    dtype = None if dtype is None else tf.as_dtype(dtype)
    with tf.variable_scope(scope or "embedding_attention_decoder", dtype=dtype):
        if output_projection is not None:
            biases = tf.convert_to_tensor(output_projection[1], dtype=dtype)
            biases.get_shape().assert_is_compatible_with([num_symbols])
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        return attention_decoder(
            [tf.nn.embedding_lookup(embedding, one) for one in decoder_inputs],
            initial_state,
            attention_states,
            cell,
            output_size=output_size,
            num_heads=num_heads,
            loop_function=_feed(
                embedding, output_projection, feed_previous, update_embedding_for_previous
            ),
            initial_state_attention=initial_state_attention,
        )


def embedding_attention_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> Tuple[Any, Any]:
    """``embedding_rnn_seq2seq`` that attends to what it read."""
    dtype = None if dtype is None else tf.as_dtype(dtype)
    with tf.variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as scope:
        read, state = _encode(
            encoder_inputs, cell, num_encoder_symbols, embedding_size, scope.dtype
        )
        states = tf.concat([tf.reshape(one, [-1, 1, cell.output_size]) for one in read], 1)
        output_size = None
        if output_projection is None:
            cell = _rnn.OutputProjectionWrapper(cell, num_decoder_symbols)
            output_size = num_decoder_symbols

        decode = _functools.partial(
            embedding_attention_decoder,
            decoder_inputs,
            state,
            states,
            cell,
            num_decoder_symbols,
            embedding_size,
            num_heads=num_heads,
            output_size=output_size,
            output_projection=output_projection,
            initial_state_attention=initial_state_attention,
        )
        return _either(feed_previous, decode, len(decoder_inputs), state)


def one2many_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs_dict: Any,
    enc_cell: Any,
    dec_cells_dict: Any,
    num_encoder_symbols: int,
    num_decoder_symbols_dict: Any,
    embedding_size: int,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Tuple[Any, Any]:
    """``embedding_rnn_seq2seq`` with a decoder for each name. It gives two dicts."""
    if set(dec_cells_dict) != set(decoder_inputs_dict):
        raise ValueError("keys of dec_cells_dict != keys of decoder_inputs_dict")
    outputs, states = {}, {}
    dtype = None if dtype is None else tf.as_dtype(dtype)
    with tf.variable_scope(scope or "one2many_rnn_seq2seq", dtype=dtype) as scope:
        embedded = _rnn.EmbeddingWrapper(enc_cell, num_encoder_symbols, embedding_size)
        _, state = tf.nn.static_rnn(embedded, encoder_inputs, dtype=scope.dtype)
        for name, inputs in decoder_inputs_dict.items():
            symbols = num_decoder_symbols_dict[name]
            with tf.variable_scope(f"one2many_decoder_{name}"):
                cell = _rnn.OutputProjectionWrapper(dec_cells_dict[name], symbols)
                decode = _functools.partial(
                    embedding_rnn_decoder, inputs, state, cell, symbols, embedding_size
                )
                outputs[name], states[name] = _either(
                    feed_previous, decode, len(inputs), state, update_embedding=True
                )
    return outputs, states


def sequence_loss_by_example(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    softmax_loss_function: Any = None,
    name: Any = None,
) -> Any:
    """The weighted cross-entropy of each sequence, ``[batch]``.

    Args:
      logits: Floats ``[batch, classes]``, one tensor for each step.
      targets: Class indices ``[batch]``, likewise.
      weights: Floats ``[batch]``, likewise.
      average_across_timesteps: Divide by the sum of the weights.
      softmax_loss_function: Takes ``labels=`` and ``logits=``; TensorFlow's where it is None.
      name: Of the name scope, "sequence_loss_by_example" if None.

    Raises:
      ValueError: the lists are not of one length.
    """
    if not len(logits) == len(targets) == len(weights):
        raise ValueError(
            "Lengths of logits, weights, and targets must be the same "
            f"{len(logits)}, {len(weights)}, {len(targets)}."
        )
    with tf.name_scope(name, "sequence_loss_by_example", logits + targets + weights):
        losses = []
        for logit, target, weight in zip(logits, targets, weights):
            if softmax_loss_function is None:
                entropy = _nn.sparse_softmax_cross_entropy_with_logits(
                    labels=tf.reshape(target, [-1]), logits=logit
                )
            else:
                entropy = softmax_loss_function(labels=target, logits=logit)
            losses.append(entropy * weight)
        total = tf.add_n(losses)
        # Not to divide by zero where all weights are.
        return total / (tf.add_n(weights) + 1e-12) if average_across_timesteps else total


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Any = None,
    name: Any = None,
) -> Any:
    """The sum of ``sequence_loss_by_example``, or its mean over the batch: a scalar."""
    with tf.name_scope(name, "sequence_loss", logits + targets + weights):
        by_example = sequence_loss_by_example(
            logits,
            targets,
            weights,
            average_across_timesteps=average_across_timesteps,
            softmax_loss_function=softmax_loss_function,
        )
        cost = tf.reduce_sum(by_example)
        if not average_across_batch:
            return cost
        return cost / tf.cast(tf.shape(targets[0])[0], cost.dtype)


def model_with_buckets(
    encoder_inputs: Any,
    decoder_inputs: Any,
    targets: Any,
    weights: Any,
    buckets: Any,
    seq2seq: Callable[..., Any],
    softmax_loss_function: Any = None,
    per_example_loss: bool = False,
    name: Any = None,
) -> Tuple[Any, Any]:
    """One model for each pair of lengths, all with the same variables.

    Args:
      encoder_inputs: What is read, a tensor for each step.
      decoder_inputs: What is written, likewise.
      targets: Class indices ``[batch]``, likewise.
      weights: Floats ``[batch]``, likewise.
      buckets: Pairs of lengths, the longest last.
      seq2seq: Makes outputs and a state of the inputs of both.
      softmax_loss_function: Takes ``labels=`` and ``logits=``; TensorFlow's where it is None.
      per_example_loss: Give a loss for each example, and not their mean.
      name: Of the name scope, "model_with_buckets" if None.

    Returns:
      The outputs and the losses, both by bucket.

    Raises:
      ValueError: a list is shorter than the last bucket.
    """
    longest = {"encoder_inputs": encoder_inputs, "targets": targets, "weights": weights}
    for what, some in longest.items():
        length = buckets[-1][0 if what == "encoder_inputs" else 1]
        if len(some) < length:
            raise ValueError(
                f"Length of {what} ({len(some)}) must be at least that of last bucket ({length})."
            )
    loss = sequence_loss_by_example if per_example_loss else sequence_loss
    outputs, losses = [], []
    everything = encoder_inputs + decoder_inputs + targets + weights
    with tf.name_scope(name, "model_with_buckets", everything):
        for number, (read, write) in enumerate(buckets):
            with tf.variable_scope(tf.get_variable_scope(), reuse=True if number else None):
                output, _ = seq2seq(encoder_inputs[:read], decoder_inputs[:write])
                outputs.append(output)
                losses.append(
                    loss(
                        output,
                        targets[:write],
                        weights[:write],
                        softmax_loss_function=softmax_loss_function,
                    )
                )
    return outputs, losses


def _encode(inputs: Any, cell: Any, symbols: int, size: int, dtype: Any) -> Any:
    encoder = _rnn.EmbeddingWrapper(
        copy.deepcopy(cell), embedding_classes=symbols, embedding_size=size
    )
    return tf.nn.static_rnn(encoder, inputs, dtype=dtype)


def _feed(embedding: Any, projection: Any, feed: bool, update: bool) -> Any:
    """What makes the next input of an output, by the embedding of its likeliest symbol."""
    if not feed:
        return None

    def loop_function(output: Any, _: int) -> Any:
        if projection is not None:
            output = tf.nn.xw_plus_b(output, projection[0], projection[1])
        embedded = tf.nn.embedding_lookup(embedding, tf.argmax(output, 1))
        return embedded if update else tf.stop_gradient(embedded)

    return loop_function


def _either(
    feed_previous: Any, decode: Any, length: int, like: Any, update_embedding: bool = False
) -> Tuple[Any, Any]:
    """Decodes in one way, or in the one that a tensor says; the state is structured ``like``.

    With a tensor ``update_embedding`` says whether the embedding of what was fed has a gradient.
    """
    if isinstance(feed_previous, bool):
        outputs, state = decode(feed_previous=feed_previous)
        return outputs, state

    def branch(feed: bool) -> Any:
        with tf.variable_scope(tf.get_variable_scope(), reuse=None if feed else True):
            outputs, state = decode(
                feed_previous=feed, update_embedding_for_previous=update_embedding
            )
        return outputs + _nest.flatten(state)

    found = tf.cond(feed_previous, lambda: branch(True), lambda: branch(False))
    outputs, states = found[:length], found[length:]
    return outputs, _nest.pack_sequence_as(like, states) if _is_tuple(like) else states[0]


def _is_tuple(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _check(projection: Any, symbols: int, dtype: Any) -> None:
    if projection is not None:
        for value, shape in zip(projection, ([None, symbols], [symbols])):
            value = tf.convert_to_tensor(value, dtype=dtype)
            value.get_shape().assert_is_compatible_with(shape)
