"""Type checkers find what can be imported from ours, in the wheel as it is installed.

No TensorFlow is needed: the stubs come from the table of its API.
"""

import subprocess
import sys
from importlib.util import find_spec

import pytest

PROGRAM = """
import tfcompat_ce.keras as keras
import tfcompat_ce.v1 as tf
import tfcompat_ce.v1.keras.backend as K
from tfcompat_ce import nn
from tfcompat_ce.keras.layers.core import Dropout
from tfcompat_ce.v1.contrib import layers, rnn, slim
from tfcompat_ce.v1.contrib.layers import batch_norm
from tfcompat_ce.v1.examples.tutorials.mnist import input_data
from tfcompat_ce.v1.keras.layers import Dense
from tfcompat_ce.v1.python.framework import ops
from tfcompat_ce.v2.keras.models import Sequential
from tfcompat_ce.rewrite import rewrite_text

session = tf.Session()
loss = nn.softmax_cross_entropy_with_logits(labels=tf.zeros([1, 3]), logits=K.ones([1, 3]))
more = tf.nn.relu(tf.log(loss)) + tf.contrib.layers.flatten(loss)
model = Sequential([Dense(3), Dropout(0.5), keras.layers.Dense(1)])
text: str = rewrite_text("", target="v1").text
used = (batch_norm, input_data, layers, ops, rnn, slim)
"""
WRONG = """
from tfcompat_ce import nn
nn.softmax(unknown=1)
"""
CHECKERS = {
    "mypy": ["mypy", "--strict"],
    "pyright": ["basedpyright", "--level", "error", "--pythonpath", sys.executable],
}


@pytest.fixture(params=CHECKERS)
def check(request, tmp_path):
    name, *options = CHECKERS[request.param]
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard"}')

    def run(program):
        (tmp_path / "program.py").write_text(program)
        return subprocess.run(
            [sys.executable, "-m", name, *options, "program.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    return run


def test_imports_and_names_type_check(check):
    result = check(PROGRAM)
    assert result.returncode == 0, result.stdout + result.stderr


def test_what_is_wrong_is_still_found(check):
    result = check(WRONG)
    assert result.returncode == 1
    assert "program.py:3:" in result.stdout, result.stdout
