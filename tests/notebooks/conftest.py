"""A real kernel, and what it answers."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

NEEDED = ("tensorflow", "ipykernel", "nbclient", "tree_sitter")


ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Kernel:
    """Runs cells, and keeps what they put out."""

    def __init__(self, folder):
        from jupyter_client import manager

        paths = [ROOT, os.environ.get("PYTHONPATH", "")]
        environment = dict(
            os.environ, PYTHONPATH=os.pathsep.join(filter(None, paths)), TF_CPP_MIN_LOG_LEVEL="3"
        )
        self.manager, self.client = manager.start_new_kernel(
            kernel_name="python3", env=environment, cwd=str(folder)
        )

    def run(self, cell):
        """The text of a cell's outputs, errors with their traceback."""
        found = []

        def keep(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                found.append(content["text"])
            elif message["msg_type"] in ("execute_result", "display_data"):
                found.append(content["data"].get("text/plain", "") + "\n")
            elif message["msg_type"] == "error":
                found.append("\n".join(content["traceback"]))

        self.client.execute_interactive(cell, output_hook=keep, timeout=300)
        return "".join(found)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def needs():
    if sys.version_info < (3, 10):
        pytest.skip("what reads programs needs Python 3.10")
    for name in NEEDED:
        if find_spec(name) is None:
            pytest.skip(f"needs {name}")


@pytest.fixture
def kernel(needs, tmp_path):
    started = Kernel(tmp_path)
    yield started
    started.stop()


@pytest.fixture
def run(needs, tmp_path):
    nbformat = pytest.importorskip("nbformat")

    environment = dict(os.environ, PYTHONPATH=ROOT, TF_CPP_MIN_LOG_LEVEL="3")
    # Under pytest, ipykernel does not take what is written past sys.stdout.
    environment.pop("PYTEST_CURRENT_TEST", None)

    def run(cells, *options):
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        made.metadata["kernelspec"] = {"name": "python2", "display_name": "Python 2"}
        nbformat.write(made, str(tmp_path / "old.ipynb"))
        return subprocess.run(
            [sys.executable, "-m", "tfcompat_ce", "run", *options, "old.ipynb"],
            cwd=str(tmp_path),
            env=environment,
            capture_output=True,
            text=True,
        )

    return run
