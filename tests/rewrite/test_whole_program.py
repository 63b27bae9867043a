"""The whole program through `tfcompat_ce.v1`: imports, graph code, what is left."""

import json

import pytest
from click.testing import CliRunner
from pairs import actions, findings, rewritten

from tfcompat_ce.cli.app import app
from tfcompat_ce.rewrite.files.project import Task, rewrite_bytes
from tfcompat_ce.rewrite.rewriter import Options

SWITCH = "disable_v2_behavior()"


def v1(before, **options):
    return rewritten(before, "v1", **options)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("import tensorflow as tf\ntf.log(x)\n", "import tfcompat_ce.v1 as tf\ntf.log(x)\n", id="as"),
        pytest.param("import tensorflow\ntensorflow.nn.relu(x)\n", "import tfcompat_ce.v1 as tensorflow\ntensorflow.nn.relu(x)\n", id="bare"),
        pytest.param("import tensorflow, numpy\ntensorflow.log(1)\n", "import tfcompat_ce.v1 as tensorflow, numpy\ntensorflow.log(1)\n", id="two modules"),
        pytest.param("import numpy as np, tensorflow as tf  # both\n", "import numpy as np, tfcompat_ce.v1 as tf  # both\n", id="comment"),
        pytest.param("import tensorflow.compat.v1 as tf\n", "import tfcompat_ce.v1 as tf\n", id="compat.v1"),
        pytest.param("from tensorflow.compat import v1 as tf\n", "from tfcompat_ce import v1 as tf\n", id="from compat"),
        pytest.param("from tensorflow.compat import v1, v2\nv1.log(x)\n", "from tfcompat_ce.v1.compat import v1, v2\nv1.log(x)\n", id="from compat both"),
        pytest.param("import tensorflow._api.v1.compat.v1 as tf\n", "import tfcompat_ce.v1 as tf\n", id="spelling"),
        pytest.param("from tensorflow import log, nn\nlog(x)\n", "from tfcompat_ce.v1 import log, nn\nlog(x)\n", id="from"),
        pytest.param("from tensorflow import (\n    log,  # l\n    nn as n,\n)\n", "from tfcompat_ce.v1 import (\n    log,  # l\n    nn as n,\n)\n", id="from many lines"),
        pytest.param("from tensorflow.nn import relu\n", "from tfcompat_ce.v1.nn import relu\n", id="from a module"),
        pytest.param("from tensorflow.compat.v1.train import Saver\n", "from tfcompat_ce.v1.train import Saver\n", id="from a module of compat.v1"),
        pytest.param("import tensorflow as tf\nimport tensorflow.keras.layers as L\ntf.log(L)\n", "import tfcompat_ce.v1 as tf\nimport tfcompat_ce.v1.keras.layers as L\ntf.log(L)\n", id="submodule as"),
        pytest.param("import tensorflow.train\ntensorflow.train.x\n", "import tfcompat_ce.v1 as tensorflow\ntensorflow.train.x\n", id="submodule"),
        pytest.param("def f():\n    import tensorflow as tf\n    return tf.log(2)\n", "def f():\n    import tfcompat_ce.v1 as tf\n    return tf.log(2)\n", id="in a function"),
        pytest.param("try:\n    import tensorflow.compat.v1 as tf\nexcept ImportError:\n    import tensorflow as tf\ntf.log(1)\n", "try:\n    import tfcompat_ce.v1 as tf\nexcept ImportError:\n    import tfcompat_ce.v1 as tf\ntf.log(1)\n", id="try"),
        pytest.param("import tensorflow as tf; tf.log(1)\n", "import tfcompat_ce.v1 as tf; tf.log(1)\n", id="semicolon"),
        pytest.param("from tensorflow import *\nlog(1)\n", "from tfcompat_ce.v1 import *\nlog(1)\n", id="star"),
        pytest.param("import tensorflow as tf\r\ntf.log(1)\r\n", "import tfcompat_ce.v1 as tf\r\ntf.log(1)\r\n", id="line ends"),
    ],
)  # fmt: skip
def test_imports(before, after):
    assert v1(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import tensorflow as tf  # TF\nimport numpy\nx = tf.placeholder(tf.float32)\n",
            "import tfcompat_ce.v1 as tf  # TF\nimport numpy\ntf.disable_v2_behavior()\nx = tf.placeholder(tf.float32)\n",
            id="after the imports",
        ),
        pytest.param(
            "import tensorflow as tf\n\n# Then\nimport os  # OS\n\nx = tf.placeholder(tf.float32)\n",
            "import tfcompat_ce.v1 as tf\n\n# Then\nimport os  # OS\n\ntf.disable_v2_behavior()\n\nx = tf.placeholder(tf.float32)\n",
            id="set off by a blank line",
        ),
        pytest.param(
            "import tensorflow as tf\nimport os\nimport layers\nimport sys\nx = tf.placeholder(tf.float32)\n",
            "import tfcompat_ce.v1 as tf\nimport os\ntf.disable_v2_behavior()\nimport layers\nimport sys\nx = tf.placeholder(tf.float32)\n",
            id="before what may make tensors",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom . import nets\nx = tf.placeholder(tf.float32)\n",
            "import tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()\nfrom . import nets\nx = tf.placeholder(tf.float32)\n",
            id="before what is beside it",
        ),
        pytest.param(
            "import tensorflow\nwith tensorflow.Session() as s: pass\n",
            "import tfcompat_ce.v1 as tensorflow\ntensorflow.disable_v2_behavior()\nwith tensorflow.Session() as s: pass\n",
            id="bare",
        ),
        pytest.param(
            "import tensorflow as tf; x = tf.placeholder(1)\n",
            "import tfcompat_ce.v1 as tf; tf.disable_v2_behavior(); x = tf.placeholder(1)\n",
            id="semicolon",
        ),
        pytest.param(
            "try: import tensorflow as tf\nexcept ImportError: raise\ntf.Session()\n",
            "try: import tfcompat_ce.v1 as tf; tf.disable_v2_behavior()\nexcept ImportError: raise\ntf.Session()\n",
            id="a suite on its line",
        ),
        pytest.param(
            "if old:\n    import tensorflow as tf\nelse:\n    import tensorflow.compat.v1 as tf\ntf.Session()\n",
            "if old:\n    import tfcompat_ce.v1 as tf\n    tf.disable_v2_behavior()\nelse:\n    import tfcompat_ce.v1 as tf\n    tf.disable_v2_behavior()\ntf.Session()\n",
            id="both arms",
        ),
        pytest.param(
            "def f():\n    import tensorflow as tf\n    return tf.Session()\ndef g():\n    import tensorflow as tf\n    return tf.log(1)\n",
            "def f():\n    import tfcompat_ce.v1 as tf\n    tf.disable_v2_behavior()\n    return tf.Session()\ndef g():\n    import tfcompat_ce.v1 as tf\n    return tf.log(1)\n",
            id="in the function that needs it",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom tensorflow import Session\nSession()\n",
            "import tfcompat_ce.v1 as tf\nfrom tfcompat_ce.v1 import Session\ntf.disable_v2_behavior()\nSession()\n",
            id="through the import of the whole",
        ),
        pytest.param(
            "from tensorflow import Session\nSession()\n",
            "from tfcompat_ce.v1 import Session\nfrom tfcompat_ce.v1 import disable_v2_behavior\ndisable_v2_behavior()\nSession()\n",
            id="through names only",
        ),
        pytest.param(
            "from tensorflow import *\nSession()\n",
            "from tfcompat_ce.v1 import *\ndisable_v2_behavior()\nSession()\n",
            id="star",
        ),
        pytest.param(
            "import tfcompat_ce.v1 as tf\ntf.Session()\n",
            "import tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()\ntf.Session()\n",
            id="moved by hand",
        ),
    ],
)
def test_graph_code_says_so(before, after):
    assert v1(before) == after


@pytest.mark.parametrize(
    "use", ["gradients(y, x)", "trainable_variables()", "summary.merge_all()", "train.Saver()"]
)
def test_what_needs_a_graph_says_so(use):
    code = f"import tensorflow as tf\nz = tf.{use}\n"
    assert v1(code) == f"import tfcompat_ce.v1 as tf\ntf.{SWITCH}\nz = tf.{use}\n"


@pytest.mark.parametrize(
    "code",
    [
        "import {} as tf\ntf.disable_v2_behavior()\ntf.Session()\n",
        "import {} as tf\ntf.compat.v1.disable_v2_behavior()\ntf.Session()\n",
        "import {} as tf\ntf.enable_eager_execution()\ntf.train.Saver()\n",
        "import {} as tf\ndef f(x): return tf.log(x)\n",
        "import {} as tf\nclass A:\n    def f(self): return self.Session(tf.log)\n",
    ],
)
def test_nothing_more_is_said(code):
    assert v1(code.format("tensorflow")) == code.format("tfcompat_ce.v1")


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("tf.nn.softmax_cross_entropy_with_logits(pred, y)", "tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y)"),
        ("tf.nn.sparse_softmax_cross_entropy_with_logits(pred, y)", "tf.nn.sparse_softmax_cross_entropy_with_logits(logits=pred, labels=y)"),
        ("tf.nn.softmax_cross_entropy_with_logits(None, y, pred)", "tf.nn.softmax_cross_entropy_with_logits(None, y, pred)"),
        ("tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=pred, dim=0)", None),
        ("tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=pred)", None),
        ("tf.nn.softmax(x, dim=0)", None),
        ("tf.compat.v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=pred)", None),
        ("losses = {'x': tf.nn.softmax_cross_entropy_with_logits}", None),
        ("getattr(tf.nn, name)(labels=y, logits=p)", None),
    ],
)  # fmt: skip
def test_the_family_needs_its_keywords_and_no_more(call, after):
    code = f"import tensorflow as tf\ntf.log(1)\n{call}\n"
    assert v1(code).splitlines()[-1] == (after or call)
    assert "manual" not in actions(code, "v1")


def test_a_private_function_comes_from_the_shim():
    before = "import tensorflow as tf\nfrom tensorflow.python.ops import nn_ops\ntf.Session()\nnn_ops.softmax_cross_entropy_with_logits(labels=y, logits=p)\n"
    assert v1(before) == (
        "import tfcompat_ce.v1 as tf\nfrom tfcompat_ce.v1.python.ops import nn_ops\n"
        "tf.disable_v2_behavior()\ntf.Session()\n"
        "nn_ops.softmax_cross_entropy_with_logits(labels=y, logits=p)\n"
    )


def test_two_new_lines_in_one_place():
    before = "import tensorflow as tf\nfrom tensorflow.python.ops import nn_ops\ntf.Session()\nnn_ops.relu(nn_ops.softmax_cross_entropy_with_logits(labels=y, logits=p))\n"
    after = v1(before)
    assert "tf.disable_v2_behavior()\n" in after and "v1.python.ops import nn_ops\n" in after
    compile(after, "after", "exec")


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf\nmodel = tf.keras.Sequential()\n",
        "import tensorflow as tf\ntf.random.set_seed(1)\ntf.nn.softmax_cross_entropy_with_logits(y, p)\n",
        "import tensorflow as tf\ntf.compat.v1.disable_v2_behavior()\ntf.compat.v1.Session()\n",
        "import tensorflow.compat.v2 as tf\ntf.nn.softmax(x)\n",
        "from tensorflow.keras.layers import Dense\n",
        "import numpy as tf\ntf.log(1)\n",
        "# import tensorflow as tf\ns = 'import tensorflow'\n",
        "from .tensorflow import nn\nfrom . import tensorflow\n",
    ],
)
def test_2x_code_and_other_code_is_left(code):
    assert v1(code) == code
    assert set(actions(code, "v1")) <= {"correct"}


def test_from_says_which():
    code = "import tensorflow as tf\ntf.keras.Sequential()\n"
    assert v1(code, origin="1") == code.replace("tensorflow", "tfcompat_ce.v1")
    old = "import tensorflow as tf\ntf.Session()\n"
    assert v1(old, origin="2") == old


def test_mixed_code_is_reported_and_left():
    code = "import tensorflow as tf\ntf.Session()\ntf.random.set_seed(1)\n"
    assert v1(code) == code
    (found,) = findings(code, "v1")
    assert (found.code, found.action.value, found.line) == ("TFC020", "manual", 1)
    assert "`tf.Session` on line 2" in found.message
    assert "`tf.random.set_seed` on line 3" in found.message
    said = findings(code, "v1", origin="1")
    assert [(f.code, f.action.value) for f in said] == [
        ("TFC020", "rewritten"),
        ("TFC021", "manual"),
    ]
    assert "tf.compat.v2.random.set_seed" in said[1].message


def test_what_1x_has_too_is_not_mixed():
    code = "import tensorflow as tf\ntf.Session()\ntf.data.Dataset\ntf.keras.layers.Dense(1)\n"
    assert v1(code).startswith("import tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()\n")


def test_compat_v1_beside_2x_is_left():
    code = "import tensorflow as tf\nimport tensorflow.compat.v1 as tf1\ntf.random.set_seed(1)\ntf1.Session()\n"
    assert v1(code) == code


@pytest.mark.parametrize("more", ["", "x.numpy()\n"])
def test_the_official_form_moves(more):
    code = f"import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\ntf.Session()\n{more}"
    assert v1(code) == code.replace("tensorflow.compat.v1", "tfcompat_ce.v1")


def test_noqa_keeps_an_import():
    code = "import tensorflow as tf  # noqa: TFC020\nx = tf.placeholder(tf.float32)\n"
    assert v1(code) == code
    assert findings(code, "v1") == []


def test_ignore_keeps_imports_and_the_family_goes_through_nn():
    code = "import tensorflow as tf\ntf.Session()\ntf.nn.softmax_cross_entropy_with_logits(p, y)\n"
    assert v1(code, ignore=("TFC020",)) == (
        "import tensorflow as tf\nfrom tfcompat_ce import nn\ntf.Session()\n"
        "nn.softmax_cross_entropy_with_logits(logits=p, labels=y)\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from tensorflow.python.framework import graph_util", "from tfcompat_ce.v1.python.framework import graph_util"),
        ("import tensorflow.python.ops.rnn_cell as cells", "import tfcompat_ce.v1.python.ops.rnn_cell as cells"),
        ("from tensorflow.python.keras.utils import to_categorical", "from tfcompat_ce.v1.python.keras.utils import to_categorical"),
        ("from tensorflow.python import keras", "from tfcompat_ce.v1.python import keras"),
        ("import tensorflow.python.framework.ops", "import tfcompat_ce.v1 as tensorflow"),
    ],
)  # fmt: skip
def test_private_modules_lead_to_what_1x_had_in_them(before, after):
    code = f"{before}\nimport tensorflow as tf\nx = tf.log(1.)\n"
    assert v1(code) == f"{after}\nimport tfcompat_ce.v1 as tf\nx = tf.log(1.)\n"
    assert actions(code, "v1") == ["rewritten", "rewritten"]
    in_2 = f"{before}\nimport tensorflow as tf\ntf.GradientTape()\n"
    assert v1(in_2) == in_2


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("from tensorflow.core.framework import graph_pb2\n", "advice"),
        ("import importlib\ntf = importlib.import_module('tensorflow')\n", "manual"),
        ("tf = __import__('tensorflow')\n", "manual"),
    ],
)
def test_imports_that_stay_are_reported(code, action):
    assert v1(code) == code
    assert actions(code, "v1") == [action]


def test_an_import_that_would_take_the_name_away_is_reported():
    code = "import tensorflow\nimport tensorflow.core.protobuf\ntensorflow.log(1)\n"
    assert v1(code).startswith(
        "import tfcompat_ce.v1 as tensorflow\nimport tensorflow.core.protobuf\n"
    )
    assert actions(code, "v1") == ["rewritten", "manual"]


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("import tensorflow as tf\ntf.contrib.layers.crossed_column(x)\n", "contrib.layers.crossed_column", "tf.feature_column"),
        ("import tensorflow as tf\ngan = tf.contrib.gan\ngan.gan_model(x)\n", "contrib.gan", "tensorflow_gan"),
        ("import tensorflow.contrib.gan as gan\n", "contrib.gan", "tensorflow_gan"),
        ("from tensorflow.contrib import gan\n", "contrib.gan", "tensorflow_gan"),
        ("from tensorflow.contrib.rnn import GridLSTMCell\n", "contrib.rnn.GridLSTMCell", "tf.nn.rnn_cell"),
        ("from tensorflow.contrib.training import stratified_sample\n", "contrib.training.stratified_sample", "rejection_resample"),
        ("from tensorflow.models.image.cifar10 import cifar10\n", "models.image.cifar10.cifar10", "Copy the file"),
        ("import tensorflow.models.embedding as e\n", "models.embedding", "Copy the file"),
    ],
)  # fmt: skip
def test_what_is_gone_is_reported(code, name, words):
    for text in (code, v1(code)):
        gone = [found for found in findings(text, "v1") if found.code == "TFC021"]
        assert [(found.name, found.action.value) for found in gone] == [
            (f"tensorflow.{name}", "manual")
        ]
        assert words in gone[0].message


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    from tensorflow.contrib import gan\nexcept ImportError:\n    import tensorflow_gan as gan\n",
        "import tensorflow as tf\nif hasattr(tf, 'contrib'):\n    tf.contrib.gan\n",
    ],
)
def test_what_is_gone_is_advice_where_there_is_another_way(code):
    gone = [found.action.value for found in findings(code, "v1") if found.code == "TFC021"]
    assert gone == ["advice"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from tensorflow.examples.tutorials.mnist import input_data\n", "from tfcompat_ce.v1.examples.tutorials.mnist import input_data\n"),
        ("import tensorflow.examples.tutorials.mnist.input_data as m\n", "import tfcompat_ce.v1.examples.tutorials.mnist.input_data as m\n"),
        ("import tensorflow.examples.tutorials.mnist.input_data\n", "import tfcompat_ce.v1 as tensorflow\n"),
        ("from tensorflow.contrib.learn.python.learn.datasets.mnist import read_data_sets\n", "from tfcompat_ce.v1.contrib.learn.python.learn.datasets.mnist import read_data_sets\n"),
        ("from tensorflow.contrib import rnn, layers\n", "from tfcompat_ce.v1.contrib import rnn, layers\n"),
        ("import tensorflow as tf\nx = tf.contrib.layers.xavier_initializer()\n", "import tfcompat_ce.v1 as tf\nx = tf.contrib.layers.xavier_initializer()\n"),
        ("from tensorflow.contrib.rnn.python.ops.core_rnn_cell import GRUCell\n", "from tfcompat_ce.v1.contrib.rnn.python.ops.core_rnn_cell import GRUCell\n"),
        ("import tensorflow.contrib as contrib\n", "import tfcompat_ce.v1.contrib as contrib\n"),
        ("from tensorflow.models.rnn import rnn, rnn_cell, seq2seq\nrnn.rnn(c, x)\n", "from tfcompat_ce.v1.models.rnn import rnn, rnn_cell, seq2seq\nrnn.rnn(c, x)\n"),
        ("import tensorflow.models.rnn.rnn_cell as cells\ncells.GRUCell(3)\n", "import tfcompat_ce.v1.models.rnn.rnn_cell as cells\ncells.GRUCell(3)\n"),
        ("from tensorflow.models.rnn.rnn_cell import GRUCell, linear\n", "from tfcompat_ce.v1.models.rnn.rnn_cell import GRUCell, linear\n"),
        ("from tensorflow.models.rnn.ptb import reader\n", "from tfcompat_ce.v1.models.rnn.ptb import reader\n"),
    ],
)  # fmt: skip
def test_what_is_offered_of_contrib_and_examples_comes_from_here(before, after):
    assert v1(before) == after
    assert {found.code for found in findings(before, "v1")} == {"TFC020"}
    assert v1(after) == after


def test_other_names_of_that_spelling_are_not_gone():
    code = "import tensorflow as tf\nimport operator\noperator.mul(1, 2)\nself.contrib\nmul = 3\ntf.log(mul)\n"
    assert {found.code for found in findings(code, "v1")} == {"TFC020"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.mul(a, tf.sub(b, c))", "tf.multiply(a, tf.subtract(b, c))"),
        ("tf.pack([a, b], axis=1)", "tf.stack([a, b], axis=1)"),
        ("tf.merge_all_summaries()", "tf.summary.merge_all()"),
        ("f = tf.neg", "f = tf.negative"),
        ("mul = tf.mul; mul(a, b)", "mul = tf.multiply; mul(a, b)"),
        ("tf.concat(1, [a, b])", "tf.concat(axis=1, values=[a, b])"),
        ("tf.concat(axis, [a, b])", "tf.concat(axis=axis, values=[a, b])"),
        ("tf.concat(-1, [a, b], 'n')", "tf.concat(axis=-1, values=[a, b], name='n')"),
        ("tf.concat(concat_dim=1, values=[a, b])", "tf.concat(axis=1, values=[a, b])"),
        ("tf.nn.sigmoid_cross_entropy_with_logits(p, y)", "tf.nn.sigmoid_cross_entropy_with_logits(logits=p, labels=y)"),
        ("tf.nn.sigmoid_cross_entropy_with_logits(p, targets=y)", "tf.nn.sigmoid_cross_entropy_with_logits(logits=p, labels=y)"),
        ("tf.split(0, n, x)", "tf.split(axis=0, num_or_size_splits=n, value=x)"),
        ("tf.split(1, 2, value=tf.mul(a, b))", "tf.split(axis=1, num_or_size_splits=2, value=tf.multiply(a, b))"),
        ("tf.nn.weighted_cross_entropy_with_logits(pred, labels, 2.0)", "tf.nn.weighted_cross_entropy_with_logits(logits=pred, targets=labels, pos_weight=2.0)"),
        ("tf.concat(axes, values)", "tf.concat(axis=axes, values=values)"),
        ("tf.concat(dim, xs)", "tf.concat(axis=dim, values=xs)"),
        ("tf.batch_matmul(a, b, adj_x=True)", "tf.matmul(a, b, adjoint_a=True)"),
        ("tf.batch_matmul(a, b, True)", "tf.matmul(a, b, adjoint_a=True)"),
        ("tf.train.SummaryWriter(d, graph)", "tf.summary.FileWriter(d, graph)"),
        ("tf.scalar_summary('loss', x)", "tf.summary.scalar('loss', x)"),
        ("tf.scalar_summary(tags='loss', values=x)", "tf.summary.scalar(name='loss', tensor=x)"),
        ("tf.select(c, t=a, e=b)", "tf.where(c, x=a, y=b)"),
        ("tf.nn.rnn(cell, xs, dtype=tf.float32)", "tf.nn.static_rnn(cell, xs, dtype=tf.float32)"),
        ("tf.image.per_image_whitening(x)", "tf.image.per_image_standardization(x)"),
        ("tf.nn.seq2seq.sequence_loss(a, b, c)", "tf.contrib.legacy_seq2seq.sequence_loss(a, b, c)"),
        ("tf.nn.rnn_cell.EmbeddingWrapper(c, 9, 4)", "tf.contrib.rnn.EmbeddingWrapper(c, 9, 4)"),
        ("tf.nn.rnn_cell.linear([a, b], 3, True)", "tf.models.rnn.linear.linear([a, b], 3, True)"),
        ("tf.split_v(x, [1, 2], 0)", "tf.split(x, [1, 2], 0)"),
        ("tf.split_v(x, size_splits=[1, 2], split_dim=0)", "tf.split(x, num_or_size_splits=[1, 2], axis=0)"),
        ("tf.nn.nce_loss(w, b, inputs, labels, 3, 10)", "tf.nn.nce_loss(w, b, inputs=inputs, labels=labels, num_sampled=3, num_classes=10)"),
    ],
)  # fmt: skip
def test_calls_of_0x_are_put_right(before, after):
    code = f"import tensorflow as tf\ntf.log(1)\n{before}\n"
    assert v1(code).splitlines()[-1] == after
    assert {found.action.value for found in findings(code, "v1")} == {"rewritten"}


@pytest.mark.parametrize(
    ("call", "more", "action"),
    [
        ("sigmoid_cross_entropy_with_logits(labels, logits)", "", "manual"),
        ("sigmoid_cross_entropy_with_logits(None, labels, logits)", "", None),
        ("sigmoid_cross_entropy_with_logits(p, y, labels=y)", "", "manual"),
        ("sigmoid_cross_entropy_with_logits(labels=y, logits=p)", "", None),
        ("weighted_cross_entropy_with_logits(a, b, 2.0)", "", "manual"),
        ("weighted_cross_entropy_with_logits(a, b, 2.0)", "tf.layers.dense(x, 2)", None),
        ("sampled_softmax_loss(w, b, p, q, 3, 10)", "", "manual"),
        ("weighted_cross_entropy_with_logits(targets=a, logits=b, pos_weight=2.0)", "tf.mul(a, b)", None),
    ],
)  # fmt: skip
def test_other_cross_entropies_whose_order_changed(call, more, action):
    code = f"import tensorflow as tf\ntf.log(1)\n{more}\ntf.nn.{call}\n"
    assert v1(code).endswith(f"\ntf.nn.{call}\n")
    last = findings(code, "v1")[-1]
    assert (last.action.value if last.line == 4 else None) == action
    of_two = f"import tensorflow as tf\ntf.GradientTape\ntf.nn.{call}\n"
    assert actions(of_two, "v1") == ["correct"]


@pytest.mark.parametrize(
    "code",
    [
        "mul = tf.mul if hasattr(tf, 'mul') else tf.multiply\n",
        "if tf.__version__ < '1':\n    x = tf.concat(0, [a, b])\nelse:\n    x = tf.concat([a, b], 0)\n",
        "try:\n    pack = tf.pack\nexcept AttributeError:\n    pack = tf.stack\n",
    ],
)
def test_calls_of_0x_with_another_way_are_left(code):
    code = f"import tensorflow as tf\ntf.log(1)\n{code}"
    assert v1(code) == code.replace("tensorflow", "tfcompat_ce.v1")
    assert actions(code, "v1") == ["rewritten", "correct"]


def test_a_name_of_0x_in_an_import():
    assert v1("from tensorflow import mul\nmul(a, b)\n").splitlines()[-2:] == [
        "from tfcompat_ce.v1 import multiply as mul",
        "mul(a, b)",
    ]


def test_calls_of_0x_anywhere_in_a_program():
    code = "import tensorflow as tf\ndef f(a):\n    return [x for x in tf.split(1, 2, tf.concat(0, [tf.mul(a, a), a]))] if a else tf.concat(0, [a,\n    a])\n"
    assert v1(code).splitlines()[2:] == [
        "    return [x for x in tf.split(axis=1, num_or_size_splits=2, value=tf.concat(axis=0, values=[tf.multiply(a, a), a]))] if a else tf.concat(axis=0, values=[a,",
        "    a])",
    ]


@pytest.mark.parametrize(
    "call",
    ["tf.concat([a, b], 1)", "tf.concat(values, axes)", "tf.concat(values=[a, b], axis=1)", "tf.split(x, 2, 1)", "tf.split(*a)"],
)  # fmt: skip
def test_calls_of_1x_are_right(call):
    code = f"import tensorflow as tf\ntf.log(1)\n{call}\n"
    assert v1(code).splitlines()[-1] == call
    assert [found.code for found in findings(code, "v1")] == ["TFC020"]


@pytest.mark.parametrize(
    "code",
    [
        "from tensorflow.train import SummaryWriter\n",
        "import tensorflow as tf\ntf.scalar_summary('loss', x, name='s')\n",
        "import tensorflow as tf\ntf.Session()\ntf.mul(a, b)\ntf.random.set_seed(1)\n",
    ],
)
def test_calls_of_0x_that_are_left(code):
    said = [found.action.value for found in findings(code, "v1") if found.code == "TFC023"]
    assert said == ["manual"]


def test_what_needs_legacy_keras_is_advised_once():
    code = "import tensorflow as tf\nx = tf.placeholder(1)\ntf.layers.dense(x)\ntf.layers.dense(x)\ntf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(3), x)\n"
    said = [found for found in findings(code, "v1") if found.code == "TFC022"]
    assert [(found.line, found.name) for found in said] == [
        (3, "tensorflow.layers"),
    ]
    assert "(and 1 more in this file)" in said[0].message
    assert all("legacy-keras" in found.message for found in said)


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("tf.keras.initializers.normal()", [3]),
        ("tf.keras.backend.set_learning_phase(1)\ntf.keras.estimator.model_to_estimator(m)", [3]),
        ("from tensorflow.keras.backend import get_session", [3]),
        ("tf.keras.layers.Dense(1)\ntf.keras.backend.mean(x)", []),
    ],
)
def test_what_only_keras_2_has_is_advised_once(code, lines):
    code = f"import tensorflow as tf\nx = tf.placeholder(1)\n{code}\n"
    said = [found for found in findings(code, "v1") if found.code == "TFC022"]
    assert [found.line for found in said] == lines
    assert all("TF_USE_LEGACY_KERAS=1" in found.message for found in said)


def test_other_targets_know_nothing_of_it():
    code = "import tensorflow as tf\ntf.Session()\ntf.contrib.gan\ntf.layers.dense(x)\n"
    assert actions(code, "nn") == actions(code, "v2") == []


def test_a_notebook():
    def cell(*lines):
        source = [line + "\n" for line in lines[:-1]] + [lines[-1]]
        return {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}

    cells = [cell("%matplotlib inline", "import tensorflow as tf"), cell("x = tf.placeholder(1)")]
    data = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()
    task = Task(Options(target="v1"))
    report, after = rewrite_bytes("a.ipynb", data, task)
    assert report.error is None
    assert ["".join(c["source"]) for c in json.loads(after)["cells"]] == [
        "%matplotlib inline\nimport tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()",
        "x = tf.placeholder(1)",
    ]
    assert rewrite_bytes("a.ipynb", after, task)[1] == after


@pytest.mark.parametrize(
    ("helper", "behind"),
    [
        (
            "def net(x):\n    return tf.log(x)\nclass A:\n    def f(self, x=1): return tf.log(x)\n",
            True,
        ),
        (
            "def net(x):\n    return tf.log(x)\nif __name__ == '__main__':\n    print(net(1))\n",
            True,
        ),
        ("def net(x):\n    return tf.log(x)\ny = net(1)\n", False),
        ("if old:\n    y = tf.zeros([1])\n", False),
        ("class A:\n    y = tf.zeros([1])\n", False),
        ("def f(y=tf.zeros([1])): pass\n", False),
        ("import more\n", False),
    ],
)
def test_the_switch_follows_own_modules_that_only_define(tmp_path, helper, behind):
    """Behind the block of imports where that is early enough."""
    (tmp_path / "helper.py").write_text("import tensorflow as tf\n" + helper)
    (tmp_path / "more.py").write_text("import tensorflow as tf\ntf.set_random_seed(1)\n")
    main = tmp_path / "train.py"
    main.write_text("import tensorflow as tf\nimport helper\ntf.Session()\n")
    CliRunner().invoke(app, ["rewrite", "--target", "v1", str(tmp_path)])
    found = main.read_text().splitlines()
    switch = next(at for at, line in enumerate(found) if line.endswith(SWITCH))
    assert (found.index("import helper") < switch) is behind
