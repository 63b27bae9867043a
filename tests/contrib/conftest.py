"""Fixture: a fresh interpreter."""

import os
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import pytest


@pytest.fixture
def python(tmp_path):
    """Runs a program in a fresh interpreter and gives what it printed, errors in their place."""

    def run_program(source, **environment):
        path = tmp_path / "program.py"
        path.write_text(source)
        finished = subprocess.run(
            [sys.executable, "-u", str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), **environment),
        )
        output = finished.stdout.decode()
        assert finished.returncode == 0, output
        return output

    return run_program
