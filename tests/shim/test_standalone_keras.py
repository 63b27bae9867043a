"""Stand-alone Keras of 2016 to 2019, `import keras` beside TensorFlow 1.x."""

import importlib
import importlib.util
import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from tfcompat_ce.shim import installed

RELEASE = installed.release()
HAS_KERAS_2 = RELEASE < (2, 16) or importlib.util.find_spec("tf_keras") is not None

with_keras_2 = pytest.mark.skipif(not HAS_KERAS_2, reason="tf_keras is not installed")
# tf.keras of 1.4 to 1.12 has another layout, and less.
since_1_13 = pytest.mark.skipif(RELEASE < (1, 13), reason="TensorFlow has no tf.compat.v1.keras")

# As programs of then import, with what each name has to be.
IMPORTS = """
from keras.layers.core import Dense, Dropout, Flatten, Lambda
from keras.layers.convolutional import Conv2D
from keras.layers.advanced_activations import LeakyReLU
from keras.layers.normalization import BatchNormalization
from keras.layers.recurrent import LSTM
from keras.layers.embeddings import Embedding
from keras.layers.merge import concatenate
from keras.layers.wrappers import TimeDistributed
from keras.layers.pooling import MaxPooling2D
from keras.layers import Input, Activation
from keras.engine import Model, Layer
from keras.engine.topology import InputSpec
from keras.engine.training import Model
from keras.models import Sequential, load_model
from keras.optimizers import Adam, SGD
from keras.regularizers import l2
from keras.constraints import maxnorm
from keras.objectives import mean_squared_error
from keras.utils.np_utils import to_categorical
from keras.utils.generic_utils import get_custom_objects
from keras.utils import to_categorical
from keras.preprocessing.image import ImageDataGenerator
from keras.preprocessing.sequence import pad_sequences
from keras.callbacks import ModelCheckpoint
from keras.backend.tensorflow_backend import set_session
from keras import backend, layers, callbacks
""".strip().splitlines()

PROGRAM = """
import json
import numpy as np
import tensorflow as tf
import keras
import keras.layers as KL
from keras import backend as K
from keras.engine.topology import Layer
from keras.models import Sequential
from keras.utils.np_utils import to_categorical
import helper

class Scale(Layer):
    def build(self, shape):
        self.scale = self.add_weight(name="scale", shape=(1,), initializer="ones")
        super(Scale, self).build(shape)

    def call(self, x):
        return x * self.scale

session = tf.Session(config=tf.ConfigProto(allow_soft_placement=True))
K.set_session(session)
assert K.get_session() is session
weights = np.linspace(-1, 1, 12).reshape(4, 3)
model = Sequential([Scale(input_shape=(4,)), helper.dense(3, weights=[weights, np.zeros(3)])])
assert isinstance(model.layers[1], tf.keras.layers.Layer)
model.compile(keras.optimizers.SGD(lr=0.1), "categorical_crossentropy", metrics=["accuracy"])
inputs, labels = np.linspace(0, 1, 48).reshape(12, 4), to_categorical(np.arange(12) % 3, 3)
history = model.fit(inputs, labels, batch_size=12, epochs=5, verbose=0).history
print("::", json.dumps([float(loss) for loss in history["loss"]]))
"""
# In a file of its own, which does not import TensorFlow.
HELPER = """
from keras.layers.core import Dense

def dense(units, **options):
    return Dense(units, activation="softmax", **options)
"""
# By hand, in float64 NumPy.
LOSSES = [1.11513104, 1.11004550, 1.10576679, 1.10215026, 1.09908038]


@since_1_13
@with_keras_2
@pytest.mark.parametrize("line", IMPORTS)
def test_what_programs_of_then_import(line):
    names = {}
    exec(line.replace("from keras", "from tfcompat_ce.keras"), names)
    for imported in line.partition(" import ")[2].split(", "):
        assert callable(names[imported]) or imported in ("backend", "layers", "callbacks")


@since_1_13
@with_keras_2
def test_it_is_tensorflows_keras_2():
    import tfcompat_ce.keras.layers.core
    import tfcompat_ce.keras.layers.normalization as normalization
    from tfcompat_ce.keras.layers import core

    from tfcompat_ce import keras
    from tfcompat_ce.keras import backend

    if RELEASE < (2, 16):
        native = installed.tensorflow().compat.v1.keras
    else:
        native = importlib.import_module("tf_keras.api._v1.keras")
    assert keras is tfcompat_ce.keras and keras.backend is backend
    assert keras.layers.core is core and core.Dense is keras.layers.Dense is native.layers.Dense
    assert normalization.BatchNormalization is native.layers.BatchNormalization
    assert keras.engine.topology.Layer is native.layers.Layer
    assert keras.__version__[:2] == "2."
    assert {"layers", "Model"} <= set(dir(keras)) and "Dense" in dir(core)
    assert pickle.loads(pickle.dumps(core)) is core


@pytest.mark.skipif(RELEASE < (2, 16), reason="TensorFlow's own Keras 2 lost them one by one")
@with_keras_2
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("import tfcompat_ce.keras.wrappers.scikit_learn", "scikeras"),
        ("from tfcompat_ce.keras.utils import multi_gpu_model", "MirroredStrategy"),
        ("from tfcompat_ce.keras.layers.foo import Foo", "Keras 2 has no keras.layers.foo"),
        ("from tfcompat_ce.keras.layers import Foo", "Keras 2 has no keras.layers.Foo"),
    ],
)
def test_what_is_gone(line, words):
    with pytest.raises(ImportError, match=words):
        exec(line)


@pytest.mark.skipif(HAS_KERAS_2, reason="Keras 2 is there")
def test_without_keras_2_one_line_says_what_to_install():
    from tfcompat_ce import keras

    with pytest.raises(AttributeError, match=r"^keras, .*pip install 'tfcompat-ce\[legacy-keras"):
        keras.layers
    with pytest.raises(ImportError, match="legacy-keras"):
        exec("from tfcompat_ce.keras.layers.core import Dense")


def run(folder, program, **environment):
    """What `tfcompat-ce run` prints of a program beside its helper."""
    if sys.version_info < (3, 10):
        pytest.skip("`tfcompat-ce run` needs Python 3.10")
    pytest.importorskip("tree_sitter")
    (folder / "program.py").write_text(program)
    (folder / "helper.py").write_text(HELPER)
    command = [sys.executable, "-m", "tfcompat_ce", "run", "program.py"]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), **environment)
    finished = subprocess.run(command, cwd=str(folder), env=environment, capture_output=True)
    assert finished.returncode == 0, finished.stderr.decode()
    return finished.stdout.decode()


with_tf_keras = pytest.mark.skipif(
    RELEASE < (2, 16) or not HAS_KERAS_2, reason="tf_keras is not installed"
)


@with_tf_keras
def test_run_leads_a_program_and_its_files_to_keras_2(tmp_path):
    printed = run(tmp_path, PROGRAM, TF_USE_LEGACY_KERAS="1").partition(":: ")[2]
    np.testing.assert_allclose(json.loads(printed), LOSSES, rtol=1e-6)


@with_tf_keras
def test_run_leaves_keras_3_to_those_who_ask_for_it(tmp_path):
    program = "import keras\nprint(keras.__version__)\n"
    assert run(tmp_path, program, TF_USE_LEGACY_KERAS="0").startswith("3.")
    assert run(tmp_path, program, TF_USE_LEGACY_KERAS="1").startswith("2.")
