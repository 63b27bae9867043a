"""``tf.contrib.layers``: the initializers, the regularizers, and what needs no package.

The layers with variables are those of the package tf_slim.
"""

import numbers
from typing import Any, Callable, Iterable, Optional, Sequence

import numpy as np

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

Regularizer = Callable[[Any], Any]


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: Optional[int] = None,
    dtype: Any = None,
) -> Callable[..., Any]:
    """An initializer that keeps the variance of what flows through a layer.

    Args:
      factor: Of the variance: 2 goes with relu, 1 with tanh.
      mode: What the variance is divided by: ``FAN_IN``, the inputs, ``FAN_OUT``, the outputs, or
        ``FAN_AVG``, the mean of both.
      uniform: Whether the numbers are uniform, or from a truncated normal distribution.
      seed: Of the random numbers.
      dtype: float32 by default.

    Raises:
      TypeError: ``dtype`` is not floating, or there is no such mode.
    """
    own = tf.as_dtype(tf.float32 if dtype is None else dtype)
    if not own.is_floating:
        raise TypeError(f"dtype must be a floating point type, not {own.name}")
    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise TypeError(f"mode must be FAN_IN, FAN_OUT or FAN_AVG, not {mode!r}")

    def initializer(shape: Any, dtype: Any = own, partition_info: Any = None) -> Any:
        if not tf.as_dtype(dtype).is_floating:
            raise TypeError(f"dtype must be a floating point type, not {dtype!r}")
        whole = shape if partition_info is None else partition_info.full_shape
        sizes = [float(size) for size in tf.TensorShape(whole).as_list()] or [1.0]
        window = float(np.prod(sizes[:-2]))
        fan_in, fan_out = sizes[-2:][0] * window, sizes[-1] * window
        fan = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2.0}[mode]
        if uniform:
            limit = (3.0 * factor / fan) ** 0.5
            return tf.random_uniform(shape, -limit, limit, dtype, seed=seed)
        # What is cut off beyond two deviations is made up for.
        deviation = (1.3 * factor / fan) ** 0.5
        return tf.truncated_normal(shape, 0.0, deviation, dtype, seed=seed)

    return initializer


def xavier_initializer(
    uniform: bool = True, seed: Optional[int] = None, dtype: Any = None
) -> Callable[..., Any]:
    """The initializer of Glorot and Bengio: as many a variance for the way in and the way back.

    Args:
      uniform: Whether the numbers are uniform, or from a truncated normal distribution.
      seed: Of the random numbers.
      dtype: float32 by default.
    """
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


xavier_initializer_conv2d = xavier_initializer


def l1_regularizer(scale: Any, scope: Optional[str] = None) -> Regularizer:
    """A function of weights that gives ``scale * sum(abs(weights))``, or None where it is 0.

    Raises:
      ValueError: the scale is negative, or an integer.
    """
    if _is_off(scale, "scale"):
        return lambda weights: None

    def l1(weights: Any) -> Any:
        with tf.name_scope(scope, "l1_regularizer", [weights]) as name:
            return tf.multiply(_like(scale, weights), tf.reduce_sum(tf.abs(weights)), name=name)

    return l1


def l2_regularizer(scale: Any, scope: Optional[str] = None) -> Regularizer:
    """A function of weights that gives ``scale * sum(weights**2) / 2``, or None where it is 0.

    Raises:
      ValueError: the scale is negative, or an integer.
    """
    if _is_off(scale, "scale"):
        return lambda weights: None

    def l2(weights: Any) -> Any:
        with tf.name_scope(scope, "l2_regularizer", [weights]) as name:
            return tf.multiply(_like(scale, weights), tf.nn.l2_loss(weights), name=name)

    return l2


def l1_l2_regularizer(
    scale_l1: Any = 1.0, scale_l2: Any = 1.0, scope: Optional[str] = None
) -> Optional[Regularizer]:
    """The sum of both.

    Raises:
      ValueError: a scale is negative, or an integer.
    """
    scope = scope or "l1_l2_regularizer"
    if _is_off(scale_l1, "scale_l1"):
        return l2_regularizer(scale_l2, scope)
    if _is_off(scale_l2, "scale_l2"):
        return l1_regularizer(scale_l1, scope)
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope)


def sum_regularizer(
    regularizer_list: Iterable[Optional[Regularizer]], scope: Optional[str] = None
) -> Optional[Regularizer]:
    """The sum of several regularizers; None where there is none."""
    regularizers = [one for one in regularizer_list if one is not None]
    if not regularizers:
        return None

    def total(weights: Any) -> Any:
        with tf.name_scope(scope, "sum_regularizer", [weights]) as name:
            terms = [term for term in (one(weights) for one in regularizers) if term is not None]
            return tf.add_n(terms, name=name) if terms else None

    return total


def apply_regularization(
    regularizer: Regularizer, weights_list: Optional[Sequence[Any]] = None
) -> Any:
    """The sum of a regularizer over weights, which is collected as a regularization loss.

    Args:
      regularizer: Gives a scalar for weights, or None.
      weights_list: By default what is in the collection ``weights``.

    Raises:
      ValueError: there are no weights, or the regularizer does not give a scalar.
    """
    weights_list = weights_list or tf.get_collection(tf.GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("there are no weights to regularize")
    with tf.name_scope("get_regularization_penalty", values=weights_list) as name:
        penalties = [regularizer(weights) for weights in weights_list]
        penalties = [tf.constant(0.0) if one is None else one for one in penalties]
        for one in penalties:
            if one.get_shape().ndims != 0:
                raise ValueError(f"the regularizer must give a scalar, not {one!r}")
        penalty = tf.add_n(penalties, name=name)
    tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, penalty)
    return penalty


def flatten(inputs: Any, outputs_collections: Any = None, scope: Optional[str] = None) -> Any:
    """A matrix with a row for each example: ``[batch, ...]`` becomes ``[batch, size]``.

    Args:
      inputs: A tensor of rank 2 or more.
      outputs_collections: Names of collections that the result is added to.
      scope: Of the names.

    Raises:
      ValueError: the rank is less.
    """
    with tf.name_scope(scope, "Flatten", [inputs]):
        inputs = tf.convert_to_tensor(inputs)
        shape = inputs.get_shape()
        if shape.ndims is not None and shape.ndims < 2:
            raise ValueError(f"inputs must have a rank of 2 or more, not {shape.ndims}")
        sizes: Any = shape.as_list() if shape.ndims is not None else [None, None]
        batch, rest = sizes[0], sizes[1:]
        size = None if None in rest else int(np.prod(rest))
        rows = tf.shape(inputs)[0] if batch is None or size is None else batch
        outputs = tf.reshape(inputs, [rows, -1 if size is None else size])
        outputs.set_shape([batch, size])
        return _collected(outputs, outputs_collections)


def one_hot_encoding(
    labels: Any,
    num_classes: int,
    on_value: float = 1.0,
    off_value: float = 0.0,
    outputs_collections: Any = None,
    scope: Optional[str] = None,
) -> Any:
    """A row for each label, which is ``on_value`` at its class and ``off_value`` elsewhere.

    Args:
      labels: int32 or int64, of any shape.
      num_classes: How long a row is.
      on_value: A number.
      off_value: A number.
      outputs_collections: Names of collections that the result is added to.
      scope: Of the names.
    """
    with tf.name_scope(scope, "OneHotEncoding", [labels, num_classes]):
        labels = tf.cast(tf.convert_to_tensor(labels), tf.int64)
        outputs = tf.one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        return _collected(outputs, outputs_collections)


def embed_sequence(
    ids: Any,
    vocab_size: Optional[int] = None,
    embed_dim: Optional[int] = None,
    unique: bool = False,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Optional[bool] = None,
) -> Any:
    """The rows of a variable ``embeddings`` for ids: ``[batch, length, embed_dim]``.

    Args:
      ids: int32 or int64 ``[batch, length]``.
      vocab_size: How many rows the variable has. Not needed where it is there already.
      embed_dim: How long a row is. Likewise.
      unique: Whether a row is looked up once, however often its id is there.
      initializer: Of the variable.
      regularizer: Of the variable.
      trainable: Whether it is trained.
      scope: Of the variable.
      reuse: Whether it is there already.

    Raises:
      ValueError: the variable is new, and its shape not given.
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "vocab_size and embed_dim must be given for new embeddings, not "
            f"{vocab_size} and {embed_dim}"
        )
    with tf.variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        embeddings = tf.get_variable(
            "embeddings",
            [vocab_size, embed_dim] if vocab_size and embed_dim else None,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
            collections=[tf.GraphKeys.GLOBAL_VARIABLES, tf.GraphKeys.MODEL_VARIABLES],
        )
        if not unique:
            return tf.nn.embedding_lookup(embeddings, ids)
        ids = tf.convert_to_tensor(ids)
        rows, at = tf.unique(tf.reshape(ids, [-1]))
        found = tf.gather(tf.nn.embedding_lookup(embeddings, rows), at)
        found = tf.reshape(found, tf.concat([tf.shape(ids), tf.shape(embeddings)[1:]], 0))
        found.set_shape(ids.get_shape().concatenate(embeddings.get_shape()[1:]))
        return found


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: Any,
    sparse_weights: Any = None,
    combiner: Optional[str] = None,
    default_id: Any = None,
    name: Optional[str] = None,
    partition_strategy: str = "div",
    max_norm: Optional[float] = None,
) -> Any:
    """``tf.nn.safe_embedding_lookup_sparse``, whose combiner is the mean unless it is given."""
    return tf.nn.safe_embedding_lookup_sparse(
        embedding_weights,
        sparse_ids,
        sparse_weights,
        combiner=combiner or "mean",
        default_id=default_id,
        name=name,
        partition_strategy=partition_strategy,
        max_norm=max_norm,
    )


def _is_off(scale: Any, name: str) -> bool:
    if isinstance(scale, numbers.Integral):
        raise ValueError(f"{name} cannot be an integer: {scale}")
    if isinstance(scale, numbers.Real) and scale < 0:
        raise ValueError(f"{name} cannot be less than 0: {scale}")
    return isinstance(scale, numbers.Real) and scale == 0


def _like(scale: Any, weights: Any) -> Any:
    return tf.convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")


def _collected(outputs: Any, collections: Any) -> Any:
    names = [collections] if isinstance(collections, str) else collections or []
    for name in names:
        tf.add_to_collection(name, outputs)
    return outputs


_contrib.part(__name__)
