"""``tf.contrib.legacy_seq2seq``, which was ``tf.nn.seq2seq``: lists of tensors, one for each step.

A decoder gives its outputs, a list of ``[batch, size]``, and its last state.
"""

import copy
from typing import Any, Callable, List, Optional, Sequence, Tuple

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

Decoded = Tuple[List[Any], Any]
Loop = Callable[[Any, int], Any]


def rnn_decoder(
    decoder_inputs: Any,
    initial_state: Any,
    cell: Any,
    loop_function: Optional[Loop] = None,
    scope: Any = None,
) -> Decoded:
    """A cell run over inputs, or over what a function makes of its own last output.

    Args:
      decoder_inputs: ``[batch, size]`` for each step.
      initial_state: ``[batch, cell.state_size]``.
      cell: An RNN cell.
      loop_function: Gives the next input for an output and the number of the step; the first
        input stays.
      scope: Of the variables, ``rnn_decoder`` by default.
    """
    with tf.variable_scope(scope or "rnn_decoder"):
        outputs: List[Any] = []
        state = initial_state
        for step, each in enumerate(decoder_inputs):
            if loop_function is not None and step:
                with tf.variable_scope("loop_function", reuse=True):
                    each = loop_function(outputs[-1], step)
            if step:
                tf.get_variable_scope().reuse_variables()
            output, state = cell(each, state)
            outputs.append(output)
        return outputs, state


def basic_rnn_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    dtype: Any = None,
    scope: Any = None,
) -> Decoded:
    """A copy of the cell reads, and the cell goes on from its last state."""
    with tf.variable_scope(scope or "basic_rnn_seq2seq"):
        reader = copy.deepcopy(cell)
        _, state = tf.nn.static_rnn(reader, encoder_inputs, dtype=dtype or tf.float32)
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    loop_function: Optional[Loop] = None,
    dtype: Any = None,
    scope: Any = None,
) -> Decoded:
    """One cell reads and goes on, with the same variables."""
    with tf.variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = tf.nn.static_rnn(cell, encoder_inputs, dtype=dtype or tf.float32, scope=scope)
        tf.get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function, scope)


def embedding_rnn_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    scope: Any = None,
) -> Decoded:
    """A decoder of ids, which it looks up in a variable ``embedding``.

    Args:
      decoder_inputs: int32 ``[batch]`` for each step.
      initial_state: ``[batch, cell.state_size]``.
      cell: An RNN cell.
      num_symbols: How many ids there are.
      embedding_size: How long a row of the variable is.
      output_projection: Weights ``[size, num_symbols]`` and biases that make logits of outputs.
      feed_previous: Whether the id with the largest logit is the next input, but for the first.
      update_embedding_for_previous: Whether gradients flow through those.
      scope: Of the variables, ``embedding_rnn_decoder`` by default.
    """
    with tf.variable_scope(scope or "embedding_rnn_decoder"):
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        feed = _feed(embedding, output_projection, update_embedding_for_previous)
        embedded = [tf.nn.embedding_lookup(embedding, each) for each in decoder_inputs]
        return rnn_decoder(embedded, initial_state, cell, feed if feed_previous else None)


def embedding_rnn_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Decoded:
    """`basic_rnn_seq2seq` of ids. ``feed_previous`` may be a bool tensor."""
    with tf.variable_scope(scope or "embedding_rnn_seq2seq", dtype=dtype) as variables:
        reader = _embedded(cell, num_encoder_symbols, embedding_size)
        _, state = tf.nn.static_rnn(reader, encoder_inputs, dtype=dtype or variables.dtype)
        if output_projection is None:
            cell = tf.contrib.rnn.OutputProjectionWrapper(cell, num_decoder_symbols)

        def decode(feeds: bool, updates: bool) -> Decoded:
            return embedding_rnn_decoder(
                decoder_inputs,
                state,
                cell,
                num_decoder_symbols,
                embedding_size,
                output_projection,
                feeds,
                updates,
            )

        return _either(feed_previous, decode)


def embedding_tied_rnn_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_decoder_symbols: Optional[int] = None,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Decoded:
    """`tied_rnn_seq2seq` of ids, with one embedding for both sides."""
    with tf.variable_scope(scope or "embedding_tied_rnn_seq2seq", dtype=dtype) as variables:
        kind = dtype or variables.dtype
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size], dtype=kind)
        read, written = (
            [tf.nn.embedding_lookup(embedding, each) for each in inputs]
            for inputs in (encoder_inputs, decoder_inputs)
        )
        if output_projection is None:
            cell = tf.contrib.rnn.OutputProjectionWrapper(cell, num_decoder_symbols or num_symbols)

        def decode(feeds: bool, updates: bool) -> Decoded:
            feed = _feed(embedding, output_projection, updates) if feeds else None
            return tied_rnn_seq2seq(read, written, cell, feed, kind)

        return _either(feed_previous, decode)


def attention_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    output_size: Optional[int] = None,
    num_heads: int = 1,
    loop_function: Optional[Loop] = None,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> Decoded:
    """A decoder that looks at every step at what the encoder gave.

    Args:
      decoder_inputs: ``[batch, size]`` for each step.
      initial_state: ``[batch, cell.state_size]``.
      attention_states: ``[batch, length, attention size]``.
      cell: An RNN cell.
      output_size: ``cell.output_size`` by default.
      num_heads: How often it looks.
      loop_function: As for `rnn_decoder`.
      dtype: Of the variables.
      scope: Of the variables, ``attention_decoder`` by default.
      initial_state_attention: Whether it looks before the first step, or starts with zeros.

    Raises:
      ValueError: there are no inputs, no heads, or sizes that only the run knows.
    """
    if not decoder_inputs:
        raise ValueError("attention_decoder needs an input at least")
    if num_heads < 1:
        raise ValueError("attention_decoder needs a head at least")
    static_length, size = attention_states.get_shape().as_list()[1:]
    if size is None:
        raise ValueError(f"the last axis of attention_states must be known: {attention_states!r}")
    output_size = cell.output_size if output_size is None else output_size
    with tf.variable_scope(scope or "attention_decoder", dtype=dtype) as variables:
        kind = variables.dtype
        batch = tf.shape(decoder_inputs[0])[0]
        length = static_length or tf.shape(attention_states)[1]
        hidden = tf.reshape(attention_states, [-1, length, 1, size])
        heads = []
        for head in range(num_heads):
            weights = tf.get_variable(f"AttnW_{head}", [1, 1, size, size], dtype=kind)
            features = tf.nn.conv2d(hidden, weights, [1, 1, 1, 1], "SAME")
            heads.append((features, tf.get_variable(f"AttnV_{head}", [size], dtype=kind)))

        def look(state: Any) -> List[Any]:
            query = tf.concat(_flat(state), 1)
            seen = []
            for head, (features, vector) in enumerate(heads):
                with tf.variable_scope(f"Attention_{head}"):
                    asked = tf.reshape(_linear([query], size), [-1, 1, 1, size])
                    scores = tf.reduce_sum(
                        vector * tf.tanh(features + tf.cast(asked, kind)), [2, 3]
                    )
                    share = tf.cast(tf.nn.softmax(tf.cast(scores, tf.float32)), kind)
                    share = tf.reshape(share, [-1, length, 1, 1])
                    seen.append(tf.reshape(tf.reduce_sum(share * hidden, [1, 2]), [-1, size]))
            return seen

        state = initial_state
        outputs: List[Any] = []
        seen = [tf.zeros(tf.stack([batch, size]), dtype=kind) for _ in range(num_heads)]
        for each in seen:
            each.set_shape([None, size])
        if initial_state_attention:
            seen = look(initial_state)
        for step, each in enumerate(decoder_inputs):
            if step:
                tf.get_variable_scope().reuse_variables()
                if loop_function is not None:
                    with tf.variable_scope("loop_function", reuse=True):
                        each = loop_function(outputs[-1], step)
            width = each.get_shape().as_list()[1]
            if width is None:
                raise ValueError(f"the size of an input must be known: {each!r}")
            output, state = cell(_linear([each, *seen], width), state)
            reuse = True if step == 0 and initial_state_attention else None
            with tf.variable_scope(tf.get_variable_scope(), reuse=reuse):
                seen = look(state)
            with tf.variable_scope("AttnOutputProjection"):
                outputs.append(_linear([tf.cast(output, kind), *seen], output_size))
        return outputs, state


def embedding_attention_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_size: Optional[int] = None,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> Decoded:
    """`attention_decoder` of ids: see `embedding_rnn_decoder`."""
    with tf.variable_scope(scope or "embedding_attention_decoder", dtype=dtype):
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        feed = _feed(embedding, output_projection, update_embedding_for_previous)
        return attention_decoder(
            [tf.nn.embedding_lookup(embedding, each) for each in decoder_inputs],
            initial_state,
            attention_states,
            cell,
            output_size,
            num_heads,
            feed if feed_previous else None,
            initial_state_attention=initial_state_attention,
        )


def embedding_attention_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
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
) -> Decoded:
    """`embedding_rnn_seq2seq` with attention. ``feed_previous`` may be a bool tensor."""
    with tf.variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as variables:
        reader = _embedded(cell, num_encoder_symbols, embedding_size)
        read, state = tf.nn.static_rnn(reader, encoder_inputs, dtype=dtype or variables.dtype)
        states = tf.concat([tf.reshape(each, [-1, 1, cell.output_size]) for each in read], 1)
        output_size = None
        if output_projection is None:
            output_size = num_decoder_symbols
            cell = tf.contrib.rnn.OutputProjectionWrapper(cell, num_decoder_symbols)

        def decode(feeds: bool, updates: bool) -> Decoded:
            return embedding_attention_decoder(
                decoder_inputs,
                state,
                states,
                cell,
                num_decoder_symbols,
                embedding_size,
                num_heads,
                output_size,
                output_projection,
                feeds,
                updates,
                initial_state_attention=initial_state_attention,
            )

        return _either(feed_previous, decode)


def sequence_loss_by_example(
    logits: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    average_across_timesteps: bool = True,
    softmax_loss_function: Optional[Callable[..., Any]] = None,
    name: Optional[str] = None,
) -> Any:
    """The weighted cross-entropy of each sequence, ``[batch]``.

    Args:
      logits: ``[batch, classes]`` for each step.
      targets: int32 ``[batch]`` for each step.
      weights: Floating ``[batch]`` for each step.
      average_across_timesteps: Whether to divide by the weights' sum.
      softmax_loss_function: A function of ``labels`` and ``logits``, in place of the sparse
        softmax cross-entropy.
      name: Of the operations.

    Raises:
      ValueError: the lists are not equally long.
    """
    if not len(logits) == len(targets) == len(weights):
        raise ValueError(
            "logits, targets and weights must be equally long, not "
            f"{len(logits)}, {len(targets)} and {len(weights)}"
        )
    with tf.name_scope(name, "sequence_loss_by_example", [*logits, *targets, *weights]):
        losses = []
        for logit, target, weight in zip(logits, targets, weights):
            if softmax_loss_function is None:
                loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
                    labels=tf.reshape(target, [-1]), logits=logit
                )
            else:
                loss = softmax_loss_function(labels=target, logits=logit)
            losses.append(loss * weight)
        total = tf.add_n(losses)
        return total / (tf.add_n(list(weights)) + 1e-12) if average_across_timesteps else total


def sequence_loss(
    logits: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Optional[Callable[..., Any]] = None,
    name: Optional[str] = None,
) -> Any:
    """The sum of `sequence_loss_by_example`, or its mean: a scalar."""
    with tf.name_scope(name, "sequence_loss", [*logits, *targets, *weights]):
        total = tf.reduce_sum(
            sequence_loss_by_example(
                logits, targets, weights, average_across_timesteps, softmax_loss_function
            )
        )
        if not average_across_batch:
            return total
        return total / tf.cast(tf.shape(targets[0])[0], total.dtype)


def model_with_buckets(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    targets: Sequence[Any],
    weights: Sequence[Any],
    buckets: Sequence[Tuple[int, int]],
    seq2seq: Callable[[Any, Any], Decoded],
    softmax_loss_function: Optional[Callable[..., Any]] = None,
    per_example_loss: bool = False,
    name: Optional[str] = None,
) -> Tuple[List[List[Any]], List[Any]]:
    """A model for each pair of lengths, all with the same variables: outputs, and losses.

    Args:
      encoder_inputs: For each step.
      decoder_inputs: For each step.
      targets: For each step.
      weights: For each step.
      buckets: Lengths of the input and the output, the longest last.
      seq2seq: Gives outputs and a state for the inputs of either side.
      softmax_loss_function: As for `sequence_loss`.
      per_example_loss: Whether a loss is ``[batch]``, or a scalar.
      name: Of the operations.

    Raises:
      ValueError: there are fewer inputs than the longest pair needs.
    """
    longest_in, longest_out = buckets[-1]
    for what, inputs, longest in (
        ("encoder_inputs", encoder_inputs, longest_in),
        ("targets", targets, longest_out),
        ("weights", weights, longest_out),
    ):
        if len(inputs) < longest:
            raise ValueError(f"{what} must have {longest} steps for the last bucket")
    everything = [*encoder_inputs, *decoder_inputs, *targets, *weights]
    loss = sequence_loss_by_example if per_example_loss else sequence_loss
    outputs, losses = [], []
    with tf.name_scope(name, "model_with_buckets", everything):
        for at, (read, written) in enumerate(buckets):
            with tf.variable_scope(tf.get_variable_scope(), reuse=True if at else None):
                output, _ = seq2seq(encoder_inputs[:read], decoder_inputs[:written])
                outputs.append(output)
                losses.append(
                    loss(
                        output,
                        targets[:written],
                        weights[:written],
                        softmax_loss_function=softmax_loss_function,
                    )
                )
    return outputs, losses


def _feed(embedding: Any, output_projection: Any, updates: bool) -> Loop:
    def feed(previous: Any, step: int) -> Any:
        if output_projection is not None:
            previous = tf.nn.xw_plus_b(previous, output_projection[0], output_projection[1])
        found = tf.nn.embedding_lookup(embedding, tf.argmax(previous, 1))
        return found if updates else tf.stop_gradient(found)

    return feed


def _embedded(cell: Any, symbols: int, size: int) -> Any:
    return tf.contrib.rnn.EmbeddingWrapper(
        copy.deepcopy(cell), embedding_classes=symbols, embedding_size=size
    )


def _either(feed_previous: Any, decode: Callable[[bool, bool], Decoded]) -> Decoded:
    """What a decoder gives, where only the run may know whether it feeds itself."""
    if isinstance(feed_previous, bool):
        return decode(feed_previous, True)
    kept: List[Any] = []

    def branch(feeds: bool) -> List[Any]:
        with tf.variable_scope(tf.get_variable_scope(), reuse=None if feeds else True):
            outputs, state = decode(feeds, False)
            kept.append(state)
            return [*outputs, *_flat(state)]

    everything = tf.cond(feed_previous, lambda: branch(True), lambda: branch(False))
    count = len(everything) - len(_flat(kept[0]))
    return everything[:count], tf.nest.pack_sequence_as(kept[0], everything[count:])


def _flat(state: Any) -> List[Any]:
    return list(tf.nest.flatten(state))


def _linear(inputs: Sequence[Any], size: int) -> Any:
    joined = tf.concat(list(inputs), 1) if len(inputs) > 1 else inputs[0]
    kernel = tf.get_variable("kernel", [joined.get_shape().as_list()[1], size], joined.dtype)
    bias = tf.get_variable(
        "bias", [size], joined.dtype, initializer=tf.constant_initializer(0.0, joined.dtype)
    )
    return tf.nn.bias_add(tf.matmul(joined, kernel), bias)


_contrib.part(__name__)
