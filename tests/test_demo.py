"""`tfcompat-ce demo`: the first command that a newcomer runs."""

import doctest
import importlib
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from tfcompat_ce.cli.app import app
from tfcompat_ce.shim import installed

RELEASE = installed.release()

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 10) or find_spec("tree_sitter") is None,
    reason="the rewriter needs Python 3.10 and its tools",
)


def shown(*arguments):
    return CliRunner().invoke(app, ["demo"] + list(arguments))


def test_what_it_shows():
    result = shown()
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    (then,) = [line for line in lines if line.startswith("  TensorFlow 0.12")]
    (as_it_is,) = [line for line in lines if "has no attribute" in line]
    (ours,) = [line for line in lines if "with `tfcompat-ce run`" in line]
    assert as_it_is.startswith(f"  TensorFlow {RELEASE[0]}.{RELEASE[1]}.")
    assert then.split("[", 1)[1] + "  the same" == ours.split("[", 1)[1]
    (usual,) = [line for line in lines if "tensorflow.compat.v1`" in line]
    silent = RELEASE >= (2, 12)  # which took compat.v1's check away
    assert usual.endswith("wrong, and no error" if silent else "(labels=..., logits=..., ...)")
    for target, line in (
        ("nn", "+from tfcompat_ce import nn"),
        ("v1", "+import tfcompat_ce.v1 as tf"),
        ("v2", "labels=tf.stop_gradient(labels))"),
    ):
        block = result.output.partition(f"--target {target}`")[2].partition("`rewrite")[0]
        assert line in block
    assert result.output.rstrip().endswith("tfcompat-ce rewrite --target v1 --diff YOUR_FOLDER")
    assert len(lines) < 60


def test_the_examples():
    module = importlib.import_module("tfcompat_ce.cli.demo")
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_the_program_to_play_with(tmp_path):
    folder = tmp_path / "play"
    result = shown("--write", str(folder))
    assert result.exit_code == 0, result.output
    path = folder / "old.py"
    assert f"tfcompat-ce run {path}" in result.output
    ran = subprocess.run(
        [sys.executable, "-m", "tfcompat_ce", "run", str(path)],
        stdout=subprocess.PIPE,
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
    )
    assert ran.returncode == 0 and ran.stdout.startswith(b"[0.479010")
    again = shown("--write", str(folder))
    assert (again.exit_code, "is there already" in again.output) == (2, True)


def test_numbers_that_are_not_those_of_then(monkeypatch):
    module = importlib.import_module("tfcompat_ce.cli.demo")
    monkeypatch.setattr(module, "results", lambda version: [("through us", "[1. 2.]  [1. 2.]")])
    result = shown()
    assert (result.exit_code, "wrong, and no error" in result.output) == (1, True)
