"""Methods of Keras's models that it lost in 2.6: programs of 1.x use them after each training.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/keras/Sequential
"""

from __future__ import annotations

import sys
from typing import Any

from tfcompat_ce.run.import_hook import After, install

# Where Keras has its class: 3, in tf_keras, and 2 with TensorFlow 2.6 to 2.15.
MODULES = (
    "keras.src.models.sequential",
    "tf_keras.src.engine.sequential",
    "keras.src.engine.sequential",
    "keras.engine.sequential",
)


def restore() -> None:
    """Put them back where they are not there, as soon as anybody imports Keras."""
    for name in MODULES:
        if name in sys.modules:
            _give(sys.modules[name])
        else:
            install(After(name, _give))


def _give(module: Any) -> None:
    for method in (predict_proba, predict_classes):
        if not hasattr(module.Sequential, method.__name__):
            setattr(module.Sequential, method.__name__, method)


def predict_proba(self: Any, x: Any, batch_size: int = 32, verbose: int = 0) -> Any:
    """What the model gives for each example: probabilities, if its last layer does."""
    return self.predict(x, batch_size=batch_size, verbose=verbose)


def predict_classes(self: Any, x: Any, batch_size: int = 32, verbose: int = 0) -> Any:
    """The likeliest class of each example; of a single output, whether it is above a half."""
    found = self.predict(x, batch_size=batch_size, verbose=verbose)
    return found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")
