"""What the lists of traits say is so on the release that the tests run on."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import tfcompat_ce.v1 as tf
from tfcompat_ce.api import symbols, traits
from tfcompat_ce.shim import installed
from tfcompat_ce.shim.elsewhere import is_there

RELEASE = installed.release()
NO_LAYERS = RELEASE >= (2, 16) and not is_there("tf_keras")
CUBE = np.ones((2, 3, 4), np.float32)
MATRIX = np.ones((3, 3), np.float32)
# Arguments beside the first.
OTHERS = {
    "cast": [tf.float64],
    "clip_by_value": [0.0, 1.0],
    "expand_dims": [0],
    "layers.dense": [2],
    "math.l2_normalize": [0],
    "nn.bias_add": [MATRIX[0]],
    "nn.dropout": [0.5],
    "nn.xw_plus_b": [MATRIX, MATRIX[0]],
    "one_hot": [5],
}
FIRST = {"nn.bias_add": MATRIX, "nn.xw_plus_b": MATRIX, "one_hot": MATRIX.astype(int)}
BEFORE_SHAPE = {
    "constant": [1.0, tf.float32],
    "get_variable": ["v"],
    "placeholder": [tf.float32],
    "placeholder_with_default": [CUBE],
    "reshape": [CUBE],
}
AFTER_SHAPE = {"fill": [1.0]}


def spelled():
    """The names that 1.x's namespace has here, by the spelling that the lists have for them."""
    found = {}
    for symbol in symbols.symbols():
        if symbol.has(RELEASE) or symbol.name.startswith("contrib."):
            found.setdefault(traits.spelling(symbol.name), symbol.name)
    return found


SPELLED = spelled()


def given(name, *arguments):
    """What a function gives, in a graph of its own."""
    if name not in SPELLED:
        pytest.skip("it came later, or has gone")
    if name.startswith(("layers.", "contrib.")) and NO_LAYERS:
        pytest.skip("needs tf_keras")
    function = tf
    for part in SPELLED[name].split("."):
        function = getattr(function, part)
    with tf.Graph().as_default():
        if name.startswith("layers."):  # 1.0's take tensors only
            arguments = (tf.constant(arguments[0]),) + arguments[1:]
        return tf.convert_to_tensor(function(*arguments)).shape.ndims


@pytest.mark.parametrize("name", sorted(traits.KEEPS_RANK))
def test_keeps_rank(name):
    value = FIRST.get(name, CUBE)
    assert given(name, value, *OTHERS.get(name, [])) == value.ndim


@pytest.mark.parametrize("name", sorted(traits.ADDS_AXIS))
def test_adds_axis(name):
    value = FIRST.get(name, CUBE)
    assert given(name, value, *OTHERS[name]) == value.ndim + 1


@pytest.mark.parametrize("name", sorted(traits.GIVES_MATRIX))
def test_gives_matrix(name):
    assert given(name, FIRST.get(name, CUBE), *OTHERS.get(name, [])) == 2


@pytest.mark.parametrize("name", sorted(traits.BROADCASTS - {"linalg.matmul"}))
def test_broadcasts(name):
    assert given(name, CUBE, CUBE[0, 0]) == given(name, CUBE[0, 0], CUBE) == 3


def test_matmul():
    assert given("linalg.matmul", MATRIX, MATRIX) == 2


@pytest.mark.parametrize("name", sorted(traits.TAKES_SHAPE))
def test_takes_shape(name):
    before = BEFORE_SHAPE.get(name, [])
    order = traits.parameters(name)
    assert order.index("dims" if name == "fill" else "shape") == len(before)
    assert given(name, *(before + [[2, 3, 4]] + AFTER_SHAPE.get(name, []))) == 3


@pytest.mark.parametrize("name", sorted(traits.STOPS_GRADIENT))
def test_stops_gradient(name):
    function = getattr(tf, name)
    with tf.Graph().as_default():
        x = tf.constant(MATRIX)
        result = function(tf.cast(x, tf.int32), 5) if name == "one_hot" else function(x)
        assert tf.gradients(result, x) == [None]


@pytest.mark.parametrize("name", sorted(traits.APPLIES_SOFTMAX))
def test_applies_softmax(name):
    assert "logits" in traits.parameters(name)
    loss = getattr(tf.losses, name.rpartition(".")[2])
    labels = [0] if name.endswith("sparse_softmax_cross_entropy") else [[1.0, 0.0]]
    with tf.Graph().as_default(), tf.Session() as session:
        value = session.run(loss(labels, tf.constant([[0.0, 0.0]])))
    assert abs(value - np.log(2)) < 1e-6


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (traits.LOGARITHM, np.log([2.0, 4.0])),
        (traits.SUM, 6.0),
        (traits.MEAN, 3.0),
    ],
)
def test_the_parts_of_a_cross_entropy(name, expected):
    function = tf
    for part in SPELLED[name].split("."):
        function = getattr(function, part)
    with tf.Graph().as_default(), tf.Session() as session:
        assert np.allclose(session.run(function(tf.constant([2.0, 4.0]))), expected)


def test_a_wrong_trait_is_seen():
    assert given("expand_dims", CUBE, 0) != CUBE.ndim
