"""``tf.contrib.tensorboard.plugins``."""

from tfcompat_ce.shim import contrib as _contrib

_contrib.part(__name__)
