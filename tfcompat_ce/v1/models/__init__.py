"""``tf.models``, which TensorFlow had until 0.12: see ``tfcompat_ce.shim.models``."""

from tfcompat_ce.shim import models as _models

_models.module(__name__)
