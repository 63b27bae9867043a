"""Stand-alone Keras of 2016 to 2019: ``import tfcompat_ce.keras as keras``.

It is the Keras 2 that goes with the installed TensorFlow: ``tf_keras`` from 2.16 on, and
TensorFlow's own before. The modules of then can be imported from, as in
``from tfcompat_ce.keras.layers.core import Dense``.
"""

import sys
import typing

from tfcompat_ce.shim import standalone_keras

sys.modules[__name__] = standalone_keras.module()

if typing.TYPE_CHECKING:

    def __getattr__(name: str) -> typing.Any: ...
