"""``tf.contrib.distributions``: the normal distributions that ``tf.distributions`` has not.

Source: https://github.com/tensorflow/tensorflow/tree/r1.15/tensorflow/contrib/distributions
"""

import math
from typing import Any

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)

_tfd: Any = tf.distributions


class MultivariateNormalDiag(_tfd.Distribution):  # type: ignore[misc]
    """Vectors of independent normal numbers.

    Args:
      loc: Their means, ``[..., size]``; zeros if None.
      scale_diag: Their standard deviations, of a shape that broadcasts with it; ones if None.
      scale_identity_multiplier: A number, ``[...]``, to add to each of them.
      validate_args: Whether to check values as the graph runs.
      allow_nan_stats: Whether statistics may be NaN.
      name: Of the name scope.

    Raises:
      ValueError: nothing says how large the vectors are.
    """

    def __init__(
        self,
        loc: Any = None,
        scale_diag: Any = None,
        scale_identity_multiplier: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "MultivariateNormalDiag",
    ) -> None:
        given = {"loc": loc, "scale_diag": scale_diag}
        given["scale_identity_multiplier"] = scale_identity_multiplier
        if loc is None and scale_diag is None:
            raise ValueError("loc or scale_diag is needed: they say how large the vectors are")
        with tf.name_scope(name, values=list(given.values())) as scope:
            self._diag = _diagonal(loc, scale_diag, scale_identity_multiplier)
            if loc is None:
                loc = tf.zeros_like(self._diag)
            self._loc = tf.convert_to_tensor(loc, dtype=self._diag.dtype, name="loc")
        super().__init__(
            dtype=self._diag.dtype,
            reparameterization_type=_tfd.FULLY_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=given,
            graph_parents=[self._loc, self._diag],
            name=scope,
        )

    @property
    def loc(self) -> Any:
        """The means."""
        return self._loc

    @property
    def scale(self) -> Any:
        """The standard deviations, as the diagonal of a linear operator."""
        return tf.linalg.LinearOperatorDiag(self._diag)

    def _shape_tensor(self) -> Any:
        return tf.broadcast_dynamic_shape(tf.shape(self._loc), tf.shape(self._diag))

    def _shape(self) -> Any:
        return tf.broadcast_static_shape(self._loc.get_shape(), self._diag.get_shape())

    def _batch_shape_tensor(self) -> Any:
        return self._shape_tensor()[:-1]

    def _batch_shape(self) -> Any:
        return self._shape()[:-1]

    def _event_shape_tensor(self) -> Any:
        return self._shape_tensor()[-1:]

    def _event_shape(self) -> Any:
        return self._shape()[-1:]

    def _sample_n(self, n: Any, seed: Any = None) -> Any:
        shape = tf.concat([[n], self._shape_tensor()], 0)
        drawn = tf.random_normal(shape, dtype=self.dtype, seed=seed)
        return drawn * self._diag + self._loc

    def _log_prob(self, x: Any) -> Any:
        squared = tf.square((x - self._loc) / self._diag)
        return -0.5 * tf.reduce_sum(squared + math.log(2 * math.pi), -1) - self._log_volume()

    def _prob(self, x: Any) -> Any:
        return tf.exp(self._log_prob(x))

    def _entropy(self) -> Any:
        constant = 0.5 * (1 + math.log(2 * math.pi))
        return tf.reduce_sum(self._everywhere(tf.log(tf.abs(self._diag)) + constant), -1)

    def _mean(self) -> Any:
        return self._everywhere(self._loc)

    def _mode(self) -> Any:
        return self._everywhere(self._loc)

    def _stddev(self) -> Any:
        return tf.abs(self._diag)

    def _variance(self) -> Any:
        return tf.square(self._diag)

    def _covariance(self) -> Any:
        return tf.matrix_diag(self._variance())

    def _log_volume(self) -> Any:
        return tf.reduce_sum(tf.log(tf.abs(self._diag)), -1)

    def _everywhere(self, value: Any) -> Any:
        """A value in the shape of one draw."""
        return value + tf.zeros(self._shape_tensor(), self.dtype)


class MultivariateNormalDiagWithSoftplusScale(MultivariateNormalDiag):
    """The same, of the softplus of ``scale_diag``."""

    def __init__(
        self,
        loc: Any,
        scale_diag: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "MultivariateNormalDiagWithSoftplusScale",
    ) -> None:
        super().__init__(
            loc,
            tf.nn.softplus(scale_diag),
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            name=name,
        )


class NormalWithSoftplusScale(_tfd.Normal):  # type: ignore[misc]
    """Normal numbers, of the softplus of ``scale``."""

    def __init__(
        self,
        loc: Any,
        scale: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "NormalWithSoftplusScale",
    ) -> None:
        super().__init__(loc, tf.nn.softplus(scale), validate_args, allow_nan_stats, name)


def _diagonal(loc: Any, scale_diag: Any, multiplier: Any) -> Any:
    if scale_diag is None:
        loc = tf.convert_to_tensor(loc, name="loc")
        found = tf.ones_like(loc) if multiplier is None else tf.zeros_like(loc)
    else:
        found = tf.convert_to_tensor(scale_diag, name="scale_diag")
    if multiplier is None:
        return found
    multiplier = tf.convert_to_tensor(multiplier, dtype=found.dtype)
    return found + tf.expand_dims(multiplier, -1)


@_tfd.RegisterKL(MultivariateNormalDiag, MultivariateNormalDiag)  # type: ignore[untyped-decorator]
def _kl_of_normals(a: Any, b: Any, name: Any = None) -> Any:
    with tf.name_scope(name, "kl_multivariate_normal", [a.loc, b.loc]):
        first, second = a.stddev(), b.stddev()
        distances = tf.square(first / second) + tf.square((b.mean() - a.mean()) / second)
        return tf.reduce_sum(0.5 * (distances - 1) + tf.log(second) - tf.log(first), -1)
