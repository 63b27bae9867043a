"""A seed for the graph, and none for what draws from it."""

import pytest
from pairs import TF, findings, rewritten

SEEDED = (
    f"{TF}tf.set_random_seed(1)\ntf.set_random_seed(2)\nx = tf.placeholder(tf.random_normal([3]))\n"
)


def test_it_is_said_once():
    (found,) = [found for found in findings(SEEDED, "v1") if found.code == "TFC026"]
    assert (found.action.value, found.line) == ("advice", 2)
    assert "enable_v1_random_seeds()" in found.message and "1 more in this file" in found.message
    assert "set_random_seed(1)\n" in rewritten(SEEDED, "v1")


@pytest.mark.parametrize(
    "code",
    [
        SEEDED.replace("tf.set_random_seed(1)", "tf.enable_v1_random_seeds()"),
        f"{TF}tf.random.set_seed(1)\n",
        f"{TF}x = tf.placeholder(tf.float32)\n",
    ],
)
def test_it_is_not_said(code):
    assert not [found for found in findings(code, "v1") if found.code == "TFC026"]
