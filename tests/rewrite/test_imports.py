"""Imports: added once, in the right place, gone when nothing uses them, no clash."""

import pytest
from pairs import findings, rewritten

CALL = "softmax_cross_entropy_with_logits(labels=y, logits=p)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import os\nimport tensorflow as tf\nimport sys\ntf.log(tf.nn.{0})\n",
            "import os\nimport tensorflow as tf\nfrom tfcompat_ce import nn\nimport sys\ntf.log(nn.{0})\n",
            id="after TensorFlow's",
        ),
        pytest.param(
            "import os\nimport tensorflow as tf\nimport sys\ntf.nn.{0}\n",
            "import os\nfrom tfcompat_ce import nn\nimport sys\nnn.{0}\n",
            id="instead of TensorFlow's",
        ),
        pytest.param(
            "import tensorflow as tf\ntf.nn.{0}\nx = tf.log(tf.nn.{0})\n",
            "import tensorflow as tf\nfrom tfcompat_ce import nn\nnn.{0}\nx = tf.log(nn.{0})\n",
            id="once",
        ),
        pytest.param(
            '#!/usr/bin/python\n# License\n"""Doc."""\nfrom __future__ import division\n\n# About x\nx = 1\ntry:\n    import tensorflow as tf\nexcept ImportError:\n    pass\ntf.nn.{0}\n',
            '#!/usr/bin/python\n# License\n"""Doc."""\nfrom __future__ import division\n\n# About x\nfrom tfcompat_ce import nn\n\nx = 1\ntry:\n    import tensorflow as tf\nexcept ImportError:\n    pass\nnn.{0}\n',
            id="not inside try",
        ),
        pytest.param(
            "try:\n    import tensorflow as tf\nexcept ImportError:\n    pass\ntf.nn.{0}",
            "from tfcompat_ce import nn\n\ntry:\n    import tensorflow as tf\nexcept ImportError:\n    pass\nnn.{0}",
            id="at the head",
        ),
        pytest.param(
            '"""Doc."""; from __future__ import division; import tensorflow as tf; tf.log\ntf.nn.{0}\n',
            '"""Doc."""; from __future__ import division; import tensorflow as tf; tf.log\nfrom tfcompat_ce import nn\nnn.{0}\n',
            id="semicolons",
        ),
        pytest.param(
            "import tensorflow as tf; tf.nn.{0}",
            "from tfcompat_ce import nn; nn.{0}",
            id="one line without an end",
        ),
        pytest.param(
            "import tensorflow as tf\nnn = 5\ntf.log(tf.nn.{0})\n",
            "import tensorflow as tf\nimport tfcompat_ce.nn\nnn = 5\ntf.log(tfcompat_ce.nn.{0})\n",
            id="nn is taken",
        ),
        pytest.param(
            "import tensorflow as tf\ndef f(nn, tfcompat_ce):\n    tf.log(tf.nn.{0})\n",
            "import tensorflow as tf\nfrom tfcompat_ce import nn as tfcompat_ce_nn\ndef f(nn, tfcompat_ce):\n    tf.log(tfcompat_ce_nn.{0})\n",
            id="everything is taken",
        ),
        pytest.param(
            "from importlib import import_module\ntf = import_module('tensorflow')\ntf.log(tf.nn.{0})\nfrom tensorflow import *\nnn.{0}\n",
            "import tfcompat_ce.nn\nfrom importlib import import_module\ntf = import_module('tensorflow')\ntf.log(tfcompat_ce.nn.{0})\nfrom tensorflow import *\ntfcompat_ce.nn.{0}\n",
            id="before its first use",
        ),
        pytest.param(
            "import tensorflow as tf; print(tf.log(tf.nn.{0}))\n",
            "from tfcompat_ce import nn\nimport tensorflow as tf; print(tf.log(nn.{0}))\n",
            id="before its first use, on the line of the import",
        ),
        pytest.param(
            "from tensorflow import nn\nnn.{0}\nimport tensorflow as tf\nfrom tensorflow import nn\ntf.nn.{0}\n",
            "from tfcompat_ce import nn\nimport tfcompat_ce.nn\nnn.{0}\nfrom tensorflow import nn\ntfcompat_ce.nn.{0}\n",
            id="nn is imported again",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom utils import *\ntf.log(tf.nn.{0})\n",
            "import tensorflow as tf\nimport tfcompat_ce.nn\nfrom utils import *\ntf.log(tfcompat_ce.nn.{0})\n",
            id="a star could bring another nn",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom utils import *\ntf.nn.{0}\n",
            "import tfcompat_ce.nn\nfrom utils import *\ntfcompat_ce.nn.{0}\n",
            id="a star could bring another nn, instead of TensorFlow's",
        ),
        pytest.param(
            "from utils import *\ntry:\n    import tensorflow as tf\nexcept ImportError:\n    pass\ntf.nn.{0}\n",
            "import tfcompat_ce.nn\nfrom utils import *\ntry:\n    import tensorflow as tf\nexcept ImportError:\n    pass\ntfcompat_ce.nn.{0}\n",
            id="a star after the head could bring another nn",
        ),
        pytest.param(
            "from utils import *\nimport tensorflow as tf\ntf.log(tf.nn.{0})\n",
            "from utils import *\nimport tensorflow as tf\nfrom tfcompat_ce import nn\ntf.log(nn.{0})\n",
            id="a star before",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom tensorflow import nn\ntf.log(tf.nn.{0})\nnn.{0}\n",
            "import tensorflow as tf\nfrom tfcompat_ce import nn\ntf.log(nn.{0})\nnn.{0}\n",
            id="the changed import serves all",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom tfcompat_ce import nn\ntf.log(tf.nn.{0})\nnn.{0}\n",
            "import tensorflow as tf\nfrom tfcompat_ce import nn\ntf.log(nn.{0})\nnn.{0}\n",
            id="there already",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom tfcompat_ce import nn as shim\ntf.log(tf.nn.{0})\nshim.{0}\n",
            "import tensorflow as tf\nfrom tfcompat_ce import nn as shim\ntf.log(shim.{0})\nshim.{0}\n",
            id="there already under another name",
        ),
        pytest.param(
            "from tensorflow import nn, layers\nnn.{0}\n",
            "from tfcompat_ce import nn\nfrom tensorflow import layers\nnn.{0}\n",
            id="one of many",
        ),
        pytest.param(
            "from tensorflow import (\n    layers,  # l\n    nn as n,\n    train,\n)\nn.{0}\n",
            "from tfcompat_ce import nn as n\nfrom tensorflow import (\n    layers,  # l\n    train,\n)\nn.{0}\n",
            id="one of many lines",
        ),
        pytest.param(
            "import os; from tensorflow import layers, nn\nnn.{0}\n",
            "import os; from tfcompat_ce import nn; from tensorflow import layers\nnn.{0}\n",
            id="one of many after a semicolon",
        ),
        pytest.param(
            "from tensorflow.python.ops import array_ops, nn_ops\nnn_ops.{0}\n",
            "from tfcompat_ce import nn as nn_ops\nfrom tensorflow.python.ops import array_ops\nnn_ops.{0}\n",
            id="private",
        ),
        pytest.param(
            "from tensorflow.python.ops import nn_ops\nnn_ops.{0}\nnn_ops.conv2d\n",
            "from tensorflow.python.ops import nn_ops\nfrom tfcompat_ce import nn\nnn.{0}\nnn_ops.conv2d\n",
            id="private, with more than the family",
        ),
        pytest.param(
            "from tensorflow.nn import relu, softmax_cross_entropy_with_logits as s\ns(p, y)\n",
            "from tfcompat_ce.nn import relu, softmax_cross_entropy_with_logits as s\ns(logits=p, labels=y)\n",
            id="functions",
        ),
        pytest.param(
            "from tensorflow.python.ops.nn_ops import conv2d, softmax_cross_entropy_with_logits\nsoftmax_cross_entropy_with_logits(p, y)\n",
            "from tfcompat_ce.nn import softmax_cross_entropy_with_logits\nfrom tensorflow.python.ops.nn_ops import conv2d\nsoftmax_cross_entropy_with_logits(logits=p, labels=y)\n",
            id="private functions",
        ),
        pytest.param(
            "import tensorflow as tf\nnn = tf.nn\nnn.{0}\ntf.log\n",
            "import tensorflow as tf\nimport tfcompat_ce.nn\nnn = tfcompat_ce.nn\nnn.{0}\ntf.log\n",
            id="an alias",
        ),
        pytest.param(
            "def f():\n    import tensorflow as tf\n    return tf.nn.{0}\n",
            "def f():\n    from tfcompat_ce import nn\n    return nn.{0}\n",
            id="inside a function",
        ),
        pytest.param(
            "def f():\n    import tensorflow as tf\n    return tf.log(tf.nn.{0})\n",
            "from tfcompat_ce import nn\n\ndef f():\n    import tensorflow as tf\n    return tf.log(nn.{0})\n",
            id="inside a function, used for more",
        ),
        pytest.param(
            "import tensorflow as tf\n__all__ = ['tf']\ntf.nn.{0}\n",
            "import tensorflow as tf\nfrom tfcompat_ce import nn\n__all__ = ['tf']\nnn.{0}\n",
            id="exported",
        ),
        pytest.param(
            "import tensorflow as tf\ndef f(x: 'tf.Tensor'): return tf.nn.{0}\n",
            "import tensorflow as tf\nfrom tfcompat_ce import nn\ndef f(x: 'tf.Tensor'): return nn.{0}\n",
            id="a quoted annotation",
        ),
        pytest.param(
            "if x:\n    from tensorflow import nn\nelse:\n    from tensorflow import nn\nnn.{0}\n",
            "if x:\n    from tfcompat_ce import nn\nelse:\n    from tfcompat_ce import nn\nnn.{0}\n",
            id="both arms",
        ),
        pytest.param(
            "\ufeffimport tensorflow as tf\r\n\ttf.nn.{0}\r\n".replace("\t", ""),
            "\ufefffrom tfcompat_ce import nn\r\nnn.{0}\r\n",
            id="byte order mark and line ends",
        ),
        pytest.param(
            "import tensorflow as tf\r\ntf.log(tf.nn.{0})\r\n",
            "import tensorflow as tf\r\nfrom tfcompat_ce import nn\r\ntf.log(nn.{0})\r\n",
            id="line ends",
        ),
        pytest.param(
            "import tensorflow as tf\rtf.log(tf.nn.{0})\r",
            "import tensorflow as tf\rfrom tfcompat_ce import nn\rtf.log(nn.{0})\r",
            id="old line ends",
        ),
    ],
)
def test_nn(before, after):
    assert rewritten(before.format(CALL)) == after.format(CALL)


STOPPED = "softmax_cross_entropy_with_logits(labels={}.stop_gradient(y), logits=p)"


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("import tensorflow as tf\ntf.nn.{0}\n", "import tensorflow as tf\ntf.nn.{0}\n", "tf"),
        (
            "import tensorflow\ntensorflow.nn.{0}\n",
            "import tensorflow\ntensorflow.nn.{0}\n",
            "tensorflow",
        ),
        (
            "import tensorflow as T\nn = T.nn\nn.{0}\n",
            "import tensorflow as T\nn = T.nn\nn.{0}\n",
            "T",
        ),
        (
            "from tensorflow import nn as n\nn.{0}\n",
            "from tensorflow import nn as n\nimport tensorflow as tf\nn.{0}\n",
            "tf",
        ),
        (
            "from tensorflow import nn as n\ntf = 5\nn.{0}\n",
            "from tensorflow import nn as n\nimport tensorflow\ntf = 5\nn.{0}\n",
            "tensorflow",
        ),
        (
            "from tensorflow import nn\ndef f(tf, tensorflow):\n    nn.{0}\n",
            "from tensorflow import nn\nimport tensorflow as tensorflow_\ndef f(tf, tensorflow):\n    nn.{0}\n",
            "tensorflow_",
        ),
        (
            "from tensorflow import nn\nfrom tensorflow.compat import v1 as old\nnn.{0}\n",
            "from tensorflow import nn\nfrom tensorflow.compat import v1 as old\nnn.{0}\n",
            "old",
        ),
        (
            "from tensorflow.nn import softmax_cross_entropy_with_logits as s\ns(labels=y, logits=p)\n",
            "from tensorflow.nn import softmax_cross_entropy_with_logits as s\nimport tensorflow as tf\ns(labels=tf.stop_gradient(y), logits=p)\n",
            "tf",
        ),
        (
            "from tensorflow.python.ops import nn_ops as o\no.{0}\n",
            "from tensorflow import nn as o\nimport tensorflow as tf\no.{0}\n",
            "tf",
        ),
        (
            "from tensorflow.python.ops import nn_ops\nnn_ops.{0}\nnn_ops.conv2d\n",
            "from tensorflow.python.ops import nn_ops\nimport tensorflow as tf\ntf.nn.{0}\nnn_ops.conv2d\n",
            "tf",
        ),
    ],
)
def test_v2(before, after, name):
    assert rewritten(before.format(CALL), "v2") == after.format(STOPPED.format(name))


def test_a_silenced_reference_keeps_its_import():
    code = f"from tensorflow import nn\nnn.{CALL}\nnn.{CALL}  # noqa: TFC001\n"
    assert rewritten(code) == (
        "from tensorflow import nn\nimport tfcompat_ce.nn\n"
        f"tfcompat_ce.nn.{CALL}\nnn.{CALL}  # noqa: TFC001\n"
    )


@pytest.mark.parametrize(
    "noqa", ["# noqa", "# noqa: TFC001", "# type: ignore # NOQA: E501, tfc001", "#noqa:TFC001"]
)
def test_noqa(noqa):
    code = f"import tensorflow as tf\ntf.nn.{CALL}  {noqa}\ntf.nn.softmax(x, # noqa\n  dim=1)\n"
    assert findings(code) == []
    assert rewritten(code) == code


@pytest.mark.parametrize("noqa", ["# noqa: TFC002", "# noqa: E501", "# no qa"])
def test_noqa_of_something_else(noqa):
    assert len(findings(f"import tensorflow as tf\ntf.nn.{CALL}  {noqa}\n")) == 1


@pytest.mark.parametrize("string", ["'# noqa'", '"""\n# noqa"""'])
def test_noqa_in_a_string_silences_nothing(string):
    code = f"import tensorflow as tf\n{string}; tf.nn.{CALL}\n"
    assert len(findings(code)) == 1
    assert findings(f"{code[:-1]}  # noqa\n") == []


def test_select_and_ignore():
    code = f"import tensorflow as tf\ntf.nn.{CALL}\ntf.nn.softmax(x)\n"
    assert [f.code for f in findings(code, select=("TFC001",))] == ["TFC001"]
    assert [f.code for f in findings(code, ignore=("TFC001",))] == ["TFC004"]
    assert rewritten(code, ignore=("TFC001",)) == code
