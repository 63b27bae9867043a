"""``tensorflow.examples.tutorials.mnist``: the loader of the images, and the tutorial's net."""

from tfcompat_ce.v1.examples.tutorials.mnist import input_data as input_data
from tfcompat_ce.v1.examples.tutorials.mnist import mnist as mnist
