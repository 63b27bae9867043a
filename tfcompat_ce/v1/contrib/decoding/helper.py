"""What samples an output of a decoder, and makes the next input of the sample."""

from importlib import import_module
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.v1.contrib.decoding.decoder import batch_first

_nest: Any = import_module("tensorflow.python.util.nest")


class Helper:
    """Has ``initialize``, ``sample`` and ``next_inputs``, and says what a sample is like."""

    batch_size: Any
    sample_ids_shape: Any = tf.TensorShape([])
    sample_ids_dtype: Any = tf.int32

    def initialize(self, name: Any = None) -> Any:
        """Which sequences have ended, and the first inputs."""
        raise NotImplementedError

    def sample(self, time: Any, outputs: Any, state: Any, name: Any = None) -> Any:
        """The samples of outputs."""
        raise NotImplementedError

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: Any = None
    ) -> Any:
        """Which sequences have ended, the next inputs, and the state."""
        raise NotImplementedError


class CustomHelper(Helper):
    """Made of three functions."""

    def __init__(
        self,
        initialize_fn: Any,
        sample_fn: Any,
        next_inputs_fn: Any,
        sample_ids_shape: Any = None,
        sample_ids_dtype: Any = None,
    ) -> None:
        self._initialize, self._sample, self._next = initialize_fn, sample_fn, next_inputs_fn
        self.sample_ids_shape = tf.TensorShape(sample_ids_shape or [])
        self.sample_ids_dtype = sample_ids_dtype or tf.int32

    def initialize(self, name: Any = None) -> Any:
        finished, inputs = self._initialize()
        self.batch_size = tf.size(finished)
        return finished, inputs

    def sample(self, time: Any, outputs: Any, state: Any, name: Any = None) -> Any:
        return self._sample(time=time, outputs=outputs, state=state)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: Any = None
    ) -> Any:
        return self._next(time=time, outputs=outputs, state=state, sample_ids=sample_ids)


class TrainingHelper(Helper):
    """Gives inputs that are there, and samples the likeliest."""

    def __init__(
        self, inputs: Any, sequence_length: Any, time_major: bool = False, name: Any = None
    ) -> None:
        """Makes it.

        Args:
          inputs: ``[batch, steps, ...]``, or a structure of them.
          sequence_length: Integers ``[batch]``.
          time_major: Whether inputs are ``[steps, batch, ...]``.
          name: Of the name scope, "TrainingHelper" if None.

        Raises:
          ValueError: the lengths are no vector.
        """
        with tf.name_scope(name, "TrainingHelper", [inputs, sequence_length]):
            self.inputs = _nest.map_structure(tf.convert_to_tensor, inputs)
            steps = self.inputs
            if not time_major:
                steps = _nest.map_structure(batch_first, steps)
            self._steps = _nest.map_structure(_array, steps)
            self.sequence_length = tf.convert_to_tensor(sequence_length, name="sequence_length")
            if self.sequence_length.get_shape().ndims != 1:
                raise ValueError(
                    "Expected sequence_length to be a vector, but received shape: "
                    f"{self.sequence_length.get_shape()}"
                )
            self._zeros = _nest.map_structure(lambda one: tf.zeros_like(one[0]), steps)
            self.batch_size = tf.size(sequence_length)

    def initialize(self, name: Any = None) -> Any:
        finished = tf.equal(self.sequence_length, 0)
        return finished, self._read(finished, 0)

    def sample(self, time: Any, outputs: Any, state: Any = None, name: Any = None) -> Any:
        return tf.cast(tf.argmax(outputs, axis=-1), tf.int32)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any = None, name: Any = None
    ) -> Any:
        finished = time + 1 >= self.sequence_length
        return finished, self._read(finished, time + 1), state

    def _read(self, finished: Any, time: Any) -> Any:
        return tf.cond(
            tf.reduce_all(finished),
            lambda: self._zeros,
            lambda: _nest.map_structure(lambda one: one.read(time), self._steps),
        )


class ScheduledEmbeddingTrainingHelper(TrainingHelper):
    """A TrainingHelper that gives some of its own samples, by their embeddings."""

    def __init__(
        self,
        inputs: Any,
        sequence_length: Any,
        embedding: Any,
        sampling_probability: Any,
        time_major: bool = False,
        seed: Any = None,
        scheduling_seed: Any = None,
        name: Any = None,
    ) -> None:
        super().__init__(inputs, sequence_length, time_major, name)
        self._embed = embedder(embedding)
        self._probability = _probability(sampling_probability)
        self._seed, self._scheduling_seed = seed, scheduling_seed

    def sample(self, time: Any, outputs: Any, state: Any = None, name: Any = None) -> Any:
        """A sample where one is to be the next input, and -1."""
        chosen = _chosen(self._probability, self.batch_size, self._scheduling_seed)
        samples = _sampled(outputs, self._seed)
        return tf.where(chosen, samples, tf.fill([self.batch_size], -1))

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any = None, name: Any = None
    ) -> Any:
        finished, inputs, state = super().next_inputs(time, outputs, state)

        def mixed() -> Any:
            own = self._embed(tf.maximum(sample_ids, 0))
            return tf.where(sample_ids > -1, own, inputs)

        return finished, tf.cond(tf.reduce_all(finished), lambda: inputs, mixed), state


class ScheduledOutputTrainingHelper(TrainingHelper):
    """A TrainingHelper that gives some outputs as the next inputs."""

    sample_ids_dtype: Any = tf.int32

    def __init__(
        self,
        inputs: Any,
        sequence_length: Any,
        sampling_probability: Any,
        time_major: bool = False,
        seed: Any = None,
        next_inputs_fn: Any = None,
        auxiliary_inputs: Any = None,
        name: Any = None,
    ) -> None:
        self._auxiliary = None
        if auxiliary_inputs is not None:
            auxiliary_inputs = tf.convert_to_tensor(auxiliary_inputs)
            inputs = tf.concat([inputs, auxiliary_inputs], -1)
            steps = auxiliary_inputs if time_major else batch_first(auxiliary_inputs)
            self._auxiliary = _array(steps)
        super().__init__(inputs, sequence_length, time_major, name)
        self._probability = _probability(sampling_probability)
        self._seed, self._make = seed, next_inputs_fn

    def sample(self, time: Any, outputs: Any, state: Any = None, name: Any = None) -> Any:
        """1 where the output is to be the next input, and 0."""
        return tf.cast(_chosen(self._probability, self.batch_size, self._seed), tf.int32)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any = None, name: Any = None
    ) -> Any:
        finished, inputs, state = super().next_inputs(time, outputs, state)

        def mixed() -> Any:
            own = outputs if self._make is None else self._make(outputs)
            if self._auxiliary is not None:
                own = tf.concat([own, self._auxiliary.read(time + 1)], -1)
            return tf.where(tf.cast(sample_ids, tf.bool), own, inputs)

        return finished, tf.cond(tf.reduce_all(finished), lambda: inputs, mixed), state


class GreedyEmbeddingHelper(Helper):
    """Gives the embedding of the likeliest symbol of an output."""

    def __init__(self, embedding: Any, start_tokens: Any, end_token: Any) -> None:
        """Makes it.

        Args:
          embedding: Embeddings ``[symbols, size]``, or a function of symbols.
          start_tokens: The first symbols, ``[batch]``.
          end_token: The symbol that ends a sequence.

        Raises:
          ValueError: one is of another rank.
        """
        self._embed = embedder(embedding)
        self._start, self._end = tokens(start_tokens, end_token)
        self.batch_size = tf.size(self._start)
        self._first = self._embed(self._start)

    def initialize(self, name: Any = None) -> Any:
        return tf.tile([False], [self.batch_size]), self._first

    def sample(self, time: Any, outputs: Any, state: Any = None, name: Any = None) -> Any:
        return tf.argmax(outputs, axis=-1, output_type=tf.int32)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: Any = None
    ) -> Any:
        finished = tf.equal(sample_ids, self._end)
        inputs = tf.cond(
            tf.reduce_all(finished), lambda: self._first, lambda: self._embed(sample_ids)
        )
        return finished, inputs, state


class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """Gives the embedding of a symbol that is drawn by an output."""

    def __init__(
        self,
        embedding: Any,
        start_tokens: Any,
        end_token: Any,
        softmax_temperature: Any = None,
        seed: Any = None,
    ) -> None:
        super().__init__(embedding, start_tokens, end_token)
        self._temperature, self._seed = softmax_temperature, seed

    def sample(self, time: Any, outputs: Any, state: Any = None, name: Any = None) -> Any:
        logits = outputs if self._temperature is None else outputs / self._temperature
        return _sampled(logits, self._seed)


class InferenceHelper(Helper):
    """Made of a function that samples, and of one that says what has ended."""

    def __init__(
        self,
        sample_fn: Any,
        sample_shape: Any,
        sample_dtype: Any,
        start_inputs: Any,
        end_fn: Any,
        next_inputs_fn: Any = None,
    ) -> None:
        self._sample, self._ended, self._make = sample_fn, end_fn, next_inputs_fn
        self.sample_ids_shape, self.sample_ids_dtype = tf.TensorShape(sample_shape), sample_dtype
        self._first = tf.convert_to_tensor(start_inputs, name="start_inputs")
        self.batch_size = tf.shape(self._first)[0]

    def initialize(self, name: Any = None) -> Any:
        return tf.tile([False], [self.batch_size]), self._first

    def sample(self, time: Any, outputs: Any, state: Any = None, name: Any = None) -> Any:
        return self._sample(outputs)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: Any = None
    ) -> Any:
        inputs = sample_ids if self._make is None else self._make(sample_ids)
        return self._ended(sample_ids), inputs, state


def embedder(embedding: Any) -> Any:
    """A function that gives embeddings, of itself or of a matrix."""
    if callable(embedding):
        return embedding
    return lambda symbols: tf.nn.embedding_lookup(embedding, symbols)


def tokens(start: Any, end: Any) -> Any:
    """The first symbols, and the one that ends, as tensors."""
    start = tf.convert_to_tensor(start, dtype=tf.int32, name="start_tokens")
    end = tf.convert_to_tensor(end, dtype=tf.int32, name="end_token")
    if start.get_shape().ndims != 1:
        raise ValueError("start_tokens must be a vector")
    if end.get_shape().ndims != 0:
        raise ValueError("end_token must be a scalar")
    return start, end


def _array(value: Any) -> Any:
    array = tf.TensorArray(
        value.dtype, size=tf.shape(value)[0], element_shape=value.get_shape()[1:]
    )
    return array.unstack(value)


def _probability(value: Any) -> Any:
    value = tf.convert_to_tensor(value, name="sampling_probability")
    if value.get_shape().ndims not in (0, 1):
        raise ValueError(
            "sampling_probability must be either a scalar or a vector. saw shape: "
            f"{value.get_shape()}"
        )
    return value


def _chosen(probability: Any, batch: Any, seed: Any) -> Any:
    return tf.random_uniform([batch], seed=seed, dtype=probability.dtype) < probability


def _sampled(logits: Any, seed: Any) -> Any:
    drawn = tf.multinomial(logits, 1, seed=seed, output_dtype=tf.int32)
    return tf.reshape(drawn, [-1])
