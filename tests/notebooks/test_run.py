"""`tfcompat-ce run notebook.ipynb`."""

import os
import subprocess
import sys

import pytest

nbformat = pytest.importorskip("nbformat")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


OLD = [
    "%tensorflow_version 1.x\nimport tensorflow as tf",
    "a = tf.constant(2.0)\nb = a * 3",
    "x = tf.placeholder(tf.float32, [None])\nsess = tf.InteractiveSession()",
    "print(sess.run(b + x, {x: [1.0]}))\n'the last'",
]


def test_outputs_are_on_the_terminal(run, tmp_path):
    done = run(OLD, "--output", "executed.ipynb")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("[7.]\n'the last'\n")
    executed = nbformat.read(str(tmp_path / "executed.ipynb"), as_version=4)
    assert [cell.execution_count for cell in executed.cells] == [1, 2, 3, 4]
    assert executed.cells[3].source == OLD[3]


def test_an_error_ends_it(run):
    done = run(["print(1)", "x = 0\n1 / x", "print(2)"])
    assert (done.returncode, done.stdout) == (1, "1\n")
    assert "----> 2 1 / x" in done.stderr
    assert "\x1b[" not in done.stderr
    done = run(["1 / 0", "print(2)"], "--allow-errors")
    assert (done.returncode, done.stdout) == (0, "2\n")


def test_what_the_kernel_prints_is_shown_once(run):
    done = run(["import os\n_ = os.write(1, b'one\\n')\n_ = os.write(2, b'two\\n')"])
    assert (done.stdout, done.stderr) == ("one\n", "two\n")


def test_a_kernel_that_dies_says_so(run):
    done = run(["import os\nos.abort()"])
    assert done.returncode == 1
    assert "Kernel died" in done.stderr


def test_options(run):
    cells = [
        "import tensorflow as tf",
        "f = lambda a, b: tf.nn.softmax_cross_entropy_with_logits(a, b)",
        "print(tf.Session().run(f([[1.0, 2.0]], [[0.0, 1.0]])))",
    ]
    done = run(cells, "--from", "0")
    assert (done.returncode, done.stdout) == (0, "[0.31326166]\n")
    assert "TFC001" not in done.stderr
    assert "In[2]:1:18: TFC001" in run(cells).stderr
    assert "TFC001" not in run(cells, "--quiet").stderr


@pytest.mark.parametrize("said, status", [("0", 0), ("", 0), ("3", 3), ("'no'", 1)])
def test_exit_status(run, said, status):
    assert run([f"import sys\nsys.exit({said})", "print(2)"]).returncode == status


def test_timeout(run):
    done = run(["while True: pass"], "--timeout", "1")
    assert done.returncode == 1
    assert "imed out" in done.stderr or "imeout" in done.stderr


def test_no_notebook(run, tmp_path):
    (tmp_path / "x.ipynb").write_text("no")
    done = subprocess.run(
        [sys.executable, "-m", "tfcompat_ce", "run", "x.ipynb"],
        cwd=str(tmp_path),
        env=dict(os.environ, PYTHONPATH=ROOT),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "x.ipynb is no notebook" in done.stderr
