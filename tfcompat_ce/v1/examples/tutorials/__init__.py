"""``tensorflow.examples.tutorials``."""

from tfcompat_ce.v1.examples.tutorials import mnist as mnist
