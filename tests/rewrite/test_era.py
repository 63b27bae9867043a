"""Which TensorFlow a file is for."""

import pytest
from pairs import TF, actions

POSITIONAL = "tf.nn.softmax_cross_entropy_with_logits(a, b)\n"


@pytest.mark.parametrize(
    "idiom",
    [
        "",
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
        "# tf.GradientTape",
        "'tf.GradientTape'",
        "torch.GradientTape",
        "tf.compat.v1.Session()",
    ],
)
def test_one(idiom):
    assert actions(f"{TF}{idiom}\n{POSITIONAL}")[-1] == "rewritten"


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
