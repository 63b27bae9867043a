"""The cells that only ``tf.contrib.rnn`` had. Importing this needs ``tf.nn.rnn_cell.RNNCell``.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/rnn/python/ops
"""

import math
from importlib import import_module as _import_module
from typing import Any, List, Tuple

from tfcompat_ce import v1 as tf

_nest: Any = _import_module("tensorflow.python.util.nest")
_RNNCell: Any = tf.nn.rnn_cell.RNNCell


class _Linear:
    """``args * kernel + bias``, whose variables are made where it is made."""

    def __init__(
        self,
        args: Any,
        output_size: int,
        build_bias: bool,
        bias_initializer: Any = None,
        kernel_initializer: Any = None,
    ) -> None:
        args = _flat(args)
        size = sum(_width(one) for one in args)
        dtype = args[0].dtype.base_dtype
        self._bias = None
        scope = tf.get_variable_scope()
        with tf.variable_scope(scope) as outer:
            self._kernel = tf.get_variable(
                "kernel", [size, output_size], dtype=dtype, initializer=kernel_initializer
            )
            if build_bias:
                with tf.variable_scope(outer) as inner:
                    inner.set_partitioner(None)
                    start = bias_initializer or tf.constant_initializer(0.0, dtype=dtype)
                    self._bias = tf.get_variable(
                        "bias", [output_size], dtype=dtype, initializer=start
                    )

    def __call__(self, args: Any) -> Any:
        args = _flat(args)
        product = tf.matmul(args[0] if len(args) == 1 else tf.concat(args, 1), self._kernel)
        return product if self._bias is None else tf.nn.bias_add(product, self._bias)


def _linear(
    args: Any,
    output_size: int,
    bias: bool,
    bias_initializer: Any = None,
    kernel_initializer: Any = None,
) -> Any:
    """``args * kernel + bias``, with variables of that name in the scope."""
    return _Linear(args, output_size, bias, bias_initializer, kernel_initializer)(args)


def _flat(args: Any) -> List[Any]:
    if args is None:
        raise ValueError("`args` must be specified")
    return list(_nest.flatten(args))


def _width(value: Any) -> int:
    width = value.get_shape().with_rank(2).as_list()[1]
    if width is None:
        raise ValueError(f"linear expects shape[1] to be known, and it is not, of {value}")
    return int(width)


class _Wrapper(_RNNCell):  # type: ignore[misc]
    """A cell around another one."""

    def __init__(self, cell: Any, reuse: Any = None) -> None:
        super().__init__(_reuse=reuse)
        self._cell = cell

    @property
    def state_size(self) -> Any:
        return self._cell.state_size

    @property
    def output_size(self) -> Any:
        return self._cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self._cell.zero_state(batch_size, dtype)


class EmbeddingWrapper(_Wrapper):
    """Gives a cell the embedding of a symbol: its inputs are integers ``[batch]``."""

    def __init__(
        self,
        cell: Any,
        embedding_classes: int,
        embedding_size: int,
        initializer: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(cell, reuse)
        if embedding_classes <= 0 or embedding_size <= 0:
            raise ValueError(
                "Both embedding_classes and embedding_size must be > 0: "
                f"{embedding_classes}, {embedding_size}."
            )
        self._shape = [embedding_classes, embedding_size]
        self._initializer = initializer

    def call(self, inputs: Any, state: Any) -> Any:
        limit = math.sqrt(3)  # For a variance of 1.
        initializer = self._initializer or tf.get_variable_scope().initializer
        initializer = initializer or tf.random_uniform_initializer(-limit, limit)
        with tf.device("/cpu:0"):
            first = state[0] if isinstance(state, tuple) else state
            while isinstance(first, tuple):
                first = first[0]
            embedding = tf.get_variable(
                "embedding", self._shape, initializer=initializer, dtype=first.dtype
            )
            embedded = tf.nn.embedding_lookup(embedding, tf.reshape(inputs, [-1]))
        return self._cell(embedded, state)


class InputProjectionWrapper(_Wrapper):
    """Projects the inputs of a cell."""

    def __init__(
        self,
        cell: Any,
        num_proj: int,
        activation: Any = None,
        input_size: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(cell, reuse)
        self._num_proj, self._activation = num_proj, activation
        self._project: Any = None

    def call(self, inputs: Any, state: Any) -> Any:
        self._project = self._project or _Linear(inputs, self._num_proj, True)
        projected = self._project(inputs)
        return self._cell(self._activation(projected) if self._activation else projected, state)


class OutputProjectionWrapper(_Wrapper):
    """Projects the outputs of a cell."""

    def __init__(
        self, cell: Any, output_size: int, activation: Any = None, reuse: Any = None
    ) -> None:
        super().__init__(cell, reuse)
        self._size, self._activation = output_size, activation
        self._project: Any = None

    @property
    def output_size(self) -> Any:
        return self._size

    def call(self, inputs: Any, state: Any) -> Any:
        output, state = self._cell(inputs, state)
        self._project = self._project or _Linear(output, self._size, True)
        projected = self._project(output)
        return self._activation(projected) if self._activation else projected, state


class HighwayWrapper(_Wrapper):
    """Carries a part of the inputs of a cell past it."""

    def __init__(
        self, cell: Any, couple_carry_transform_gates: bool = True, carry_bias_init: float = 1.0
    ) -> None:
        super().__init__(cell)
        self._coupled, self._start = couple_carry_transform_gates, carry_bias_init

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        outputs, state = self._cell(inputs, state, scope=scope)
        return _nest.map_structure(self._highway, inputs, outputs), state

    def _highway(self, inputs: Any, outputs: Any) -> Any:
        outputs.get_shape().assert_is_compatible_with(inputs.get_shape())
        carry = self._gate("carry", inputs, self._start)
        transform = 1 - carry if self._coupled else self._gate("transform", inputs, -self._start)
        return inputs * carry + outputs * transform

    @staticmethod
    def _gate(name: str, inputs: Any, start: float) -> Any:
        size = _width(inputs)
        weight = tf.get_variable(f"{name}_w", [size, size])
        bias = tf.get_variable(f"{name}_b", [size], initializer=tf.constant_initializer(start))
        return tf.sigmoid(tf.nn.xw_plus_b(inputs, weight, bias))


class AttentionCellWrapper(_Wrapper):
    """Lets a cell attend to its own last outputs."""

    def __init__(
        self,
        cell: Any,
        attn_length: int,
        attn_size: Any = None,
        attn_vec_size: Any = None,
        input_size: Any = None,
        state_is_tuple: bool = True,
        reuse: Any = None,
    ) -> None:
        super().__init__(cell, reuse)
        if _nest.is_nested(cell.state_size) and not state_is_tuple:
            raise ValueError(
                "Cell returns tuple of states, but the flag state_is_tuple is not set. "
                f"State size is: {cell.state_size}"
            )
        if attn_length <= 0:
            raise ValueError(f"attn_length should be greater than zero, got {attn_length}")
        self._length, self._size = attn_length, attn_size or cell.output_size
        self._vector, self._input_size = attn_vec_size or self._size, input_size
        self._is_tuple = state_is_tuple

    @property
    def state_size(self) -> Any:
        sizes = self._cell.state_size, self._size, self._size * self._length
        return sizes if self._is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        return self._size

    # Its state is not only the cell's.
    zero_state = _RNNCell.zero_state

    def call(self, inputs: Any, state: Any) -> Any:
        if not self._is_tuple:
            state = tf.split(state, list((self._cell.state_size, *self._sizes())), 1)
        state, attended, window = state
        window = tf.reshape(window, [-1, self._length, self._size])
        inputs = _linear([inputs, attended], self._input_size or _width(inputs), True)
        output, state = self._cell(inputs, state)
        query = tf.concat(_nest.flatten(state), 1) if self._is_tuple else state
        attended = self._attend(query, window)
        with tf.variable_scope("attn_output_projection"):
            output = _linear([output, attended], self._size, True)
        window = tf.concat([window[:, 1:], tf.expand_dims(output, 1)], 1)
        state = state, attended, tf.reshape(window, [-1, self._length * self._size])
        return output, state if self._is_tuple else tf.concat(list(state), 1)

    def _sizes(self) -> Tuple[int, int]:
        return self._size, self._size * self._length

    def _attend(self, query: Any, window: Any) -> Any:
        with tf.variable_scope("attention"):
            weight = tf.get_variable("attn_w", [1, 1, self._size, self._vector])
            vector = tf.get_variable("attn_v", [self._vector])
            hidden = tf.reshape(window, [-1, self._length, 1, self._size])
            features = tf.nn.conv2d(hidden, weight, [1, 1, 1, 1], "SAME")
            asked = tf.reshape(_linear(query, self._vector, True), [-1, 1, 1, self._vector])
            scores = tf.reduce_sum(vector * tf.tanh(features + asked), [2, 3])
            share = tf.reshape(tf.nn.softmax(scores), [-1, self._length, 1, 1])
            return tf.reshape(tf.reduce_sum(share * hidden, [1, 2]), [-1, self._size])


class UGRNNCell(_RNNCell):  # type: ignore[misc]
    """A cell with one update gate."""

    def __init__(
        self,
        num_units: int,
        initializer: Any = None,
        forget_bias: float = 1.0,
        activation: Any = tf.tanh,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._initializer = num_units, initializer
        self._forget_bias, self._activation = forget_bias, activation
        self._gates: Any = None

    @property
    def state_size(self) -> Any:
        return self._num_units

    @property
    def output_size(self) -> Any:
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            both = tf.concat([inputs, state], 1)
            self._gates = self._gates or _Linear(both, 2 * self._num_units, True)
            gate, new = tf.split(self._gates(both), 2, 1)
            gate = tf.sigmoid(gate + self._forget_bias)
            state = gate * state + (1.0 - gate) * self._activation(new)
        return state, state


class LayerNormBasicLSTMCell(_RNNCell):  # type: ignore[misc]
    """An LSTM cell with layer normalization and recurrent dropout."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        input_size: Any = None,
        activation: Any = tf.tanh,
        layer_norm: bool = True,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
        dropout_keep_prob: Any = 1.0,
        dropout_prob_seed: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._activation, self._forget_bias = num_units, activation, forget_bias
        self._keep_prob, self._seed = dropout_keep_prob, dropout_prob_seed
        self._layer_norm, self._gain, self._shift = layer_norm, norm_gain, norm_shift

    @property
    def state_size(self) -> Any:
        return tf.nn.rnn_cell.LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> Any:
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        memory, hidden = state
        both = tf.concat([inputs, hidden], 1)
        size = 4 * self._num_units
        kernel = tf.get_variable("kernel", [_width(both), size], dtype=both.dtype)
        gates = tf.matmul(both, kernel)
        if not self._layer_norm:
            gates = tf.nn.bias_add(gates, tf.get_variable("bias", [size], dtype=both.dtype))
        parts = tf.split(gates, 4, 1)
        scopes = ("input", "transform", "forget", "output")
        entry, new, forget, out = (self._norm(*one) for one in zip(parts, scopes))
        new = self._activation(new)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            new = tf.nn.dropout(new, self._keep_prob, seed=self._seed)
        memory = memory * tf.sigmoid(forget + self._forget_bias) + tf.sigmoid(entry) * new
        memory = self._norm(memory, "state")
        hidden = self._activation(memory) * tf.sigmoid(out)
        return hidden, tf.nn.rnn_cell.LSTMStateTuple(memory, hidden)

    def _norm(self, value: Any, scope: str) -> Any:
        if not self._layer_norm:
            return value
        shape = value.get_shape()[-1:]
        with tf.variable_scope(scope):
            gamma = tf.get_variable(
                "gamma",
                shape,
                initializer=tf.constant_initializer(self._gain),
                dtype=value.dtype,
            )
            beta = tf.get_variable(
                "beta", shape, initializer=tf.constant_initializer(self._shift), dtype=value.dtype
            )
        mean, variance = tf.nn.moments(value, [1], keep_dims=True)
        return tf.nn.batch_normalization(value, mean, variance, beta, gamma, 1e-12)
