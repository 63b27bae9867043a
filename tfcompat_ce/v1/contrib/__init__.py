"""``tf.contrib`` on 2.x, where TensorFlow has it no more: see ``tfcompat_ce.api.contrib``."""

from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)
