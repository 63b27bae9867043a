"""``tf.contrib.eager.metrics``: means over many batches.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/eager/python/metrics_impl.py
"""

from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)


class Mean:
    """The weighted mean of all values it is called with.

    Values are float64 unless ``dtype`` says float32. It is for eager execution.
    """

    def __init__(
        self, name: Any = None, dtype: Any = "float64", use_global_variables: Any = None
    ) -> None:
        self.name, self.dtype = name or type(self).__name__.lower(), tf.as_dtype(dtype)
        self.init_variables()

    def init_variables(self) -> None:
        """Starts anew."""
        self._total = self._count = tf.zeros([], self.dtype)

    def __call__(self, values: Any, weights: Any = None) -> Any:
        """Takes values in, each with its weight, and gives them back."""
        taken = tf.cast(values, self.dtype)
        weight = tf.ones_like(taken) if weights is None else tf.cast(weights, self.dtype)
        weight = weight * tf.ones_like(taken)
        self._total += tf.reduce_sum(taken * weight)
        self._count += tf.reduce_sum(weight)
        return values if weights is None else (values, weights)

    def result(self, write_summary: bool = True) -> Any:
        """The mean so far, a scalar."""
        return self._total / self._count


class Accuracy(Mean):
    """How often labels and predictions are equal."""

    def __call__(  # type: ignore[override]
        self, labels: Any, predictions: Any, weights: Any = None
    ) -> Any:
        """Takes a batch in, and gives it back."""
        labels, predictions = tf.convert_to_tensor(labels), tf.convert_to_tensor(predictions)
        labels.get_shape().assert_is_compatible_with(predictions.get_shape())
        super().__call__(tf.equal(labels, tf.cast(predictions, labels.dtype)), weights)
        return (labels, predictions) if weights is None else (labels, predictions, weights)
