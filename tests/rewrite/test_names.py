"""Which names are TensorFlow's: spellings, scopes, shadows."""

import pytest
from pairs import TF, actions, at_most, findings, rewritten, unchanged

from tfcompat_ce.rewrite.usage import family

CALL = "softmax_cross_entropy_with_logits(labels=y, logits=p)"


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf\ntf.nn.{}",
        "import tensorflow\ntensorflow.nn.{}",
        "import tensorflow.nn\ntensorflow.nn.{}",
        "import os, tensorflow as t, sys\nt.nn.{}",
        "import tensorflow.nn as n\nn.{}",
        "from tensorflow import nn\nnn.{}",
        "from tensorflow import nn as n\nn.{}",
        "from tensorflow import (layers,\n    nn as n,  # neural\n    )\nn.{}",
        "from tensorflow.nn import softmax_cross_entropy_with_logits\n{}",
        "from tensorflow.python.ops import nn_ops\nnn_ops.{}",
        "from tensorflow.python.ops import nn\nnn.{}",
        "from tensorflow.python import nn\nnn.{}",
        "import tensorflow.python.ops.nn_ops as ops\nops.{}",
        "from tensorflow.python.ops.nn_ops import softmax_cross_entropy_with_logits\n{}",
        "from tensorflow import *\nnn.{}",
        "from tensorflow.nn import *\n{}",
        "import tensorflow as tf\nnn = tf.nn\nnn.{}",
        "import tensorflow as tf\nflow = tf\nnn = other = flow.nn\nother.{}",
        "import tensorflow as tf\na, nn = 1, tf.nn\nnn.{}",
        "import tensorflow as tf\n(a, [nn, b]) = (1, [tf.nn, 2])\nnn.{}",
        "import tensorflow as tf\nnn: object = tf.nn\nnn.{}",
        "import tensorflow as tf\nif (nn := tf.nn):\n    nn.{}",
        "import importlib\ntf = importlib.import_module('tensorflow')\ntf.nn.{}",
        "tf = __import__('tensorflow')\ntf.nn.{}",
        "def f():\n    import tensorflow as tf\n    return tf.nn.{}",
        "def f():\n    from tensorflow import nn\n    return [nn.{} for y in ys]",
        "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\ntf.nn.{}",
        "tf = None\ntry:\n    import tensorflow as tf\nexcept ImportError:\n    pass\ndef f():\n    return tf.nn.{}",
        "tf = None\ndef load():\n    global tf\n    import tensorflow as tf\ndef f():\n    return tf.nn.{}",
        "def f():\n    tf = None\n    def g():\n        nonlocal tf\n        import tensorflow as tf\n    g()\n    return tf.nn.{}",
        "if True:\n    import tensorflow as tf\nelse:\n    import tensorflow as tf\nclass A:\n    def f(self):\n        return tf.nn.{}",
        "import tensorflow as tf\nclass A:\n    tf = 5\n    def f(self):\n        return tf.nn.{}",
        "import tensorflow as tf\nclass A:\n    nn = tf.nn\n    loss = nn.{}",
        "import tensorflow as tf\ndef f():\n    return tf.nn.{}\ndef g(tf):\n    return tf",
        "import tensorflow as tf\nx = [tf for tf in y]\ntf.nn.{}",
        "import tensorflow as tf\nf = lambda tf: tf\ntf.nn.{}",
        "import tensorflow as tf\n[z for z in tf.nn.{}]",
        "import tensorflow as tf\n[tf for tf in tf.nn.{}]",
        "import tensorflow as tf\ndef f(tf=tf.nn.{}): pass",
        "import tensorflow as tf\n@tf.nn.{}\ndef tf_(): pass",
        "tf = 5\nimport tensorflow as tf\ntf.nn.{}",
        "import tensorflow as tf\ntf.nn.{}\ntf = 5",
        "import tensorflow as tf\nwith tf.Session() as s:\n    tf.nn.{}",
        "import tensorflow as tf; tf.nn.{}",
        "import tensorflow as tf\n(tf\n # the module\n .nn).{}",
        "import tensorflow as tf\nprint >>f, tf.nn.{}",
        "import tensorflow as tf\nloss = tf \\\n    .nn \\\n    .{}",
        "import tensorflow as tf\nasync def f():\n    async with a as b:\n        await tf.nn.{}",
        "import tensorflow as tf\nmatch x:\n    case 1:\n        tf.nn.{}",
        "import tensorflow as tf\ndel x, tf.y\ntf.nn.{}",
        "import tensorflow as tf\nf(tf=1)\nx.tf = 2\ntf.nn.{}",
    ],
)
def test_a_reference(code):
    code = code.format(CALL) + "\n"
    found = [f for f in findings(code) if "(" not in f.name and f.code != "TFC028"]
    assert found and {f.action.value for f in found} == {"rewritten"}
    assert all(family.function(f.name) for f in found)
    after = rewritten(code)
    assert "tfcompat_ce" in after
    assert "stop_gradient(y)" in rewritten(code, "v2")


@pytest.mark.parametrize(
    "code",
    [
        "import torch as tf\ntf.nn.{}",
        "import mesh_tensorflow as mtf\nmtf.layers.{}",
        "from loss import softmax_cross_entropy_with_logits\n{}",
        "from .nn import softmax_cross_entropy_with_logits\n{}",
        "from . import nn\nnn.{}",
        "import tensorflow as tf\nmtf.layers.{}",
        "import tensorflow as tf\ndef f(tf):\n    return tf.nn.{}",
        "import tensorflow as tf\ndef f(*tf):\n    return tf.nn.{}",
        "import tensorflow as tf\ndef f(a, *, tf: int = 3):\n    return tf.nn.{}",
        "import tensorflow as tf\nf = lambda a, tf=None: tf.nn.{}",
        "import tensorflow as tf\n[tf.nn.{} for tf in y]",
        "import tensorflow as tf\n{{tf.nn.{} for a, tf in y}}",
        "import tensorflow as tf\nfor tf in y:\n    tf.nn.{}",
        "import tensorflow as tf\nwith x as tf:\n    tf.nn.{}",
        "import tensorflow as tf\nwith x as (tf, y):\n    tf.nn.{}",
        "import tensorflow as tf\ntf = 5\ntf.nn.{}",
        "import tensorflow as tf\ndel tf\ntf.nn.{}",
        "import tensorflow as tf\ndef f():\n    tf.nn.{}\n    tf = 5",
        "import tensorflow as tf\ndef f():\n    tf = 5\n    tf.nn.{}",
        "import tensorflow as tf\ndef f():\n    tf = 5\n    def g():\n        return tf.nn.{}",
        "tf.nn.{}\nimport tensorflow as tf",
        "def g():\n    import tensorflow as tf\ntf.nn.{}",
        "class A:\n    import tensorflow as tf\n    def f(self):\n        tf.nn.{}",
        "import tensorflow as tf\nclass A:\n    tf = 5\n    tf.nn.{}",
        "import tensorflow as tf\nclass tf:\n    pass\ntf.nn.{}",
        "import tensorflow as tf\ndef tf(): pass\ntf.nn.{}",
        "import tensorflow as tf\ntry:\n    pass\nexcept E as tf:\n    tf.nn.{}",
        "import tensorflow as tf\nmatch y:\n    case tf:\n        tf.nn.{}",
        "import tensorflow as tf\nmatch y:\n    case [*tf]:\n        tf.nn.{}",
        "import tensorflow as tf\n# tf.nn.{}",
        'import tensorflow as tf\n"tf.nn.{}"',
        'import tensorflow as tf\ndef f():\n    """tf.nn.{}"""',
        "import torch\ntorch.nn.functional.{}",
        "import torch\nself.loss.{}",
        "import jax\njax.nn.{}",
        "from torch import nn\nnn.{}",
        "import torch.nn as nn\nclass A:\n    def f(self):\n        return nn.functional.{}",
        "import tensorflow as tf\ntf.layers.{}",
        "import tensorflow as tf\ndef f(nn):\n    return nn.{}",
        "nn = 5\nnn.{}",
        "import tensorflow as tf\nnn = Net()\nnn.{}",
        "import tensorflow.nn as n\ntensorflow.nn.{}",
        "def softmax_cross_entropy_with_logits(labels, logits): pass\n{}",
        "import tensorflow as tf\ndef f():\n    global tf\n    tf = 5\n    tf.nn2.{}",
        "f(softmax=1, log_softmax=2)",
        "def f(softmax, log_softmax=1): pass",
    ],
)
def test_not_a_reference(code):
    code = code.format(CALL) + "\n"
    assert actions(code) == []
    assert unchanged(code)


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf\nif x:\n    tf = mine\ntf.nn.{}",
        "import tensorflow as tf\ndef f():\n    return tf.nn.{}\ntf = 5",
        "import tensorflow as tf\nfor x in y:\n    tf.nn.{}\n    tf = x",
        "try:\n    import tensorflow as tf\nexcept ImportError:\n    import mock as tf\ntf.nn.{}",
        "import tensorflow as tf\ndef g():\n    global tf\n    tf = 5\ntf.nn.{}",
        "import tensorflow as tf\ndef f(tf=tf):\n    return tf.nn.softmax_cross_entropy_with_logits(p, y)",
    ],
)
def test_in_doubt(code):
    code = code.format(CALL) + "\n"
    assert actions(code) == actions(code, "v2") == ["manual"]
    assert unchanged(code)


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    import tensorflow.compat.v1 as tf\nexcept ImportError:\n    import tensorflow as tf\ntf.nn.{}",
        "import tensorflow as tf\nif new:\n    tf = tf.compat.v1\ndef f():\n    return tf.nn.{}",
        "import tensorflow as tf\ntf = tf.compat.v1\ntf.nn.{}",
        "from tensorflow.compat import v1 as tf\ntf.nn.{}",
        "from tensorflow import compat\ncompat.v1.nn.{}",
        "import tensorflow.compat.v1\ntensorflow.compat.v1.nn.{}",
        "import tensorflow.compat.v2 as tf\ntf.compat.v1.nn.{}",
        "import tfcompat_ce.v1 as tf\ntf.nn.{}",
        "import tfcompat_ce\ntfcompat_ce.v2.nn.{}",
    ],
)
def test_with_one_meaning_on_every_release(code):
    code = code.format(CALL) + "\n"
    assert actions(code) == actions(code, "v2") == ["correct"]
    assert unchanged(code)


def test_a_name_once_for_each_place():
    code = "import tensorflow as tf\nf = g = tf.nn.softmax\nf(x)\ng(x)\nh = f\nh(x)\n"
    assert [(f.line, f.column) for f in findings(code)] == [(2, 9), (3, 1), (4, 1), (5, 5), (6, 1)]


def test_places_count_characters_from_one():
    (finding,) = findings("import tensorflow as tf\nx = 'äöü'; tf.nn.softmax(\n  x)\n")
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (2, 12, 2, 25)


@pytest.mark.parametrize("loop", ["", "while x:\n"])
@pytest.mark.parametrize("value", ["s", "wrap(s)", "s or s"])
@pytest.mark.parametrize("times", [20, 150])
def test_an_alias_given_many_times_over(loop, value, times):
    indent = "    " if loop else ""
    step = f"{indent}if c:\n{indent}    s = {value}\n{indent}else:\n{indent}    s = {value}\n"
    code = f"{TF}s = tf.nn.softmax\n{loop}{step * times}s(x, dim=1)\n"
    with at_most(20_000_000):
        found = actions(code)
    if value == "s" and times == 20:
        assert found[-1] in ("rewritten", "manual") and len(found) > 40


def test_a_long_chain_of_aliases():
    chain = "".join(f"s{n + 1} = s{n}\n" for n in range(60))
    assert actions(f"{TF}s0 = tf.nn.softmax\n{chain}s60(x, dim=1)\n")[-1] == "rewritten"


def test_an_alias_that_depends_on_itself():
    code = f"{TF}s = tf.nn.softmax\nfor x in y:\n    t = s\n    s = t\nt(x, dim=1)\ns(x, dim=1)\n"
    assert len(actions(code)) == 5


@pytest.mark.parametrize("joint", ["\n", " + "])
def test_thousands_of_calls_take_no_more_than_thousands_of_steps(joint):
    calls = joint.join(["tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p)"] * 2000)
    with at_most(2000 * 2000):
        assert actions(f"{TF}{calls}\n", "v2") == ["rewritten"] * 2000
