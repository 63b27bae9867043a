"""TFC005: what cannot be known is reported and left alone."""

import pytest
from pairs import TF, actions, findings, rewritten


@pytest.mark.parametrize(
    "code",
    [
        "getattr(tf.nn, name)(labels=y, logits=p)",
        "getattr(tf.nn, 'softmax')(x)",
        "getattr(tf.nn, 'softmax', None)",
        "nn = tf.nn\nf = getattr(nn, 'sparse_' + kind)",
        "getattr(getattr(tf, 'nn'), kind)",
        "vars(tf.nn)[name](labels=y, logits=p)",
        "from tensorflow import nn\nvars(nn)['softmax'](p)",
        "tf.nn.__dict__['softmax'](p)",
        "functions = dict(tf.nn.__dict__)",
        "vars(tf.nn).get(name)",
        "tf.nn.softmax = mine",
        "(tf.nn if old else tf.nn).softmax_cross_entropy_with_logits(labels=y, logits=p)",
    ],
)
def test_reported(code):
    assert actions(f"{TF}{code}\n") == ["manual"]
    assert rewritten(f"{TF}{code}\n") == f"{TF}{code}\n"


@pytest.mark.parametrize(
    "code",
    [
        "getattr(tf.nn, 'relu')(x)",
        "getattr(torch.nn, name)",
        "getattr(nn, name)",
        "vars(tf.nn)['relu']",
        "vars(torch.nn)[name]",
        "vars(tf.compat.v1.nn)[name]",
        "found = name in vars(tf.nn)",
        "for name in tf.nn.__dict__: print(name)",
        "def vars(a): pass\nvars(tf.nn)[name]",
        "getattr(tf.compat.v1.nn, name)",
        "def getattr(a, b): pass\ngetattr(tf.nn, name)",
        "# getattr(tf.nn, name)",
    ],
)
def test_not_a_reference(code):
    assert actions(f"{TF}{code}\n") == []


SPARSE = "sparse_softmax_cross_entropy_with_logits"


@pytest.mark.parametrize(
    "code",
    [
        f"self.nn.{SPARSE}(labels=y, logits=p)",
        f"class M:\n    nn = tf.nn\nM.nn.{SPARSE}(p, y)",
        f"def f(m):\n    return m.nn.{SPARSE}(p, y)",
        f"f = self.tf.nn.{SPARSE}",
        "self.tf.nn.softmax(x, dim=1)",
        f"from model import tf\ntf.nn.{SPARSE}(p, y)",
        f"from model import tf as t\nt.nn.{SPARSE}(p, y)",
        f"del tf\nimport keras.backend as K\nK.tf.nn.{SPARSE}(labels=y, logits=p)",
        "import utils\nutils.tf.nn.log_softmax(x, dim=1)",
        f"import utils\nutils.nn.{SPARSE}(p, y)",
        f"from keras import backend as K\nK.nn.{SPARSE}(p, y)",
        f"d = {{'nn': tf.nn}}\nd['nn'].{SPARSE}(p, y)",
        f"def nn_of():\n    return tf.nn\nnn_of().{SPARSE}(p, y)",
        f"x = `tf.nn.{SPARSE}(labels=y, logits=p)`",
        "f(`1 + tf.nn.softmax(x, dim=1)`)",
        f"sys.modules['tensorflow'].nn.{SPARSE}(p, y)",
    ],
)
def test_what_cannot_be_followed(code):
    assert actions(f"{TF}{code}\n") == actions(f"{TF}{code}\n", "v2") == ["manual"]
    assert rewritten(f"{TF}{code}\n") == f"{TF}{code}\n"


@pytest.mark.parametrize(
    "code",
    [
        f"def f(nn):\n    return nn.{SPARSE}(p, y)\nf(tf.nn)",
        f"def f(nn):\n    return nn.{SPARSE}(p, y)\nf(nn=tf.nn)",
        "def f(nn):\n    return nn.softmax(x, dim=1)\nf(tf.nn)",
        f"def f(tf):\n    return tf.nn.{SPARSE}(p, y)\nf(tf)",
        f"f = lambda lib: lib.{SPARSE}(p, y)\nnn = tf.nn\nf((nn))",
        f"for lib in (tf.nn,):\n    lib.{SPARSE}(p, y)",
        f"[lib.{SPARSE}(p, y) for lib in [tf.nn]]",
        f"def f(self):\n    self.lib = tf.nn\n    self.lib.{SPARSE}(p, y)",
        f"libs = {{'tf': tf.nn}}\nlibs['tf'].{SPARSE}(p, y)",
        f"def lib():\n    return tf.nn\nlib().{SPARSE}(p, y)",
        f"def lib():\n    from tensorflow import nn as n\n    return n\nm = lib()\nm.{SPARSE}(p, y)",
    ],
)
def test_a_module_that_is_passed_on(code):
    found = findings(f"{TF}{code}\n")
    assert [f.action.value for f in found] == ["manual"]
    assert found == findings(f"{TF}{code}\n", "v2")
    assert "tfcompat_ce.nn" in found[0].message or "axis=" in found[0].message
    assert rewritten(f"{TF}{code}\n") == f"{TF}{code}\n"


@pytest.mark.parametrize(
    "code",
    [
        f"def f(nn):\n    return nn.{SPARSE}(p, y)\nf(tf.nn2)",
        f"def f(nn):\n    return nn.{SPARSE}(p, y)\nf(tf.nn.relu)",
        f"def f(nn):\n    return nn.{SPARSE}(p, y)\nhasattr(tf.nn, 'relu')",
        "def f(lib):\n    return lib.softmax(x, dim=1)\nf(tf.nn)",
        f"class M:\n    def f(self):\n        return self.{SPARSE}(p, y)\ng(tf.nn)",
        f"import other\nother.{SPARSE}(p, y)\nf(tf.nn)",
        f"from torch import nn\nnn.{SPARSE}(p, y)\nf(tf.nn)",
        f"def f(nn):\n    return nn.{SPARSE}(p, y)\nf(tf)",
    ],
)
def test_a_module_that_is_not(code):
    assert actions(f"{TF}{code}\n") == []


def test_a_star_that_brings_tensorflow():
    assert actions(f"from common import *\ntf.nn.{SPARSE}(p, y)\n") == ["manual"]


@pytest.mark.parametrize(
    "code",
    ["self.tf.nn.softmax(x)", f"f = tf.function\nself.nn.{SPARSE}(y, p)"],
)
def test_what_cannot_be_followed_but_is_right(code):
    assert actions(f"{TF}{code}\n") == ["correct"]


@pytest.mark.parametrize(
    "code",
    [
        f"self.{SPARSE}(p, y)",
        f"super().{SPARSE}(p, y)",
        f"super(M, self).{SPARSE}(p, y)",
        f"import mesh_tensorflow as mtf\nmtf.layers.{SPARSE}(p, y)",
        f"mtf.layers.{SPARSE}(p, y)",
        "self.nn.softmax(x, dim=1)",
        f"import torch\ntorch.nn.{SPARSE}(p, y)",
        f"import jax\njax.nn.{SPARSE}(p, y)",
        f"import mesh_tensorflow as mtf\nmtf.nn.{SPARSE}(p, y)",
        "import utils\nutils.nn.softmax(x, dim=1)",
        "import torch\ntorch.nn.functional.softmax(x, dim=1)",
        f"# `tf.nn.{SPARSE}`",
        f"'`tf.nn.{SPARSE}`'",
        f"losses()['xent'].{SPARSE}(p, y)",
    ],
)
def test_of_another_library(code):
    assert actions(f"{TF}{code}\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "mock.patch.object(tf.nn, 'softmax_cross_entropy_with_logits')",
        "with mock.patch.object(tf.nn, 'softmax', f): pass",
        "monkeypatch.setattr(tf.nn, 'softmax_cross_entropy_with_logits', f)",
        "setattr(tf.nn, 'softmax', f)",
    ],
)
@pytest.mark.parametrize("target", ["nn", "v1", "v2"])
def test_what_is_put_in_a_functions_place_is_reported(line, target):
    code = f"{TF}x = tf.placeholder(tf.float32)\n{line}\n"
    said = [found for found in findings(code, target) if found.code == "TFC005"]
    assert [(found.action.value, found.line) for found in said] == [("manual", 3)]
    assert "assigned to" in said[0].message


@pytest.mark.parametrize(
    "line", ["mock.patch.object(tf.nn, 'relu')", "setattr(self, 'softmax', f)", "object(tf.nn, 1)"]
)
def test_what_is_put_in_another_place_is_not(line):
    assert not findings(f"{TF}{line}\n")
