"""TensorFlow 1.x's ``tf.nn``: this is the module ``tfcompat_ce.v1.nn`` under a shorter name."""

import sys

from tfcompat_ce.v1 import nn

sys.modules[__name__] = nn
