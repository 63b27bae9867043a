"""The whole program as 2.x has it."""

import json

import pytest
from pairs import findings, rewritten
from test_reexports import project

from tfcompat_ce.rewrite.files.project import Task, find_files, rewrite_bytes, rewrite_files
from tfcompat_ce.rewrite.rewriter import Options

TF = "import tensorflow as tf\n"
SWITCH = "tf.compat.v1.disable_v2_behavior()\n"
KERAS = 'import os\nos.environ.setdefault("TF_USE_LEGACY_KERAS", "1")\n'


def v2(before, **options):
    return rewritten(before, "v2", select=("TFC",), **options)


def last(line, **options):
    return v2(f"{TF}{line}\n", **options).splitlines()[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.log(x)", "tf.math.log(x)"),
        ("tf.random_normal([2])", "tf.random.normal([2])"),
        ("tf.gfile.GFile(p)", "tf.io.gfile.GFile(p)"),
        ("tf.nn.relu(x)", "tf.nn.relu(x)"),
        ("tf.Session()", "tf.compat.v1.Session()"),
        ("tf.train.Saver.save", "tf.compat.v1.train.Saver.save"),
        ("tf.reduce_sum(x, reduction_indices=1, keep_dims=True)", "tf.reduce_sum(x, axis=1, keepdims=True)"),
        ("tf.reduce_sum(*x)", "tf.compat.v1.reduce_sum(*x)"),
        ("f = tf.reduce_sum", "f = tf.compat.v1.reduce_sum"),
        ("tf.transpose(x, [1, 0], 't')", "tf.transpose(x, [1, 0], name='t')"),
        ("tf.nn.dropout(x, keep)", "tf.nn.dropout(x, rate=1 - keep)"),
        ("tf.nn.dropout(x, keep_prob=a + b)", "tf.nn.dropout(x, rate=1 - (a + b))"),
        ("tf.nn.dropout(x, p, None)", "tf.compat.v1.nn.dropout(x, p, None)"),
        ("tf.gather(x, i, validate_indices=False, axis=1)", "tf.gather(x, i, axis=1)"),
        ("tf.gather(x, i, None)", "tf.gather(x, i)"),
        ("tf.gather(x, i, None, 'g')", "tf.compat.v1.gather(x, i, None, 'g')"),
        ("tf.gather(x, i, f(), axis=1)", "tf.compat.v1.gather(x, i, f(), axis=1)"),
        ("tf.contrib.layers.xavier_initializer(True, seed=3)", "tf.compat.v1.glorot_uniform_initializer(seed=3)"),
        ("tf.contrib.layers.xavier_initializer(uniform=True)", "tf.compat.v1.glorot_uniform_initializer()"),
        ("tf.contrib.layers.xavier_initializer(u)", "tf.contrib.layers.xavier_initializer(u)"),
        ("tf.contrib.framework.CriticalSection()", "tf.CriticalSection()"),
        ("tf.nn.dropout(x, keep_prob=tf.to_float(k))", "tf.nn.dropout(x, rate=1 - tf.cast(k, tf.float32))"),
        ("tf.nn.dropout(x, tf.log(k) + 1)", "tf.nn.dropout(x, rate=1 - (tf.math.log(k) + 1))"),
        ("tf.constant(0, shape=[2])", "tf.compat.v1.constant(0, shape=[2])"),
        ("tf.pad(x, p, 'CONSTANT', 'n')", "tf.pad(x, p, 'CONSTANT', name='n')"),
        ("tf.to_float(tf.to_int32(x))", "tf.cast(tf.cast(x, tf.int32), tf.float32)"),
        ("tf.to_float(x, name='f')", "tf.cast(x, name='f', dtype=tf.float32)"),
        ("tf.gfile.Exists(p) or tf.gfile.Glob(filename=p)", "tf.io.gfile.exists(p) or tf.io.gfile.glob(pattern=p)"),
        ("f = tf.gfile.Exists", "f = tf.compat.v1.gfile.Exists"),
        ("tf.parse_single_example(s, features=f)", "tf.io.parse_single_example(s, features=f)"),
        ("tf.nn.in_top_k(p, t, 1)", "tf.math.in_top_k(predictions=p, targets=t, k=1)"),
        ("tf.device('/cpu:%d' % i)", "tf.device('/cpu:%d' % i)"),
        ("tf.device(place)", "tf.compat.v1.device(place)"),
        ("tf.gradients(y, x, colocate_gradients_with_ops=True)", "tf.compat.v1.gradients(y, x, colocate_gradients_with_ops=True)"),
        ("tf.assert_less_equal(a, b)", "tf.debugging.assert_less_equal(a, b)"),
        ("tf.multinomial(x, 5, 3)", "tf.random.categorical(x, 5, seed=3)"),
        ("tf.decode_raw(a, tf.uint8); tf.decode_csv(a, b)", "tf.io.decode_raw(a, tf.uint8); tf.io.decode_csv(a, b)"),
        ("tf.depth_to_space(a, 2); tf.count_nonzero(a); tf.confusion_matrix(a, b)", "tf.nn.depth_to_space(a, 2); tf.math.count_nonzero(a); tf.math.confusion_matrix(a, b)"),
        ("tf.assert_less_equal(a, b, [a])", "tf.compat.v1.assert_less_equal(a, b, [a])"),
        ("tf.zeros_like(tensor=x)", "tf.compat.v1.zeros_like(tensor=x)"),
        ("tf.pack([tf.mul(a, b)])", "tf.stack([tf.multiply(a, b)])"),
        ("tf.merge_all_summaries()", "tf.compat.v1.summary.merge_all()"),
        ("tf.contrib.rnn.GRUCell(3)", "tf.compat.v1.nn.rnn_cell.GRUCell(3)"),
        ("tf.contrib.rnn.static_rnn(c, x)", "tf.compat.v1.nn.static_rnn(c, x)"),
        ("tf.contrib.framework.nest.flatten(x)", "tf.nest.flatten(x)"),
        ("tf.math.log(x)", "tf.math.log(x)"),
        ("tf.compat.v1.Session()", "tf.compat.v1.Session()"),
    ],
)  # fmt: skip
def test_a_name(before, after):
    assert last(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import tfcompat_ce.v1 as tf\ntf.log(x)\n", "import tensorflow as tf\ntf.math.log(x)\n"),
        ("from tfcompat_ce import v1 as tf\ntf.log(x)\n", "import tensorflow as tf\ntf.math.log(x)\n"),
        ("import tensorflow\ntensorflow.log(x)\n", "import tensorflow\ntensorflow.math.log(x)\n"),
        ("from tensorflow import log\nlog(x)\n", "from tensorflow.math import log\nlog(x)\n"),
        ("from tensorflow import random_normal\n", "from tensorflow.random import normal as random_normal\n"),
        ("from tensorflow import nn, float32\nnn.relu\n", "from tensorflow import nn, float32\nnn.relu\n"),
        ("from tensorflow import nn, float32\nnn.dropout\n", "from tensorflow.compat.v1 import nn\nfrom tensorflow import float32\nnn.dropout\n"),
        ("from tensorflow import nn\nnn.softmax(x, dim=1)\n", "from tensorflow import nn\nnn.softmax(x, axis=1)\n"),
        ("from tfcompat_ce.v1 import layers\n", "from tensorflow.compat.v1 import layers\n"),
    ],
)  # fmt: skip
def test_imports(before, after):
    assert v2(before) == after


def test_graph_code_says_so():
    code = f"{TF}x = tf.placeholder(tf.float32)\n"
    assert v2(code) == f"{TF}{SWITCH}x = tf.compat.v1.placeholder(tf.float32)\n"


def test_the_family_is_led_out_with_the_rest():
    code = (
        "import tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()\n"
        "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)\n"
    )
    assert v2(code) == (
        f"{TF}{SWITCH}"
        "tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(y), logits=p)\n"
    )


def test_what_is_gone_is_for_a_person():
    (found,) = findings(f"{TF}tf.contrib.gan.gan_model(g)\n", "v2", select=("TFC",))
    assert (found.code, found.action.value, found.line) == ("TFC030", "manual", 2)


def test_2x_code_stays():
    code = f"{TF}tf.random.set_seed(1)\ntf.constant(1, shape=[2])\n"
    assert v2(code) == code


MODULES = [
    (
        "import tensorflow as tf\nfrom tensorflow.contrib import rnn\ncell = rnn.GRUCell(3)\n",
        "import tensorflow as tf\ncell = tf.compat.v1.nn.rnn_cell.GRUCell(3)\n",
    ),
    (
        "from tensorflow.contrib import rnn\ncell = rnn.GRUCell(3)\n",
        "import tensorflow as tf\ncell = tf.compat.v1.nn.rnn_cell.GRUCell(3)\n",
    ),
    (
        "import tensorflow as tf\nimport tensorflow.contrib.rnn as rnn\ncell = rnn.GRUCell(3)\nrnn.UGRNNCell\n",
        "import tensorflow as tf\nimport tensorflow.contrib.rnn as rnn\ncell = tf.compat.v1.nn.rnn_cell.GRUCell(3)\nrnn.UGRNNCell\n",
    ),
    (
        "import tensorflow as tf\nrnn = tf.contrib.rnn\ncell = rnn.GRUCell(3)\n",
        "import tensorflow as tf\ncell = tf.compat.v1.nn.rnn_cell.GRUCell(3)\n",
    ),
    (
        "from tensorflow.contrib.rnn import GRUCell\ncell = GRUCell(3)\n",
        "from tensorflow.compat.v1.nn.rnn_cell import GRUCell\ncell = GRUCell(3)\n",
    ),
    (
        "from tensorflow.contrib.layers import flatten, xavier_initializer as xavier\nflatten(x)\nxavier(seed=1)\nxavier()\n",
        "import tensorflow as tf\ntf.compat.v1.layers.flatten(x)\ntf.compat.v1.glorot_uniform_initializer(seed=1)\ntf.compat.v1.glorot_uniform_initializer()\n",
    ),
    (
        "from tensorflow.contrib.layers import flatten, xavier_initializer as xavier\nflatten(x)\nxavier(False)\n",
        "import tensorflow as tf\nfrom tensorflow.contrib.layers import xavier_initializer as xavier\ntf.compat.v1.layers.flatten(x)\nxavier(False)\n",
    ),
    (
        "from tensorflow.python.framework import graph_util, ops\ngraph_util.remove_training_nodes(g)\nops.reset_default_graph()\n",
        "import tensorflow as tf\nfrom tensorflow.compat.v1 import graph_util\nfrom tensorflow.compat.v1 import disable_v2_behavior\ndisable_v2_behavior()\ngraph_util.remove_training_nodes(g)\ntf.compat.v1.reset_default_graph()\n",
    ),
    (
        "from tensorflow.python.framework.graph_util import remove_training_nodes\n",
        "from tensorflow.compat.v1.graph_util import remove_training_nodes\n",
    ),
    (
        "from tensorflow.python.keras import layers, backend as K\nlayers.Dense(2)\nK.square(x)\nK.no_such(x)\n",
        "from tensorflow.keras import layers\nimport tensorflow as tf\nfrom tensorflow.python.keras import backend as K\nlayers.Dense(2)\ntf.keras.backend.square(x)\nK.no_such(x)\n",
    ),
    (
        "from tensorflow.contrib import distributions\ndistributions.Normal(0., 1.)\ndistributions.Poisson(2.)\n",
        "import tensorflow as tf\nfrom tensorflow.contrib import distributions\ntf.compat.v1.distributions.Normal(0., 1.)\ndistributions.Poisson(2.)\n",
    ),
    (
        "import tensorflow as tf\nfrom tensorflow.keras import backend as K\nK.set_session(tf.Session())\nK.square(x)\n",
        "import tensorflow as tf\nfrom tensorflow.keras import backend as K\ntf.compat.v1.keras.backend.set_session(tf.compat.v1.Session())\nK.square(x)\n",
    ),
    (
        "from tensorflow.python.client import device_lib\ndevice_lib.list_local_devices()\n",
        "from tensorflow.python.client import device_lib\ndevice_lib.list_local_devices()\n",
    ),
    (
        "from tensorflow.python.keras.layers import Dense\nfrom tensorflow import placeholder\n",
        "from tensorflow.keras.layers import Dense\nfrom tensorflow.compat.v1 import placeholder\n",
    ),
    (
        "import tensorflow as tf\ntf.enable_eager_execution()\nx = tf.contrib.eager.executing_eagerly()\n",
        "import tensorflow as tf\ntf.compat.v1.enable_eager_execution()\nx = tf.compat.v1.executing_eagerly()\n",
    ),
    (
        "import tensorflow as tf\nimport tensorflow.contrib.eager as tfe\ntfe.enable_eager_execution()\n",
        "import tensorflow as tf\ntf.compat.v1.enable_eager_execution()\n",
    ),
    (
        "import tensorflow.contrib.rnn\nx = tensorflow.contrib.rnn.GRUCell(3)\n",
        "import tensorflow\nx = tensorflow.compat.v1.nn.rnn_cell.GRUCell(3)\n",
    ),
    (
        "from tensorflow.models.rnn import rnn, rnn_cell\nrnn.rnn(rnn_cell.GRUCell(3), x)\n",
        "import tensorflow as tf\ntf.compat.v1.nn.static_rnn(tf.compat.v1.nn.rnn_cell.GRUCell(3), x)\n",
    ),
    (
        "import tensorflow.models.rnn.rnn_cell\nx = tensorflow.models.rnn.rnn_cell.GRUCell(3)\n",
        "import tensorflow\nx = tensorflow.compat.v1.nn.rnn_cell.GRUCell(3)\n",
    ),
    (
        "from tensorflow.models.rnn.rnn import rnn, dynamic_rnn\n",
        "from tensorflow.compat.v1.nn import static_rnn as rnn, dynamic_rnn\n",
    ),
    (
        "from tensorflow.models.rnn.ptb import reader\nreader.ptb_raw_data(p)\n",
        "from tensorflow.models.rnn.ptb import reader\nreader.ptb_raw_data(p)\n",
    ),
    (
        "import tensorflow as tf\nmod = tf.compat.v1\nmod.reduce_sum(x, reduction_indices=0)\n",
        "import tensorflow as tf\nmod = tf.compat.v1\nmod.reduce_sum(x, reduction_indices=0)\n",
    ),
    (
        "try:\n    import tensorflow.compat.v1 as tf\nexcept ImportError:\n    import tensorflow as tf\ntf.log(x)\n",
        "try:\n    import tensorflow as tf\nexcept ImportError:\n    import tensorflow as tf\ntf.math.log(x)\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), MODULES)
def test_modules_that_2x_has_not(before, after):
    assert v2(before).replace(SWITCH, "").replace(KERAS, "") == after


def test_a_module_that_another_file_wants_stays(tmp_path):
    files = {
        "a.py": "import tensorflow as tf\nfrom tensorflow.contrib import rnn\nrnn.GRUCell(3)\n",
        "b.py": "from a import rnn\nrnn.GRUCell(3)\n",
    }
    assert "from tensorflow.contrib import rnn" in project(tmp_path, files, "v2")["a.py"][0]


def test_tensorflow_that_another_file_hands_on(tmp_path):
    files = {
        "common.py": "import tensorflow as tf\n",
        "model.py": "from common import tf\nx = tf.placeholder(tf.float32)\ny = tf.log(x)\n",
    }
    assert project(tmp_path, files, "v2")["model.py"][0].splitlines()[-2:] == [
        "x = tf.compat.v1.placeholder(tf.float32)",
        "y = tf.math.log(x)",
    ]


def test_idioms_are_advised_once():
    code = (
        f"{TF}with tf.Session() as s:\n    s.run(y)\ntf.Session()\nopt = tf.train.AdamOptimizer()\n"
    )
    advice = [one for one in findings(code, "v2", select=("TFC03",)) if one.code == "TFC031"]
    assert [(one.line, one.action.value) for one in advice] == [(2, "advice"), (5, "advice")]
    assert all("https://www.tensorflow.org/guide/" in one.message for one in advice)


def test_a_switch_in_a_function_is_seen_again(tmp_path):
    files = {
        "model.py": "import tensorflow as tf\ndef net():\n    return tf.placeholder(tf.float32)\n",
        "main.py": "import model\ndef train():\n    import tensorflow as tf\n    tf.Session()\ntrain()\n",
    }
    assert project(tmp_path, files, "v2")["main.py"][0].count("disable_v2_behavior") == 1


def test_what_a_class_has_goes_with_the_class():
    before = "from tensorflow.python.framework import device\ndevice.DeviceSpec.from_string(x)\n"
    assert v2(TF + before) == TF + "tf.compat.v1.DeviceSpec.from_string(x)\n"


def test_the_lowest_release_may_be_a_later_one():
    line = "tf.nn.moments(x, [0], keep_dims=True)"
    assert last(line) == last(line, lowest="2.0") == "tf.nn.moments(x, [0], keepdims=True)"
    line = "tf.squeeze(x, squeeze_dims=[1])"
    assert last(line, lowest="2.3") == "tf.squeeze(x, axis=[1])"
    line = "tf.zeros_like(tensor=x)"  # `input` is 2.x's word
    assert last(line, lowest="2.0") == "tf.zeros_like(input=x)"
    line = "tf.repeat(x, 2)"  # the same object since 2.1
    assert [last(line, lowest=one) for one in ("1.15", "2.0", "2.1", "2.9")] == [
        "tf.compat.v1.repeat(x, 2)",
        "tf.compat.v1.repeat(x, 2)",
        "tf.repeat(x, 2)",
        "tf.repeat(x, 2)",
    ]


def test_eager_code_says_so_where_1_15_is_to_run_it():
    # On 2.x it is so without being said, and saying it changes nothing.
    of_contrib = f"{TF}import tensorflow.contrib.eager as tfe\ntfe.enable_eager_execution()\n"
    for code in (of_contrib, f"{TF}tf.enable_eager_execution()\n"):
        assert v2(code) == f"{TF}tf.compat.v1.enable_eager_execution()\n"
        assert v2(code, lowest="2.0") == TF


@pytest.mark.parametrize("target", ["nn", "v1"])
def test_it_leads_on_from_the_other_targets(target):
    code = (
        f"{TF}x = tf.placeholder(tf.float32)\ny = tf.log(x)\n"
        "z = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, dim=0)\n"
    )
    moved_first = v2(rewritten(code, target))
    assert "tfcompat_ce" not in moved_first and "tf.compat.v1.placeholder" in moved_first
    assert "labels=tf.stop_gradient(y), logits=x, axis=0)" in moved_first
    assert "tf.math.log(x)" in moved_first


def test_a_notebook_and_python_2():
    cells = [["import tensorflow as tf\n", "%matplotlib inline\n"], ["print tf.log(2.)\n"]]
    made = [
        {"cell_type": "code", "metadata": {}, "source": lines, "outputs": []} for lines in cells
    ]
    document = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
    task = Task(Options(target="v2"))
    report, after = rewrite_bytes("a.ipynb", json.dumps(document).encode(), task)
    assert report.error is None
    assert json.loads(after)["cells"][1]["source"] == ["print tf.math.log(2.)\n"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f = partial(tf.random_normal, [2])", "f = partial(tf.random.normal, [2])"),
        ("map(tf.to_float, xs)", "map(tf.compat.v1.to_float, xs)"),
        ("tf.log = f", "tf.log = f"),
        ("T = tf; T.log(x)", "T = tf; T.math.log(x)"),
        ("(tf\n  .log)(x)", "  .math.log)(x)"),
        ("if tf.__version__ < '2': tf.log(x)", "if tf.__version__ < '2': tf.log(x)"),
        ("class C(tf.nn.rnn_cell.RNNCell): pass", "class C(tf.compat.v1.nn.rnn_cell.RNNCell): pass"),
        ("def f(act=tf.nn.relu, log=tf.log): pass", "def f(act=tf.nn.relu, log=tf.math.log): pass"),
        ("@tf.RegisterGradient('x')\ndef f(): pass", "def f(): pass"),
        ("f'{tf.log(x)}'", "f'{tf.math.log(x)}'"),
        ("isinstance(x, (tf.Tensor, tf.Variable))", "isinstance(x, (tf.Tensor, tf.compat.v1.Variable))"),
        ("tf.nn.no_such_name", "tf.compat.v1.nn.no_such_name"),
    ],
)  # fmt: skip
def test_other_places(before, after):
    assert last(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("array_ops.split(1, 2, state)", "tf.split(axis=1, num_or_size_splits=2, value=state)"),
        ("array_ops.split(value=state, num_or_size_splits=2, axis=1)", "tf.split(value=state, num_or_size_splits=2, axis=1)"),
        ("array_ops.split(state, 2, 1)", "tf.split(state, 2, 1)"),
    ],
)  # fmt: skip
def test_a_private_name_with_arguments_in_another_order(before, after):
    assert last(f"from tensorflow.python.ops import array_ops\n{before}") == after


def test_the_switch_stays_where_the_last_import_goes():
    code = (
        f"{TF}import numpy as np\nfrom tensorflow.contrib import rnn\n\n"
        "x = tf.placeholder(tf.float32)\ncell = rnn.GRUCell(3)\n"
    )
    assert v2(code) == (
        f"{KERAS}{TF}import numpy as np\n\n{SWITCH}\nx = tf.compat.v1.placeholder(tf.float32)\n"
        "cell = tf.compat.v1.nn.rnn_cell.GRUCell(3)\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "import tfcompat_ce.keras as m",
        "import tfcompat_ce.v2 as m",
        "from tfcompat_ce import keras as m",
        "from tfcompat_ce.keras import layers as m",
    ],
)
def test_what_is_left_of_ours_is_for_a_person(line):
    (found,) = findings(f"{TF}{line}\ntf.log(m.x)\n", "v2", select=("TFC030",))[:1]
    assert (found.action.value, found.line) == ("manual", 2)


def test_imports_that_all_go_before_the_switch():
    code = (
        "import numpy as np\n"
        "from tensorflow.python.client import session\n"
        "from tensorflow.python.ops import variable_scope\n"
        "from tensorflow.python.ops import variables\n"
        "\n"
        "with session.Session() as s:\n"
        "    v = variable_scope.get_variable('v', [2])\n"
        "    s.run(variables.global_variables_initializer())\n"
    )
    after = v2(code)
    assert "tensorflow.python" not in after
    assert after.count("disable_v2_behavior()") == 1
    assert "compat.v1.get_variable('v', [2])" in after


def test_graph_code_through_private_modules_is_seen_from_other_files(tmp_path):
    (tmp_path / "net.py").write_text(
        "from tensorflow.python.ops import variable_scope\n"
        "def net(): return variable_scope.get_variable('v', [2])\n"
    )
    (tmp_path / "main.py").write_text(
        "import tensorflow as tf\nimport net\nprint(net.net(), tf.log(1.))\n"
    )
    task = Task(Options(target="v2"), write=True)
    files = list(find_files([str(tmp_path)]))
    assert all([report.changed for report in rewrite_files(files, task)])
    assert "disable_v2_behavior()" in (tmp_path / "main.py").read_text()
    assert not any([report.changed for report in rewrite_files(files, task)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"{TF}y = tf.layers.dense(x, 2)\n",
            f"{KERAS}{TF}y = tf.compat.v1.layers.dense(x, 2)\n",
        ),
        (
            f"'A net.'\nimport os, sys\nimport numpy as np\n{TF}y = tf.layers.dense(x, 2)\n",
            "'A net.'\nimport os, sys\n" + KERAS.partition("\n")[2] + "import numpy as np\n"
            f"{TF}y = tf.compat.v1.layers.dense(x, 2)\n",
        ),
        (
            f"{TF}import os\ny = tf.layers.dense(x, 2)\n",
            f"{KERAS}{TF}import os\ny = tf.compat.v1.layers.dense(x, 2)\n",
        ),
        (
            f"{TF}x = tf.placeholder(tf.float32)\ntf.keras.layers.Dense(2)(x)\n",
            f"{KERAS}{TF}{SWITCH}x = tf.compat.v1.placeholder(tf.float32)\ntf.keras.layers.Dense(2)(x)\n",
        ),
    ],
)
def test_what_needs_keras_2_asks_for_it(before, after):
    assert v2(before) == after


def test_keras_of_eager_code_is_whichever_there_is():
    code = f"{TF}tf.enable_eager_execution()\ntf.keras.layers.Dense(2)(tf.log(x))\n"
    assert "TF_USE_LEGACY_KERAS" not in v2(code)


def test_where_os_is_another_name_keras_2_is_for_a_person():
    code = f"{TF}os = 1\ny = tf.layers.dense(x, os)\n"
    assert "environ" not in v2(code)
    (found,) = (one for one in findings(code, "v2", select=("TFC",)) if one.code == "TFC022")
    assert found.action.value == "manual" and "TF_USE_LEGACY_KERAS=1" in found.message


def test_keras_2_is_asked_for_where_the_program_starts(tmp_path):
    files = {
        "net.py": "import tensorflow as tf\ndef net(x):\n    return tf.layers.dense(x, 2)\n",
        "main.py": "import sys\nimport net\nnet.net(sys.argv)\n",
    }
    moved = project(tmp_path, files, "v2")
    assert moved["main.py"][0].startswith(KERAS)
    assert "TF_USE_LEGACY_KERAS" not in moved["net.py"][0]


@pytest.mark.parametrize(("lowest", "said"), [("1.15", ["2.2"]), ("2.0", ["2.2"]), ("2.2", [])])
def test_what_the_lowest_release_has_not_yet(lowest, said):
    code = (
        f"{TF}x = tf.placeholder(tf.float32)\nd.apply(tf.data.experimental.assert_cardinality(3))\n"
    )
    found = findings(code, "v2", select=("TFC030",), lowest=lowest)
    assert [one.message.split()[3] for one in found if "cannot run on" in one.message] == said


@pytest.mark.parametrize(
    "given, written",
    [
        ("l2_regularizer(0.1)", "l2(0.5 * 0.1)"),
        ("l2_regularizer(scale=a if b else c)", "l2(0.5 * (a if b else c))"),
        ("l1_regularizer(scale=rate)", "l1(rate)"),
    ],
)
def test_regularizers_of_contrib(given, written):
    code = f"{TF}x = tf.placeholder(tf.float32)\nr = tf.contrib.layers.{given}\n"
    after = v2(code)
    assert f"r = tf.keras.regularizers.{written}\n" in after
    assert "TF_USE_LEGACY_KERAS" in after  # Keras 3 has none that graphs can use
    assert "contrib" not in after


@pytest.mark.parametrize("given", ["l2_regularizer", "l2_regularizer(0.1, scope='s')"])
def test_a_regularizer_that_is_left(given):
    code = f"{TF}x = tf.placeholder(tf.float32)\nr = tf.contrib.layers.{given}\n"
    assert f"tf.contrib.layers.{given}\n" in v2(code)


@pytest.mark.parametrize("module", ["tensorflow.python.keras", "tensorflow.keras"])
def test_keras_of_graph_code(module):
    after = v2(
        f"from {module} import backend as K\nfrom {module}.optimizers import Adam\n"
        "K.set_session(s)\nK.square(x)\nAdam(lr=0.1, decay=1e-6)\n"
    )
    assert "from tensorflow.keras import backend as K\n" in after
    assert "from tensorflow.compat.v1.keras.optimizers import Adam\n" in after
    assert "tf.compat.v1.keras.backend.set_session(s)\nK.square(x)\n" in after
    assert "Adam(lr=0.1, decay=1e-6)\n" in after


def test_an_optimizer_of_keras_in_graph_code():
    code = f"{TF}x = tf.placeholder(tf.float32)\no = tf.keras.optimizers.SGD(lr=0.1)\n"
    assert "o = tf.compat.v1.keras.optimizers.SGD(lr=0.1)\n" in v2(code)


def test_lines_of_ours_start_no_program(tmp_path):
    left = "def net(x):\n    tf.summary.create_file_writer('d')\n    return tf.layers.flatten(x)\n"
    (tmp_path / "nets.py").write_text(f"{TF}{left}")
    uses = "from nets import net\ndef use(x):\n    tf.contrib.gan(x)\n    tf.get_variable(x)\n"
    (tmp_path / "use.py").write_text(f"{TF}{uses}")
    files = list(find_files([str(tmp_path)]))
    task = Task(Options(target="v2"), write=True)
    assert [report.changed for report in rewrite_files(files, task)] == [False, True]
    assert [report.changed for report in rewrite_files(files, task)] == [False, False]
