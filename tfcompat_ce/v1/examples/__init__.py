"""``tensorflow.examples``, which TensorFlow had until 1.15."""

from tfcompat_ce.v1.examples import tutorials as tutorials
