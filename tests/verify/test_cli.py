"""The commands `verify` and `compare`, as a user calls them."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from tfcompat_ce import v1
from tfcompat_ce.cli.compare import compare
from tfcompat_ce.cli.verify import verify
from tfcompat_ce.shim import installed

CASE = "v1.softmax/float32/4x5/axis=-1/ordinary"


def call(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    path = tmp_path_factory.mktemp("verify") / "run.json"
    result = call(verify, "--case", "*/float32/4x5/axis=-1/*", "--json", path)
    assert result.exit_code == 0, result.output
    return path, result.output


def test_the_table(recorded):
    _, output = recorded
    assert f"TensorFlow {installed.version()}" in output
    assert "v2.sparse_softmax_cross_entropy_with_logits" in output and "session" in output
    assert "The bound: 8 ULP for exp, log" in output
    assert output.strip().endswith("all within their bounds.")


def test_the_record(recorded):
    path, _ = recorded
    content = json.loads(path.read_text())
    assert content["environment"]["tensorflow"] == installed.version()
    assert {"onednn", "op_determinism", "processor"} <= set(content["environment"])
    assert any(row["case"] == CASE for row in content["outputs"])


def test_a_case_alone_shows_its_numbers():
    result = call(verify, "--case", CASE, "--mode", "session")
    assert result.exit_code == 0, result.output
    assert "session: value:" in result.output and "  reference  [[" in result.output


def test_a_failure_names_the_case_and_a_command_that_runs_it_alone(monkeypatch):
    right = v1.nn.softmax
    monkeypatch.setattr(v1.nn, "softmax", lambda logits, axis: right(logits, axis) * 1.001)
    result = call(verify, "--case", "v1.softmax/float32/4x5/*", "--mode", "session")
    assert result.exit_code == 1
    assert "beyond their bounds" in result.output
    assert f"tfcompat-ce verify --case '{CASE}'" in result.output


def test_a_case_that_raises_is_reported(monkeypatch):
    def raising(logits, axis):
        raise RuntimeError("no such kernel")

    monkeypatch.setattr(v1.nn, "softmax", raising)
    result = call(verify, "--case", CASE, "--mode", "session")
    assert result.exit_code == 1
    assert "session: value: RuntimeError: no such kernel" in result.output


def test_the_same_numbers_have_not_moved(recorded):
    path, _ = recorded
    result = call(compare, path, path, "--exact")
    assert result.exit_code == 0, result.output
    assert ": 0 of " in result.output


def test_numbers_that_moved(recorded, tmp_path, monkeypatch):
    right = v1.nn.softmax
    monkeypatch.setattr(v1.nn, "softmax", lambda logits, axis: right(logits, axis) * (1 + 2.0**-22))
    other = tmp_path / "other.json"
    assert call(verify, "--case", "*softmax/float32/4x5/axis=-1/*", "--json", other).exit_code == 0
    path, _ = recorded
    assert call(compare, path, other).exit_code == 0
    result = call(compare, path, other, "--exact", "--show", 1)
    assert result.exit_code == 1
    assert "worst first:" in result.output and "v1.softmax/float32" in result.output


def test_a_users_arrays(tmp_path):
    logits, labels, classes = (tmp_path / name for name in ("x.npy", "y.npy", "classes.npy"))
    np.save(str(logits), np.float32([[[1, 2, 3], [40, -40, 0]]]))
    np.save(str(labels), np.float64([[[1, 0, 0], [0.5, 0.25, 0.25]]]))
    np.save(str(classes), np.array([[2, 0]]))
    for more in (
        [],
        ["--labels", labels],
        ["--labels", classes],
        ["--labels", labels, "--axis", 1],
    ):
        result = call(verify, "--logits", logits, *more)
        assert result.exit_code == 0, result.output
        assert "all within their bounds" in result.output


def test_files_that_hold_no_array(tmp_path):
    objects, text = tmp_path / "objects.npy", tmp_path / "text.npy"
    np.save(str(objects), np.array([{}]), allow_pickle=True)
    text.write_text("1 2 3")
    both = tmp_path / "both.npz"
    np.savez(str(both), a=np.zeros(3), b=np.zeros(3))
    for path, said in [
        (objects, "is not an array that numpy.save wrote"),
        (text, "is not an array that numpy.save wrote"),
        (tmp_path / "none.npy", "No such file"),
        (both, "holds several arrays"),
    ]:
        result = call(verify, "--logits", path)
        assert result.exit_code == 2 and said in result.output, result.output


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--case", "v3.softmax*"], "there is no case 'v3.softmax*'"),
        (["--mode", "fast"], "has no mode 'fast', but session"),
        (["--labels", "y.npy"], "--labels goes with --logits"),
        (["--json", "/no/such/folder/run.json"], "there is no folder /no/such/folder"),
        (["--json", "."], "cannot be written"),
    ],
)
def test_what_cannot_be_verified(arguments, said):
    result = call(verify, *arguments)
    assert result.exit_code == 2 and said in result.output


@pytest.mark.parametrize(
    "names, said",
    [
        (["a.json"], "two files or more"),
        (["a.json", "b.json"], "No such file"),
        # Before the files are read.
        (["--plot", "moved.pdf", "a.json", "b.json"], "is a .png or an .svg file"),
        (["--html", "/no/such/folder/moved.html", "a.json", "b.json"], "there is no folder"),
    ],
)
def test_what_cannot_be_compared(names, said):
    result = call(compare, *names)
    assert result.exit_code == 2 and said in result.output


def test_without_tensorflow(monkeypatch):
    def missing():
        raise installed.TensorFlowError("No TensorFlow is installed")

    monkeypatch.setattr(installed, "release", missing)
    result = call(verify, "--case", CASE)
    assert result.exit_code == 2 and "No TensorFlow is installed" in result.output
