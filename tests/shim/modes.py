"""The ways of running TensorFlow that the installed release has."""

from typing import NamedTuple

import numpy as np

from tfcompat_ce import v1
from tfcompat_ce.shim import installed

RELEASE = installed.release()


class Gradients(NamedTuple):
    value: object
    into: list


class Graph:
    """A graph, run in a session."""

    def __call__(self, function, *arrays):
        """``function`` of constants, as NumPy arrays."""
        with v1.Graph().as_default(), v1.Session() as session:
            return session.run(function(*[v1.constant(array) for array in arrays]))

    def gradients(self, function, *arrays):
        """The value of ``function``, and the gradient of its sum into each array, or None."""
        with v1.Graph().as_default(), v1.Session() as session:
            tensors = [v1.constant(array) for array in arrays]
            value = function(*tensors)
            into = v1.gradients(value, tensors)
            asked = [value] + [gradient for gradient in into if gradient is not None]
            numbers = iter(session.run(asked))
            return Gradients(
                next(numbers), [None if gradient is None else next(numbers) for gradient in into]
            )


class Eager:
    """Eager calls, and a GradientTape."""

    def __call__(self, function, *arrays):
        return _numpy(self.wrapped(function)(*[v1.constant(array) for array in arrays]))

    def gradients(self, function, *arrays):
        tf = installed.tensorflow()

        def with_tape(*tensors):
            with tf.GradientTape() as tape:
                tape.watch(tensors)
                value = function(*tensors)
            return value, tape.gradient(value, tensors)

        value, into = self.wrapped(with_tape)(*[v1.constant(array) for array in arrays])
        return Gradients(_numpy(value), [_numpy(gradient) for gradient in into])

    def wrapped(self, function):
        return function


class Function(Eager):
    """A tf.function, traced."""

    def wrapped(self, function):
        return installed.tensorflow().function(function)


class Xla(Eager):
    """A tf.function, compiled by XLA."""

    def wrapped(self, function):
        keyword = "jit_compile" if RELEASE >= (2, 5) else "experimental_compile"
        return installed.tensorflow().function(function, **{keyword: True})


def _numpy(value):
    if isinstance(value, (list, tuple)):
        return [_numpy(part) for part in value]
    return None if value is None else np.asarray(value)


MODES = [Graph()]
if RELEASE >= (2, 0):
    MODES += [Eager(), Function()]
