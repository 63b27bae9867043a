"""Attention: mechanisms, and the wrapper that lets a cell attend."""

import collections
import math
from importlib import import_module
from typing import Any

from tfcompat_ce import v1 as tf

_nest: Any = import_module("tensorflow.python.util.nest")
_RNNCell: Any = tf.nn.rnn_cell.RNNCell


class AttentionWrapperState(
    collections.namedtuple(
        "AttentionWrapperState",
        ["cell_state", "attention", "time", "alignments", "alignment_history", "attention_state"],
    )
):
    """The state of an AttentionWrapper."""

    __slots__ = ()

    def clone(self, **kwargs: Any) -> Any:
        """The same with other values, which get the shapes of these."""

        def shaped(old: Any, new: Any) -> Any:
            if isinstance(old, tf.Tensor) and isinstance(new, tf.Tensor):
                new.set_shape(old.get_shape())
            return new

        return _nest.map_structure(shaped, self, self._replace(**kwargs))


class AttentionMechanism:
    """What says how much of each place of a memory a query sees."""


class _Projection:
    """A matrix, in a variable scope of its own, which is made where it is first used."""

    def __init__(self, name: str, units: int, dtype: Any) -> None:
        self._name, self._units, self.dtype, self._scope = name, units, tf.as_dtype(dtype), None

    def __call__(self, inputs: Any) -> Any:
        default = self._name if self._scope is None else None
        with tf.variable_scope(self._scope, default, reuse=None if default else True) as scope:
            self._scope = scope
            width = inputs.get_shape().as_list()[-1]
            kernel = tf.get_variable("kernel", [width, self._units], dtype=self.dtype)
        if inputs.get_shape().ndims == 2:
            return tf.matmul(inputs, kernel)
        outputs = tf.tensordot(inputs, kernel, [[inputs.get_shape().ndims - 1], [0]])
        outputs.set_shape(inputs.get_shape()[:-1].concatenate([self._units]))
        return outputs


class _Mechanism(AttentionMechanism):
    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any,
        probability_fn: Any,
        score_mask_value: Any,
        dtype: Any,
        custom_key_value_fn: Any,
        name: Any,
    ) -> None:
        self.dtype = tf.float32 if dtype is None else tf.as_dtype(dtype)
        self._num_units = num_units
        self._probability = probability_fn or tf.nn.softmax
        self._lengths = memory_sequence_length
        self._masked = float("-inf") if score_mask_value is None else score_mask_value
        self.memory_layer = _Projection("memory_layer", num_units, self.dtype)
        with tf.name_scope(name, "BaseAttentionMechanismInit", _nest.flatten(memory)):
            self.values = _masked_memory(memory, memory_sequence_length)
            self.keys = self.memory_layer(self.values)
            if custom_key_value_fn is not None:
                self.keys, self.values = custom_key_value_fn(self.keys, self.values)
            known, shape = self.keys.get_shape().as_list(), tf.shape(self.keys)
            self.batch_size = known[0] or shape[0]
            self.alignments_size = known[1] or shape[1]
        self.state_size = self.alignments_size

    def initial_alignments(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros ``[batch, places]``."""
        return _zeros(self.alignments_size, batch_size, dtype)

    initial_state = initial_alignments

    def _aligned(self, score: Any) -> Any:
        if self._lengths is not None:
            lengths = tf.convert_to_tensor(self._lengths)
            message = "All values in memory_sequence_length must be greater than zero."
            with tf.control_dependencies([tf.assert_positive(lengths, message=message)]):
                there = tf.sequence_mask(lengths, maxlen=tf.shape(score)[1])
            score = tf.where(there, score, self._masked * tf.ones_like(score))
        alignments = self._probability(score)
        return alignments, alignments


class LuongAttention(_Mechanism):
    """Multiplies, as in https://arxiv.org/abs/1508.04025."""

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        scale: bool = False,
        probability_fn: Any = None,
        score_mask_value: Any = None,
        dtype: Any = None,
        custom_key_value_fn: Any = None,
        name: str = "LuongAttention",
    ) -> None:
        """Makes it.

        Args:
          num_units: The size of a query.
          memory: What is seen, ``[batch, places, size]``.
          memory_sequence_length: How many places of each count, ``[batch]``.
          scale: Whether to multiply scores by a variable.
          probability_fn: Makes shares of scores, softmax if None.
          score_mask_value: The score of a place that does not count, minus infinity if None.
          dtype: Of the variables, float32 if None.
          custom_key_value_fn: Changes keys and values.
          name: Of the name scope.
        """
        super().__init__(
            num_units,
            memory,
            memory_sequence_length,
            probability_fn,
            score_mask_value,
            dtype,
            custom_key_value_fn,
            name,
        )
        self._scale = scale

    def __call__(self, query: Any, state: Any) -> Any:
        sizes = [one.get_shape().as_list()[-1] for one in (query, self.keys)]
        if sizes[0] != sizes[1]:
            raise ValueError(
                "Incompatible or unknown inner dimensions between query and keys. Query has units: "
                f"{sizes[0]}. Keys have units: {sizes[1]}. Perhaps you need to set num_units to "
                f"the keys' dimension ({sizes[1]})?"
            )
        with tf.variable_scope(None, "luong_attention", [query]):
            score = tf.matmul(tf.expand_dims(query, 1), self.keys, transpose_b=True)
            score = tf.squeeze(score, [1])
            if self._scale:
                ones = tf.ones_initializer()
                score *= tf.get_variable("attention_g", [], query.dtype, initializer=ones)
        return self._aligned(score)


class BahdanauAttention(_Mechanism):
    """Adds, as in https://arxiv.org/abs/1409.0473."""

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        normalize: bool = False,
        probability_fn: Any = None,
        score_mask_value: Any = None,
        dtype: Any = None,
        custom_key_value_fn: Any = None,
        name: str = "BahdanauAttention",
    ) -> None:
        """Makes it: see LuongAttention. ``normalize`` is of https://arxiv.org/abs/1602.07868."""
        super().__init__(
            num_units,
            memory,
            memory_sequence_length,
            probability_fn,
            score_mask_value,
            dtype,
            custom_key_value_fn,
            name,
        )
        self.query_layer = _Projection("query_layer", num_units, self.dtype)
        self._normalize = normalize

    def __call__(self, query: Any, state: Any) -> Any:
        with tf.variable_scope(None, "bahdanau_attention", [query]):
            both = self.keys + tf.expand_dims(self.query_layer(query), 1)
            vector = tf.get_variable("attention_v", [self._num_units], query.dtype)
            if self._normalize:
                start = tf.constant_initializer(math.sqrt(1.0 / self._num_units))
                length = tf.get_variable("attention_g", [], query.dtype, initializer=start)
                zeros = tf.zeros_initializer()
                both += tf.get_variable(
                    "attention_b", [self._num_units], query.dtype, initializer=zeros
                )
                vector = length * vector * tf.rsqrt(tf.reduce_sum(tf.square(vector)))
            score = tf.reduce_sum(vector * tf.tanh(both), [2])
        return self._aligned(score)


class AttentionWrapper(_RNNCell):  # type: ignore[misc]
    """Lets a cell attend to a memory, or to several."""

    def __init__(
        self,
        cell: Any,
        attention_mechanism: Any,
        attention_layer_size: Any = None,
        alignment_history: bool = False,
        cell_input_fn: Any = None,
        output_attention: bool = True,
        initial_cell_state: Any = None,
        name: Any = None,
        attention_layer: Any = None,
        attention_fn: Any = None,
        dtype: Any = None,
    ) -> None:
        """Makes it.

        Args:
          cell: The cell.
          attention_mechanism: A mechanism, or a list.
          attention_layer_size: The size of an attention, of output and memory; where it is None,
            an attention is what is seen of the memory. A list for a list.
          alignment_history: Whether to keep the alignments of all steps, in a TensorArray.
          cell_input_fn: Makes the cell's input of an input and the last attention; where it is
            None, it is both, one after the other.
          output_attention: Give the attention, and not the cell's output.
          initial_cell_state: What ``zero_state`` has as the cell's.
          name: Of the variable scope, "attention_wrapper" if None.
          attention_layer: A layer, or a list of layers, in place of the size.
          attention_fn: Makes attention, alignments and state, as ``_compute_attention`` of 1.x.
          dtype: Of the cell.

        Raises:
          TypeError: there is something else in place of a mechanism.
          ValueError: there are not as many layers as mechanisms, or a layer and a size.
        """
        super().__init__(name=name, dtype=dtype)
        self._is_multi = isinstance(attention_mechanism, (list, tuple))
        mechanisms = tuple(attention_mechanism) if self._is_multi else (attention_mechanism,)
        for one in mechanisms:
            if not isinstance(one, AttentionMechanism):
                raise TypeError(f"attention_mechanism must be an AttentionMechanism, saw: {one!r}")
        if attention_layer_size is not None and attention_layer is not None:
            raise ValueError("Only one of attention_layer_size and attention_layer should be set")
        self._attention_layers: Any = None
        if attention_layer_size is not None:
            sizes = _as_tuple(attention_layer_size)
            self._attention_layers = tuple(
                _Projection("attention_layer", size, one.dtype)
                for size, one in zip(sizes, mechanisms)
            )
        elif attention_layer is not None:
            sizes = self._attention_layers = _as_tuple(attention_layer)
        if self._attention_layers is not None and len(sizes) != len(mechanisms):
            raise ValueError(
                "If provided, there must be exactly one attention layer per attention_mechanism, "
                f"saw: {len(sizes)} vs {len(mechanisms)}"
            )
        depths = [one.values.get_shape().as_list()[-1] for one in mechanisms]
        if attention_layer_size is not None:
            self._size = sum(sizes)
        elif attention_layer is not None:
            widths = [cell.output_size + depth for depth in depths]
            self._size = sum(
                int(tf.TensorShape(layer.compute_output_shape([None, width])).as_list()[-1])
                for layer, width in zip(sizes, widths)
            )
        else:
            self._size = sum(depths)
        self._wrapped, self._mechanisms = cell, mechanisms
        self._attention_fn = attention_fn or _compute_attention
        self._cell_input = cell_input_fn or (lambda inputs, seen: tf.concat([inputs, seen], -1))
        self._output_attention, self._keeps_history = output_attention, alignment_history
        self._first_cell_state = initial_cell_state

    def _one_or_all(self, values: Any) -> Any:
        values = tuple(values)
        return values if self._is_multi else values[0]

    @property
    def output_size(self) -> Any:
        return self._size if self._output_attention else self._wrapped.output_size

    @property
    def state_size(self) -> Any:
        sizes = [one.alignments_size for one in self._mechanisms]
        return AttentionWrapperState(
            cell_state=self._wrapped.state_size,
            time=tf.TensorShape([]),
            attention=self._size,
            alignments=self._one_or_all(sizes),
            attention_state=self._one_or_all(one.state_size for one in self._mechanisms),
            alignment_history=self._one_or_all(
                size if self._keeps_history else () for size in sizes
            ),
        )

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The first state. Its batch must be that of the memory."""
        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            cell_state = self._first_cell_state
            if cell_state is None:
                cell_state = self._wrapped.zero_state(batch_size, dtype)
            with tf.control_dependencies(self._checks(batch_size)):
                cell_state = _nest.map_structure(tf.identity, cell_state)
            alignments = [one.initial_alignments(batch_size, dtype) for one in self._mechanisms]
            return AttentionWrapperState(
                cell_state=cell_state,
                time=tf.zeros([], tf.int32),
                attention=_zeros(self._size, batch_size, dtype),
                alignments=self._one_or_all(alignments),
                attention_state=self._one_or_all(
                    one.initial_state(batch_size, dtype) for one in self._mechanisms
                ),
                alignment_history=self._one_or_all(
                    tf.TensorArray(dtype, 0, dynamic_size=True, element_shape=one.get_shape())
                    if self._keeps_history
                    else ()
                    for one in alignments
                ),
            )

    def call(self, inputs: Any, state: Any) -> Any:
        if not isinstance(state, AttentionWrapperState):
            raise TypeError(
                "Expected state to be instance of AttentionWrapperState. "
                f"Received type {type(state)} instead."
            )
        inputs = self._cell_input(inputs, state.attention)
        output, cell_state = self._wrapped(inputs, state.cell_state)
        batch = output.get_shape().as_list()[0] or tf.shape(output)[0]
        with tf.control_dependencies(self._checks(batch)):
            output = tf.identity(output, name="checked_cell_output")
        states, histories = state.attention_state, state.alignment_history
        if not self._is_multi:
            states, histories = [states], [histories]
        seen, alignments, next_states, next_histories = [], [], [], []
        for at, mechanism in enumerate(self._mechanisms):
            layer = self._attention_layers[at] if self._attention_layers else None
            attention, aligned, next_state = self._attention_fn(
                mechanism, output, states[at], layer
            )
            seen.append(attention)
            alignments.append(aligned)
            next_states.append(next_state)
            kept = histories[at].write(state.time, aligned) if self._keeps_history else ()
            next_histories.append(kept)
        attention = tf.concat(seen, 1)
        state = AttentionWrapperState(
            time=state.time + 1,
            cell_state=cell_state,
            attention=attention,
            attention_state=self._one_or_all(next_states),
            alignments=self._one_or_all(alignments),
            alignment_history=self._one_or_all(next_histories),
        )
        return (attention if self._output_attention else output), state

    def _checks(self, batch_size: Any) -> Any:
        message = (
            "Non-matching batch sizes between the memory (encoder output) and the query (decoder "
            "output). Are you using the BeamSearchDecoder? You may need to tile your memory and "
            "your first state via tf.contrib.seq2seq.tile_batch with multiplier=beam_width."
        )
        return [
            tf.assert_equal(batch_size, one.batch_size, message=message) for one in self._mechanisms
        ]


def _compute_attention(mechanism: Any, output: Any, state: Any, layer: Any) -> Any:
    alignments, state = mechanism(output, state=state)
    seen = tf.squeeze(tf.matmul(tf.expand_dims(alignments, 1), mechanism.values), [1])
    if layer is not None:
        seen = layer(tf.concat([output, seen], 1))
    return seen, alignments, state


def _masked_memory(memory: Any, lengths: Any) -> Any:
    memory = tf.convert_to_tensor(memory, name="memory")
    if not memory.get_shape()[2:].is_fully_defined():
        raise ValueError(
            f"Expected memory to have fully defined inner dims, but saw: {memory.get_shape()}"
        )
    if lengths is None:
        return memory
    there = tf.sequence_mask(lengths, maxlen=tf.shape(memory)[1], dtype=memory.dtype)
    for _ in range(memory.get_shape().ndims - 2):
        there = tf.expand_dims(there, -1)
    return memory * there


def _zeros(size: Any, batch_size: Any, dtype: Any) -> Any:
    zeros = tf.zeros(tf.stack([batch_size, size]), dtype)
    known = [None if isinstance(one, tf.Tensor) else one for one in (batch_size, size)]
    if known[0] is None:
        known[0] = tf.get_static_value(batch_size)
    zeros.set_shape(known)
    return zeros


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)
