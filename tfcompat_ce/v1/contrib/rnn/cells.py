"""Cells that ``tf.contrib.rnn`` had beside those of ``tf.nn.rnn_cell``."""

from typing import Any, Callable, Optional

from tfcompat_ce import v1 as tf

_RNNCell: Any = tf.nn.rnn_cell.RNNCell


class LayerNormBasicLSTMCell(_RNNCell):  # type: ignore[misc]
    """An LSTM cell whose gates and state are normalized, with dropout inside.

    Sources:
      https://arxiv.org/abs/1607.06450
      https://arxiv.org/abs/1603.05118
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        input_size: Any = None,
        activation: Optional[Callable[[Any], Any]] = None,
        layer_norm: bool = True,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
        dropout_keep_prob: Any = 1.0,
        dropout_prob_seed: Optional[int] = None,
        reuse: Optional[bool] = None,
    ) -> None:
        """Makes the cell.

        Args:
          num_units: How long the state and the output are.
          forget_bias: Added to the forget gate.
          input_size: Not used.
          activation: ``tf.tanh`` by default.
          layer_norm: Whether it normalizes; without it there is a bias.
          norm_gain: Where each ``gamma`` starts.
          norm_shift: Where each ``beta`` starts.
          dropout_keep_prob: Of the recurrent dropout, a float or a tensor.
          dropout_prob_seed: Of the dropout.
          reuse: Whether the variables are there already.
        """
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._activation = activation or tf.tanh
        self._layer_norm = layer_norm
        self._gain, self._shift = norm_gain, norm_shift
        self._keep, self._seed = dropout_keep_prob, dropout_prob_seed

    @property
    def state_size(self) -> Any:
        return tf.nn.rnn_cell.LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> int:
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        memory, output = state
        joined = tf.concat([inputs, output], 1)
        size = 4 * self._num_units
        kernel = tf.get_variable("kernel", [joined.get_shape()[-1], size], joined.dtype)
        gates = tf.matmul(joined, kernel)
        if not self._layer_norm:
            gates = tf.nn.bias_add(gates, tf.get_variable("bias", [size], joined.dtype))
        names = ("input", "transform", "forget", "output")
        put, new, forget, give = (
            self._normal(gate, name) for gate, name in zip(tf.split(gates, 4, 1), names)
        )
        new = self._activation(new)
        if not isinstance(self._keep, float) or self._keep < 1:
            new = tf.nn.dropout(new, keep_prob=self._keep, seed=self._seed)
        memory = memory * tf.sigmoid(forget + self._forget_bias) + tf.sigmoid(put) * new
        memory = self._normal(memory, "state")
        output = self._activation(memory) * tf.sigmoid(give)
        return output, tf.nn.rnn_cell.LSTMStateTuple(memory, output)

    def _normal(self, x: Any, scope: str) -> Any:
        if not self._layer_norm:
            return x
        size = x.get_shape()[-1:]
        with tf.variable_scope(scope):
            gamma, beta = (
                tf.get_variable(name, size, x.dtype, tf.constant_initializer(start))
                for name, start in (("gamma", self._gain), ("beta", self._shift))
            )
            mean, variance = tf.nn.moments(x, [1], keepdims=True)
            tiny = 1e-3 if x.dtype == tf.float16 else 1e-12
            return tf.nn.batch_normalization(x, mean, variance, beta, gamma, tiny)


class _Wrapper(_RNNCell):  # type: ignore[misc]
    def __init__(self, cell: Any, reuse: Optional[bool]) -> None:
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
    """A cell of ids, which it looks up in a variable ``embedding``."""

    def __init__(
        self,
        cell: Any,
        embedding_classes: int,
        embedding_size: int,
        initializer: Any = None,
        reuse: Optional[bool] = None,
    ) -> None:
        """Wraps a cell.

        Args:
          cell: The cell.
          embedding_classes: How many ids there are.
          embedding_size: How long a row of the variable is.
          initializer: Of the variable; uniform with variance 1 by default.
          reuse: Whether the variable is there already.

        Raises:
          ValueError: a size is not positive.
        """
        super().__init__(cell, reuse)
        if embedding_classes <= 0 or embedding_size <= 0:
            raise ValueError(
                "embedding_classes and embedding_size must be positive, not "
                f"{embedding_classes} and {embedding_size}"
            )
        self._shape = [embedding_classes, embedding_size]
        self._initializer = initializer

    def call(self, inputs: Any, state: Any) -> Any:
        with tf.device("/cpu:0"):
            initializer = self._initializer or tf.get_variable_scope().initializer
            limit = 3**0.5
            embedding = tf.get_variable(
                "embedding",
                self._shape,
                (state[0] if isinstance(state, tuple) else state).dtype,
                initializer or tf.random_uniform_initializer(-limit, limit),
            )
            found = tf.nn.embedding_lookup(embedding, tf.reshape(inputs, [-1]))
            return self._cell(found, state)


class InputProjectionWrapper(_Wrapper):
    """A cell whose input goes through a linear layer first."""

    def __init__(
        self,
        cell: Any,
        num_proj: int,
        activation: Optional[Callable[[Any], Any]] = None,
        input_size: Any = None,
        reuse: Optional[bool] = None,
    ) -> None:
        """Wraps a cell: its input becomes ``num_proj`` long, and goes through ``activation``."""
        super().__init__(cell, reuse)
        self._size, self._activation = num_proj, activation

    def call(self, inputs: Any, state: Any) -> Any:
        projected = linear(inputs, self._size)
        return self._cell(self._activation(projected) if self._activation else projected, state)


class OutputProjectionWrapper(_Wrapper):
    """A cell whose output goes through a linear layer."""

    def __init__(
        self,
        cell: Any,
        output_size: int,
        activation: Optional[Callable[[Any], Any]] = None,
        reuse: Optional[bool] = None,
    ) -> None:
        """Wraps a cell: its output becomes ``output_size`` long, and goes through ``activation``.

        Raises:
          ValueError: the size is not positive.
        """
        super().__init__(cell, reuse)
        if output_size < 1:
            raise ValueError(f"output_size must be positive, not {output_size}")
        self._size, self._activation = output_size, activation

    @property
    def output_size(self) -> int:
        return self._size

    def call(self, inputs: Any, state: Any) -> Any:
        output, state = self._cell(inputs, state)
        projected = linear(output, self._size)
        return self._activation(projected) if self._activation else projected, state


class AttentionCellWrapper(_Wrapper):
    """A cell that looks back at its own last states.

    Source: https://arxiv.org/abs/1409.0473
    """

    def __init__(
        self,
        cell: Any,
        attn_length: int,
        attn_size: Optional[int] = None,
        attn_vec_size: Optional[int] = None,
        input_size: Optional[int] = None,
        state_is_tuple: bool = True,
        reuse: Optional[bool] = None,
    ) -> None:
        """Wraps a cell.

        Args:
          cell: The cell.
          attn_length: How far back it looks.
          attn_size: How long what it sees is, ``cell.output_size`` by default.
          attn_vec_size: Of the layer between, ``attn_size`` by default.
          input_size: How long the cell's input is made; that of the input by default.
          state_is_tuple: Whether the state is a tuple, or all in one.
          reuse: Whether the variables are there already.

        Raises:
          ValueError: the length is not positive, or the cell's state is not of that kind.
        """
        super().__init__(cell, reuse)
        if isinstance(cell.state_size, tuple) and not state_is_tuple:
            raise ValueError("the cell's state is a tuple: say state_is_tuple=True")
        if attn_length <= 0:
            raise ValueError(f"attn_length must be positive, not {attn_length}")
        self._size = cell.output_size if attn_size is None else attn_size
        self._vector = self._size if attn_vec_size is None else attn_vec_size
        self._length, self._input_size, self._is_tuple = attn_length, input_size, state_is_tuple

    @property
    def state_size(self) -> Any:
        sizes = (self._cell.state_size, self._size, self._size * self._length)
        return sizes if self._is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        return self._size

    zero_state = _RNNCell.zero_state

    def call(self, inputs: Any, state: Any) -> Any:
        if self._is_tuple:
            state, seen, past = state
        else:
            state, seen, past = tf.split(
                state, [self._cell.state_size, self._size, self._size * self._length], 1
            )
        past = tf.reshape(past, [-1, self._length, self._size])
        width = self._input_size or inputs.get_shape().as_list()[1]
        output, state = self._cell(linear(tf.concat([inputs, seen], 1), width), state)
        query = tf.concat(tf.nest.flatten(state), 1) if self._is_tuple else state
        seen, past = self._look(query, past)
        with tf.variable_scope("attn_output_projection"):
            output = linear(tf.concat([output, seen], 1), self._size)
        past = tf.concat([past, tf.expand_dims(output, 1)], 1)
        past = tf.reshape(past, [-1, self._length * self._size])
        state = (state, seen, past)
        return output, state if self._is_tuple else tf.concat(state, 1)

    def _look(self, query: Any, past: Any) -> Any:
        with tf.variable_scope("attention"):
            weights = tf.get_variable("attn_w", [1, 1, self._size, self._vector])
            vector = tf.get_variable("attn_v", [self._vector])
            hidden = tf.reshape(past, [-1, self._length, 1, self._size])
            features = tf.nn.conv2d(hidden, weights, [1, 1, 1, 1], "SAME")
            asked = tf.reshape(linear(query, self._vector), [-1, 1, 1, self._vector])
            share = tf.nn.softmax(tf.reduce_sum(vector * tf.tanh(features + asked), [2, 3]))
            seen = tf.reduce_sum(tf.reshape(share, [-1, self._length, 1, 1]) * hidden, [1, 2])
            return tf.reshape(seen, [-1, self._size]), past[:, 1:, :]


def linear(x: Any, size: int) -> Any:
    """``x @ kernel + bias``, whose variables are those of the scope it is in."""
    kernel = tf.get_variable("kernel", [x.get_shape().as_list()[1], size], x.dtype)
    bias = tf.get_variable("bias", [size], x.dtype, tf.constant_initializer(0.0, x.dtype))
    return tf.nn.bias_add(tf.matmul(x, kernel), bias)
