"""Which TensorFlow a file is for."""

import pytest
from pairs import TF, actions, findings, rewritten

from tfcompat_ce.rewrite.files.project import Task, rewrite_files
from tfcompat_ce.rewrite.rewriter import Options

POSITIONAL = "tf.nn.softmax_cross_entropy_with_logits(a, b)\n"


@pytest.mark.parametrize(
    "idiom",
    [
        "x = tf.placeholder(tf.float32)",
        "with tf.Session() as s: pass",
        "tf.initialize_all_variables()",
        "tf.reduce_sum(x, reduction_indices=[1])",
        "tf.reduce_sum(x, keep_dims=True)",
        "tf.train.GradientDescentOptimizer(0.1)",
        "tf.contrib.layers.flatten(x)",
        "import tensorflow.contrib.slim as slim",
        "from tensorflow import flags",
        "from tensorflow.contrib import slim",
        "tf.nn.softmax(x, dim=1)",
    ],
)
def test_one(idiom):
    assert actions(f"{TF}{idiom}\n{POSITIONAL}")[-1] == "rewritten"


NOTHING = [
    "",
    "# tf.GradientTape",
    "'tf.GradientTape'",
    "torch.GradientTape",
    "tf.estimator_",
    "self.data = mnist.data\nmath.exp(np.random.random())",
]


@pytest.mark.parametrize("idiom", NOTHING)
def test_where_nothing_speaks_an_order_is_not_guessed(idiom):
    code = f"{TF}{idiom}\n{POSITIONAL}"
    assert rewritten(code) == code
    assert findings(code)[-1].message.startswith(
        "nothing says which order this is: say --from 0 or --from 2: logits=a, labels=b (0.x's"
    )
    assert actions(code, origin="0")[-1] == "rewritten"
    assert actions(code, origin="2")[-1] == "correct"
    named = code.replace("(a, b)", "(pred, labels)")
    assert actions(named)[-1] == "rewritten"


OF_2 = "import tensorflow as tf\nfrom losses import loss\nwith tf.GradientTape() as t: loss(1, 2)\n"
OF_0 = "import tensorflow as tf\nfrom losses import loss\nx = tf.pack([tf.placeholder(t)])\n"
LOSSES = "import tensorflow as tf\ndef loss(t, z):\n    return tf.nn.softmax_cross_entropy_with_logits(t, z)\n"


@pytest.mark.parametrize(
    ("files", "action", "words"),
    [
        ({"train.py": OF_2}, "correct", "`tf.GradientTape` on line 3 of train.py"),
        ({"train.py": OF_0}, "rewritten", ""),
        ({"requirements.txt": "numpy\ntensorflow>=2.1,<3\n"}, "correct", "tensorflow>=2.1,<3 in requirements.txt"),
        ({"setup.py": "setup(install_requires=['tensorflow-gpu==1.4.1'])\n"}, "rewritten", ""),
        ({"requirements.txt": "tensorflow>=1.0\n"}, "manual", "say --from 0 or --from 2"),
        ({"requirements.txt": "tensorflow>=2\n", "train.py": OF_0}, "rewritten", ""),
    ],
)  # fmt: skip
def test_a_file_that_says_nothing_goes_by_those_around_it(tmp_path, files, action, words):
    for name, text in {"losses.py": LOSSES, "pyproject.toml": "", **files}.items():
        (tmp_path / name).write_text(text)
    path = str(tmp_path / "losses.py")
    (report,) = rewrite_files([(path, None)], Task(Options()), jobs=1)
    assert [finding.action.value for finding in report.findings] == [action]
    assert words in report.findings[0].message


@pytest.mark.parametrize(
    "idiom",
    [
        "with tf.GradientTape() as tape: pass",
        "@tf.function\ndef f(): pass",
        "model = tf.keras.Sequential()",
        "from tensorflow import keras",
        "from tensorflow.keras import layers",
        "import tensorflow.keras.backend as K",
        "print(loss.numpy())",
        "tf.random.set_seed(1)",
        "tf.optimizers.Adam()",
        "tf.compat.v1.disable_v2_behavior()",
        "tf.config.list_physical_devices('GPU')",
        "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p, axis=1)",
        "tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits=p)",
        "tf.GradientTape  # not tf.Session",
    ],
)
def test_two(idiom):
    assert actions(f"{TF}{idiom}\n{POSITIONAL}")[-1] == "correct"


def test_both():
    code = f"{TF}tf.log\ntf.GradientTape\n{{}}\n"
    assert actions(code.format(POSITIONAL)) == ["manual"]
    keywords = "tf.nn.softmax_cross_entropy_with_logits(labels=b, logits=a)"
    assert actions(code.format(keywords)) == ["rewritten"]


LATE = [
    "tf.data.Dataset.from_tensors(1)",
    "if not tf.executing_eagerly(): raise SystemExit",
    "tf.math.log(x)",
    "x = tf.random.normal([2])",
    "from tensorflow import data",
    "from tensorflow.python.keras import layers",
    "import tensorflow_datasets as tfds",
    "from tensorflow_addons import optimizers",
    "tf.compat.v1.Session()",
]


@pytest.mark.parametrize("idiom", LATE)
@pytest.mark.parametrize("function", ["softmax", "sparse_softmax"])
def test_what_0x_did_not_have_and_1x_does_not_take(idiom, function):
    positional = f"tf.nn.{function}_cross_entropy_with_logits(a, fwd(b[0]))\n"
    assert actions(f"{TF}{idiom}\n{positional}") == ["correct"]
    assert actions(f"{TF}{idiom}\nx = tf.placeholder(t)\n{positional}") == ["manual"]
    (found,) = findings(f"{TF}{idiom}\n{positional}")
    assert "which 1.x refuses" in found.message


@pytest.mark.parametrize("idiom", LATE)
def test_what_1x_has_does_not_make_keywords_2x(idiom):
    keywords = "tf.nn.softmax_cross_entropy_with_logits(labels=b, logits=a)\n"
    assert actions(f"{TF}{idiom}\n{keywords}") == ["rewritten"]


def test_a_function_of_2x_code_called_by_position_keeps_its_import():
    code = (
        "import tensorflow as tf\n"
        "from tensorflow.nn import softmax_cross_entropy_with_logits as s\n"
        "tf.data.AUTO\ns(a, b)\nf = s\nf(a, b)\n"
    )
    assert set(actions(code)) == {"correct"}
    assert rewritten(code) == code


@pytest.mark.parametrize(
    "idiom",
    ["from tensorflow.keras.layers import Dense", "from tensorflow import data", "import tf_keras"],
)
def test_an_import_that_2x_code_uses_for_more_stays(idiom):
    rest = "nn.dropout(x, 0.3)\nnn.softmax(x, dim=1)\n"
    after = rewritten(f"{idiom}\nfrom tensorflow import nn\n{rest}")
    assert "from tensorflow import nn\n" in after
    assert "\nnn.dropout(x, 0.3)\n" in after
    only = rewritten(f"{idiom}\nfrom tensorflow import nn\nnn.softmax(x, dim=1)\n")
    assert only == f"{idiom}\nfrom tfcompat_ce import nn\nnn.softmax(x, axis=1)\n"


def test_axis_in_a_file_for_1x_is_its_own_reason():
    code = f"{TF}tf.placeholder\ntf.nn.softmax(x, dim=1)\n"
    code += "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p, axis=1)\n"
    assert findings(code)[-1].message == "right as it stands: only 2.x takes `axis=`"


def test_an_alias_with_a_call_that_is_left_in_a_file_of_both_is_left():
    code = f"{TF}tf.log\ntf.GradientTape\nf = tf.nn.softmax_cross_entropy_with_logits\nf(a, b)\n"
    assert actions(code) == ["manual", "manual"]
    assert rewritten(code) == code
    keywords = code.replace("f(a, b)", "f(labels=b, logits=a)")
    assert actions(keywords) == ["rewritten", "rewritten"]


def test_a_call_of_2x_is_not_led_here_by_its_import():
    code = "from tensorflow import nn\nnn.softmax(x, dim=1)\nnn.softmax_cross_entropy_with_logits(a, b)\n"
    after = rewritten(code, origin="2")
    assert after.splitlines()[0] == "from tensorflow import nn"
    assert after.endswith("\nnn.softmax_cross_entropy_with_logits(a, b)\n")
    code = f"{TF}tf.log\n{code}".replace("(a, b)", "(labels=a, logits=b, axis=1)")
    assert "from tensorflow import nn\n" in rewritten(code)


@pytest.mark.parametrize(
    "given",
    [
        "f = tf.nn.{0}",
        "from tensorflow.nn import {0} as f",
        "from tensorflow import nn\nf = nn.{0}",
    ],
)
@pytest.mark.parametrize("call", ["f(labels=y, logits=x, axis=1)", "f(y, logits=x)"])
def test_a_call_of_2x_keeps_the_function_that_it_is_given(given, call):
    given = given.format("softmax_cross_entropy_with_logits")
    code = f"{TF}tf.log\n{given}\nnn.softmax(x, dim=1)\n{call}\n"
    assert {*given.splitlines(), call} <= {*rewritten(code).splitlines()}


def test_what_is_2x_s_by_from_is_not_led_here_by_its_import():
    passed_on = "from tensorflow import nn\ng(nn.softmax_cross_entropy_with_logits)\n"
    swapped = "from tensorflow import nn\nnn.softmax_cross_entropy_with_logits(logits, labels)\n"
    for code in (passed_on, swapped):
        after = rewritten(f"{code}nn.softmax(x, dim=1)\n", origin="2").splitlines()
        assert [line for line in after if "tfcompat_ce" not in line] == code.splitlines()


def test_a_call_of_this_project_is_not_led_away_by_its_import():
    code = "from tfcompat_ce import nn\nnn.softmax_cross_entropy_with_logits(labels=y, logits=x)\n"
    after = rewritten(code + "nn.softmax(x, dim=1)\n", "v2")
    assert after.endswith("\nnn.softmax(x, axis=1)\n") and "tfcompat_ce" not in after
    for left in ("softmax(**k)", "softmax_cross_entropy_with_logits(**k)"):
        after = rewritten(f"{code}nn.{left}\n", "v2")
        assert after.startswith("from tfcompat_ce import nn\n") and after.endswith(f"\nnn.{left}\n")


@pytest.mark.parametrize(
    "call",
    [
        "self.nn.softmax_cross_entropy_with_logits(a, b)",
        "tf.nn.sparse_softmax_cross_entropy_with_logits(b, logits=a)",
        "q = tf.nn.sparse_softmax_cross_entropy_with_logits; q(*a)",
        "tf.nn.softmax(**k)",
    ],
)
@pytest.mark.parametrize("target", ["nn", "v2"])
def test_whatever_is_left_for_the_same_doubt_is_left_again(call, target):
    code = f"{TF}tf.GradientTape\ntf.nn.softmax(x, dim=1)\n{call}\n"
    assert rewritten(code, target) == code
    assert actions(code, target)[0] == actions(code, target)[-1] == "manual"


FLEETING = [
    "tf.nn.softmax(x, dim=1)",
    "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=x, dim=1)",
    "tf.nn.softmax_cross_entropy_with_logits(None, y, x)",
    "tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=x)",
    "f = tf.nn.softmax_cross_entropy_with_logits_v2\nf(labels=y, logits=x)",
    "tf.nn.sparse_softmax_cross_entropy_with_logits(_sentinel=None, labels=y, logits=x)",
]


@pytest.mark.parametrize("idiom", FLEETING)
@pytest.mark.parametrize("two", ["tf.GradientTape", "tf.data.Dataset"])
@pytest.mark.parametrize("target", ["nn", "v1", "v2"])
def test_what_alone_says_that_a_file_is_of_both_stays_while_an_order_hangs_on_it(
    idiom, two, target
):
    code = f"{TF}{two}\n{idiom}\n{POSITIONAL}"
    after = rewritten(code, target)
    assert after.endswith(POSITIONAL)
    for text in (code, after):
        assert findings(text, target)[-1].action.value == "manual"
    if target != "v1":
        assert after == code
    more = code.replace(two, f"{two}\ntf.placeholder")
    assert set(actions(more, target)[:-1]) != {"manual"}
    settled = code.replace("(a, b)", "(labels=b, logits=a)")
    assert "manual" not in actions(settled, target)


@pytest.mark.parametrize("idiom", ["tf.Session()", "tf.mul(a, b)", "tf.nn.softmax(x, dim=1)"])
@pytest.mark.parametrize("target", ["nn", "v1"])
def test_an_order_that_was_left_is_left_once_its_program_has_moved(idiom, target):
    moved = rewritten(f"{TF}tf.GradientTape\n{idiom}\n{POSITIONAL}", "v1")
    assert moved.startswith("import tfcompat_ce.v1 as tf\n") and moved.endswith(POSITIONAL)
    assert rewritten(moved, target) == moved
    assert "0.x's order" in findings(moved, target)[-1].message
    assert rewritten(moved, target, origin="0").endswith("(logits=a, labels=b)\n")


@pytest.mark.parametrize("home", ["tf.compat.v1.nn", "nn_ops"])
@pytest.mark.parametrize("target", ["nn", "v1", "v2"])
def test_where_a_function_is_1x_s_on_every_release_the_rest_of_the_file_says_nothing(home, target):
    code = f"{TF}from tensorflow.python.ops import nn_ops\ntf.GradientTape\ntf.log\n{{}}"
    code += f"{home}.softmax_cross_entropy_with_logits(p, y)\n"
    alone = rewritten(code.format(""), target).splitlines()
    assert "logits=p" in alone[-1]
    beside = rewritten(code.format("tf.nn.softmax(x, dim=1)\n"), target).splitlines()
    assert beside[-1] == alone[-1]


def test_an_import_that_such_a_call_is_reached_through_stays():
    code = "from tensorflow import nn\nimport tensorflow as tf\ntf.log\ntf.GradientTape\n{}nn.softmax(x, dim=1)\n"
    left = code.format("nn.sparse_softmax_cross_entropy_with_logits(a, b)\n")
    assert actions(left) == ["manual", "rewritten"]
    assert "from tensorflow import nn\n" in rewritten(left)
    assert actions(rewritten(left))[0] == "manual"
    assert "from tensorflow import nn\n" not in rewritten(code.format(""))
