"""Ours builds the variables of 1.15's ``tf.contrib``, and gives its values and its gradients."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from faults import cond_has_no_gradient

from tfcompat_ce.shim import installed

HERE = Path(__file__).parent
RELEASE = installed.release()
RECORDED = json.loads((HERE / "outcomes.json").read_text())
BOUND = 1e-5  # Relative to the largest of the values, float32.
# 1.x has their operation in contrib's library, and 2.2 is the first to have it outside.
SINCE_2_2 = ("moved", "rotated")

if RELEASE < (1, 15):
    pytest.skip("its tf.contrib is its own, of an older time", allow_module_level=True)

HOW = ["native", "ours"] if RELEASE < (2, 0) else ["ours", "ours-eager-default"]


@pytest.fixture(scope="module", params=HOW)
def outcomes(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("outcomes") / "outcomes.json"
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    command = [sys.executable, str(HERE / "cases.py"), str(path), request.param]
    finished = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert finished.returncode == 0, finished.stdout.decode()
    return json.loads(path.read_text())


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_as_on_1_15(outcomes, name):
    recorded, found = RECORDED[name], outcomes[name]
    if RELEASE < (2, 2) and name in SINCE_2_2 and not isinstance(found, dict):
        assert "needs TensorFlow 2.2 or newer" in found
        pytest.skip("2.2 is the first to have the operation outside of contrib")
    if "Insufficient elements in branch_graphs" in found and cond_has_no_gradient():
        pytest.skip("TensorFlow's own cond has no gradient there")
    assert isinstance(found, dict), found
    assert found["variables"] == recorded["variables"]
    for what in ("values", "gradients"):
        assert len(found[what]) == len(recorded[what])
        for ours, theirs in zip(found[what], recorded[what]):
            largest = max([1.0, *map(abs, theirs)])
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=BOUND * largest)


def test_every_case_came_to_something():
    from cases import CASES

    assert sorted(CASES) == sorted(RECORDED)
    assert all(isinstance(outcome, dict) for outcome in RECORDED.values())
