"""``tfe.Network``: what eager code of 1.5 to 1.7 put its layers into, before ``tf.keras.Model``.

Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/contrib/eager/python/network.py
"""

import inspect
import re
from typing import Any, Callable, List

from tfcompat_ce import v1 as tf
from tfcompat_ce.shim import installed as _installed

_Module: Any = _installed.tensorflow().compat.v2.Module


class Network(_Module):  # type: ignore[misc]
    """A model of layers: a subclass tracks them where it is made, and calls them in ``call``.

    Its variables are named after it: ``neural_net/dense/kernel``.

    Args:
      name: By default that of the class, in lower case.
    """

    def __init__(self, name: Any = None) -> None:
        kind = type(self).__name__
        super().__init__(name=name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower())
        self._tracked: List[Any] = []

    def track_layer(self, layer: Any) -> Any:
        """Takes a layer in, and gives it back."""
        self._tracked.append(layer)
        return layer

    def call(self, inputs: Any) -> Any:
        """What the layers make of the inputs."""
        raise NotImplementedError("a tfe.Network needs a method `call`")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with tf.variable_scope(self.name):
            return self.call(*args, **kwargs)

    def get_layer(self, name: Any = None, index: Any = None) -> Any:
        """A layer by its name, or by its place.

        Raises:
          ValueError: there is none, or both are given, or neither.
        """
        if (name is None) == (index is None):
            raise ValueError("give either the name of a layer or its index")
        if index is not None and index < len(self._tracked):
            return self._tracked[index]
        for layer in self._tracked:
            if name is not None and layer.name == name:
                return layer
        raise ValueError(f"the network has no layer {index if name is None else name}")

    @property
    def layers(self) -> List[Any]:
        return list(self._tracked)

    @property
    def losses(self) -> List[Any]:
        return self._all("losses")

    @property
    def weights(self) -> List[Any]:
        return self._all("weights")

    @property
    def trainable_weights(self) -> List[Any]:
        return self._all("trainable_weights")

    @property
    def non_trainable_weights(self) -> List[Any]:
        return self._all("non_trainable_weights")

    variables = weights
    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    def _all(self, what: str) -> List[Any]:
        return [one for layer in self._tracked for one in getattr(layer, what)]


class Sequential(Network):
    """Layers one after the other: each is a layer, or a function that is given the inputs.

    Args:
      layers_funcs: They, in their order.
      name: Of the network.
    """

    def __init__(self, layers_funcs: Any = None, name: Any = None) -> None:
        super().__init__(name)
        self._functions: List[Callable[..., Any]] = []
        for one in layers_funcs or ():
            self.add(one)

    def add(self, layer_func: Any) -> None:
        """Puts a layer or a function after the others."""
        is_layer = hasattr(layer_func, "trainable_weights")
        self._functions.append(self.track_layer(layer_func) if is_layer else layer_func)

    def call(self, inputs: Any, training: Any = None) -> Any:
        for one in self._functions:
            takes = inspect.signature(getattr(one, "call", one)).parameters
            given = {} if training is None or "training" not in takes else {"training": training}
            inputs = one(inputs, **given)
        return inputs
