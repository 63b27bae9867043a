"""TensorFlow's modules, imported as if they were ours."""

import copy
import importlib
import importlib.util
import inspect
import pickle
import pydoc
import sys
import types

import pytest

import tfcompat_ce
from tfcompat_ce import v1, v2
from tfcompat_ce.shim import installed

RELEASE = installed.release()
HAS_V2 = RELEASE >= (1, 14)
HAS_KERAS = RELEASE >= (1, 4)

tf = installed.tensorflow()


def native():
    return tf.compat.v1 if RELEASE >= (1, 13) else tf


def after(statements, name):
    names = {}
    exec(statements, names)
    return names[name]


@pytest.mark.parametrize(
    "statement", ["import tfcompat_ce.v1.{0}", "from tfcompat_ce.v1 import {0}"]
)
@pytest.mark.parametrize("name", ["gfile", "summary", "losses", "image", "app", "flags"])
def test_the_module_is_tensorflows_own(statement, name):
    module = getattr(native(), name)
    described = module.__name__, module.__spec__, module.__package__, module.__loader__
    exec(statement.format(name))
    assert sys.modules.get(f"tfcompat_ce.v1.{name}", module) is module
    assert getattr(v1, name) is module
    assert described == (module.__name__, module.__spec__, module.__package__, module.__loader__)


@pytest.mark.skipif(not HAS_KERAS, reason="keras came with 1.4")
def test_every_way_to_import_from_keras():
    dense = native().keras.layers.Dense
    assert after("from tfcompat_ce.v1.keras.layers import Dense", "Dense") is dense
    assert after("import tfcompat_ce.v1.keras.layers as layers", "layers").Dense is dense
    assert after("from tfcompat_ce.v1.keras import layers", "layers").Dense is dense
    assert after("from tfcompat_ce.v1 import keras", "keras").layers.Dense is dense
    assert after("import tfcompat_ce.v1 as tf", "tf").keras.layers.Dense is dense
    assert after("import tfcompat_ce", "tfcompat_ce").v1.keras.layers.Dense is dense
    assert "tensorflow" not in sys.modules["tfcompat_ce.v1"].__name__
    assert sys.modules["tfcompat_ce.v1.keras.layers"].__name__.endswith("keras.layers")


@pytest.mark.skipif(HAS_KERAS, reason="keras came with 1.4")
def test_no_keras_before_1_4():
    with pytest.raises(ImportError, match="keras"):
        exec("from tfcompat_ce.v1.keras.layers import Dense")
    with pytest.raises(ImportError):
        import tfcompat_ce.v1.keras  # noqa: F401


def test_what_tensorflow_imports_but_does_not_show():
    from tfcompat_ce.v1.core.framework import graph_pb2
    from tfcompat_ce.v1.python.framework import ops

    assert graph_pb2 is sys.modules["tensorflow.core.framework.graph_pb2"]
    assert ops.get_default_graph is sys.modules["tensorflow.python.framework.ops"].get_default_graph
    assert ops.Graph is v1.Graph


@pytest.mark.skipif(RELEASE >= (2, 0), reason="tf.contrib went with 2.0")
def test_contrib():
    from tfcompat_ce.v1.contrib import slim
    from tfcompat_ce.v1.contrib.layers import fully_connected
    from tfcompat_ce.v1.examples.tutorials.mnist import input_data

    assert "contrib" in dir(v1)
    assert slim is tf.contrib.slim is v1.contrib.slim
    assert fully_connected is tf.contrib.layers.fully_connected
    assert input_data is sys.modules["tensorflow.examples.tutorials.mnist.input_data"]


def test_modules_of_nn():
    from tfcompat_ce.v1.nn.rnn_cell import BasicLSTMCell

    from tfcompat_ce.nn import rnn_cell as of_the_short_name
    from tfcompat_ce.v1.nn import rnn_cell

    assert rnn_cell is of_the_short_name is v1.nn.rnn_cell is tfcompat_ce.nn.rnn_cell
    assert rnn_cell.BasicLSTMCell is BasicLSTMCell


@pytest.mark.skipif(not HAS_V2, reason="no 2.x namespace before 1.14")
def test_modules_of_v2():
    from tfcompat_ce.v2.keras.layers import Dense

    own = tf if RELEASE >= (2, 0) else tf.compat.v2
    assert Dense is own.keras.layers.Dense
    assert importlib.import_module("tfcompat_ce.v2.data") is own.data is v2.data


@pytest.mark.skipif(HAS_V2, reason="2.x names exist from 1.14 on")
@pytest.mark.parametrize(
    "statement",
    [
        "import tfcompat_ce.v2.keras",
        "from tfcompat_ce.v2 import keras",
        "from tfcompat_ce.v2.keras.layers import Dense",
    ],
)
def test_before_1_14_an_import_from_v2_says_why_it_fails(statement):
    with pytest.raises(ImportError, match="no 2.x namespace: it came with 1.14") as error:
        exec(statement)
    assert error.value.name == "tfcompat_ce.v2.keras"


@pytest.mark.parametrize("name", ["v1.nonsense", "v1.Session", "v1.nn.nonsense"])
def test_what_is_not_a_module(name):
    with pytest.raises(ImportError, match=f"No module named 'tfcompat_ce.{name}'"):
        importlib.import_module(f"tfcompat_ce.{name}")
    assert importlib.util.find_spec(f"tfcompat_ce.{name}") is None
    assert f"tfcompat_ce.{name}" not in sys.modules


def test_modules_of_this_package_are_not_tensorflows():
    assert importlib.import_module("tfcompat_ce.v1.nn").__name__ == "tfcompat_ce.v1.nn"
    assert importlib.util.find_spec("tfcompat_ce.nonsense") is None
    with pytest.raises(ImportError, match="No module named 'tfcompat_ce.train'"):
        importlib.import_module("tfcompat_ce.train")


def test_a_module_of_this_package_can_be_imported_anew(python):
    output = python(
        "import sys\n"
        "import tfcompat_ce.v1.nn\n"
        "del sys.modules['tfcompat_ce.v1.nn']\n"
        "import tfcompat_ce.v1.nn as nn\n"
        "print(nn.__name__)\n"
    )
    assert output.splitlines()[-1] == "tfcompat_ce.v1.nn"


def test_compat():
    from tfcompat_ce.v1.compat import v1 as the_same

    assert v1.compat.v1 is v1
    assert v1.compat.v2 is v2
    assert the_same is v1
    assert importlib.import_module("tfcompat_ce.v1.compat.v1") is v1
    assert v1.compat.v1.nn.softmax is tfcompat_ce.softmax
    assert v1.compat.as_bytes is tf.compat.as_bytes
    assert {"as_bytes", "as_text", "v1", "v2"} <= set(dir(v1.compat))


NAMESPACES = [v1, v1.nn, v1.compat] + ([v2, v2.nn] if HAS_V2 else [])
each_namespace = pytest.mark.parametrize("module", NAMESPACES, ids=lambda module: module.__name__)


@each_namespace
def test_a_namespace_can_be_looked_at(module):
    members = dict(inspect.getmembers(module))
    assert set(members) >= set(dir(module))
    assert members
    assert inspect.getfile(module).endswith(".py")
    assert inspect.getdoc(module) == inspect.cleandoc(module.__doc__)
    assert copy.deepcopy({"tf": module})["tf"] is module
    assert copy.copy(module) is module
    assert pickle.loads(pickle.dumps(module)) is module
    assert isinstance(module, types.ModuleType)


@pytest.mark.parametrize("name", ["v1.nn", "v1.compat"])
def test_help(name):
    text = pydoc.render_doc(importlib.import_module(f"tfcompat_ce.{name}"))
    assert f"tfcompat_ce.{name}" in pydoc.plain(text)


@each_namespace
def test_a_namespace_can_be_loaded_again(module):
    if module is not v1.nn:  # Its functions would be others, in the tests that run after this one.
        assert importlib.reload(module) is module
    assert module.__spec__.name == module.__name__
    assert sum(finder is tfcompat_ce.shim.submodules.Finder for finder in sys.meta_path) == 1


def test_the_finder_is_a_good_neighbour():
    importlib.invalidate_caches()
    find = tfcompat_ce.shim.submodules.Finder.find_spec
    for name in ("json", "tfcompat_ce", "tfcompat_ce.v1", "tfcompat_ce.v1.not_imported.keras"):
        assert find(name) is None


def test_nothing_is_imported_before_it_is_asked_for(python):
    output = python(
        "import sys\n"
        "import tfcompat_ce.v1 as tf\n"
        "import tfcompat_ce.v1.compat\n"
        "import tfcompat_ce.v2\n"
        "from tfcompat_ce.v1 import nn\n"
        "names = ('tensorflow', 'keras')\n"
        "print('before', [name for name in sys.modules if name.startswith(names)])\n"
        "import tfcompat_ce.v1.train\n"
        "print('train', 'tensorflow' in sys.modules)\n"
        "import tfcompat_ce.v1.summary\n"
        "print('after', 'tensorflow' in sys.modules)\n"
    )
    # TensorFlow's own lines may stand between and behind them.
    assert {"before []", "after True"} <= set(output.splitlines())


def test_an_import_neither_warns_nor_logs(python):
    """TensorFlow 1.13 to 1.15 log about names that they call deprecated, and about tf.contrib."""
    output = python(
        "import logging, warnings\n"
        "import tensorflow as tf\n"
        "tf = getattr(getattr(tf, 'compat'), 'v1', tf)\n"
        "logging.basicConfig(level=1)\n"
        "warnings.simplefilter('always')\n"
        "tf.logging.set_verbosity(tf.logging.DEBUG)\n"
        "print('-- marker --', flush=True)\n"
        "import tfcompat_ce.v1 as v1\n"
        "import tfcompat_ce.v1.train\n"
        "from tfcompat_ce.v1 import losses, summary\n"
        "from tfcompat_ce.v1.app import run\n"
        "for name in ['Session', 'log', 'placeholder', 'logging', 'disable_v2_behavior']:\n"
        "    getattr(v1, name)\n"
        "hasattr(v1, 'contrib'), hasattr(v1, 'layers'), dir(v1), v1.executing_eagerly()\n"
        "print('-- marker --', flush=True)\n"
    )
    assert output.split("-- marker --\n")[1:] == ["", ""]
