"""Stand-alone Keras beside TensorFlow 1.x: advice, once for a file."""

import pytest
from pairs import findings

PROGRAM = "import tensorflow as tf\n{}\ntf.Session()\n"


def said(code, target="v1"):
    return [found for found in findings(code, target) if found.code == "TFC025"]


@pytest.mark.parametrize(
    "line",
    [
        "import keras",
        "import keras.backend as K",
        "import keras as k",
        "import os, keras",
        "from keras import backend as K",
        "from keras.layers.core import Dense",
        "from keras.models import *",
    ],
)
def test_keras_beside_1x(line):
    (found,) = said(PROGRAM.format(line))
    assert (found.action.value, found.line) == ("advice", 2)
    assert "`tfcompat_ce.keras`" in found.message


def test_it_is_said_once():
    (found,) = said(PROGRAM.format("import keras\nfrom keras import backend"))
    assert found.message.endswith("(and 1 more in this file)")


@pytest.mark.parametrize(
    "line",
    [
        "import tf_keras as keras",
        "from tensorflow import keras",
        "from .keras import layers",
        "from models import keras",
        "import models.keras",
        "keras = tf.keras",
        "import tfcompat_ce.keras as keras",
    ],
)
def test_what_is_not_stand_alone_keras(line):
    assert said(PROGRAM.format(line)) == []


def test_programs_of_2x_and_other_targets():
    assert said("import keras\nimport tensorflow as tf\ntf.random.set_seed(1)\n") == []
    assert said(PROGRAM.format("import keras"), "nn") == []
