"""Cells that are no plain Python: what is read, what is passed over, what is said of them."""

import json

import pytest

pytest.importorskip("tree_sitter")

from tfcompat_ce.rewrite.files.project import Task, rewrite_bytes
from tfcompat_ce.rewrite.rewriter import Options

IMPORT = "import tensorflow as tf"
CALL = "tf.nn.softmax(x, dim=1)"


def run(*cells):
    document = {
        "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 2,
    }
    report, after = rewrite_bytes("a.ipynb", json.dumps(document).encode(), Task(Options("v1")))
    assert report.error is None
    return report.findings, [cell["source"] for cell in json.loads(after)["cells"]]


@pytest.mark.parametrize(
    "passed", ["#@title A\n%%html\n<b>no</b>", "for for for", "x <- c(1, 2)\nf <- 1 %in% x"]
)
def test_a_cell_that_is_not_python_does_not_stop_the_others(passed):
    findings, after = run(IMPORT, passed, CALL)
    assert after[1] == passed
    assert "axis=1" in after[2] or "tfcompat_ce" in after[0]
    if "%%" not in passed:
        assert [f.cell for f in findings if "passed over" in f.message] == [2]


@pytest.mark.parametrize(
    "line",
    ["%time y = {}", "%timeit {}", "out = %timeit -n 10 -o {}", "%prun -l 5 {}", "%%time\ny = {}"],
)
def test_a_magic_that_runs_python_is_read(line):
    loss = "tf.nn.softmax_cross_entropy_with_logits(z, y)"
    findings, _ = run(IMPORT, line.format(loss))
    assert any("softmax_cross_entropy" in finding.name for finding in findings)


@pytest.mark.parametrize(
    "cell",
    [
        "%%python3\n" + IMPORT + "\n" + CALL,
        "%%script python\n" + IMPORT,
        "%%writefile model.py\n" + IMPORT,
        "!python -c 'import tensorflow as tf'",
    ],
)
def test_a_cell_that_runs_elsewhere_is_reported(cell):
    findings, after = run(IMPORT, cell)
    assert [f.cell for f in findings if "elsewhere" in f.message] == [2]
    assert after[1] == cell


@pytest.mark.parametrize(
    "cell, said",
    [
        ("%tensorflow_version 1.x", "%load_ext tfcompat_ce"),
        ("!pip install tensorflow==1.15", "%pip install"),
        ("%pip install -q 'tensorflow-gpu==1.14.0' keras", "%pip install"),
        ("!pip install tensorflow==2.15", None),
        ("!pip install tensorflow", None),
    ],
)
def test_what_brought_1x_says_what_to_write(cell, said):
    findings, after = run(cell, IMPORT)
    messages = [finding.message for finding in findings if finding.cell == 1]
    assert len(messages) == (said is not None)
    assert said is None or said in messages[0]
    assert after[0] == cell
