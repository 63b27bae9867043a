"""`tfcompat-ce info`, the environment it tells of, and the command without a command."""

import functools
import json
import os
import platform
import re
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from tfcompat_ce import __version__
from tfcompat_ce.cli import example
from tfcompat_ce.cli.app import app
from tfcompat_ce.shim import installed, raw_ops, routes
from tfcompat_ce.verify import environment

RELEASE = installed.release()
CROSS_ENTROPIES = ("softmax_cross_entropy_with_logits", "sparse_softmax_cross_entropy_with_logits")
SWITCHES = ("TF_ENABLE_ONEDNN_OPTS", "TF_DETERMINISTIC_OPS")
on_x86_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() != "x86_64",
    reason="which builds have oneDNN elsewhere is not known",
)


def python(*arguments, **variables):
    """The exit status of a fresh interpreter, its output and its errors."""
    paths = [variables.pop("first", "")] + sys.path
    environ = {key: os.environ[key] for key in os.environ if key not in environment.VARIABLES}
    finished = subprocess.run(  # noqa: UP022 (Python 3.6 has no capture_output)
        [sys.executable] + list(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environ, PYTHONPATH=os.pathsep.join(filter(None, paths)), **variables),
    )
    return finished.returncode, finished.stdout.decode(), finished.stderr.decode()


DESCRIBE = """
import json
from tfcompat_ce.verify import environment

print(json.dumps(environment.describe()))
"""


@functools.lru_cache(maxsize=None)
def described(switch=None):
    """What a fresh interpreter tells, with both switches at "0", at "1" or not set."""
    variables = dict.fromkeys(SWITCHES, switch) if switch else {}
    status, output, errors = python("-c", DESCRIBE, CUDA_VISIBLE_DEVICES="-1", **variables)
    assert status == 0, errors
    return json.loads(output)


@pytest.fixture
def forgetful():
    """An import of TensorFlow is asked once only: not so here."""
    forget = environment._logs_at_import.cache_clear
    forget()
    yield
    forget()


def shown(*arguments):
    return CliRunner().invoke(app, ["info"] + list(arguments))


def test_the_environment():
    found = environment.describe()
    tf = installed.tensorflow()
    assert found["tfcompat_ce"] == __version__
    assert found["tensorflow"] == tf.__version__
    assert found["release"] == "{}.{}".format(*RELEASE)
    assert found["python"] == "{}.{}.{}".format(*sys.version_info[:3])
    assert found["numpy"] == np.__version__
    assert found["cores"] == os.cpu_count()
    assert json.loads(json.dumps(found)) == found


@pytest.mark.skipif(not os.path.exists("/proc/cpuinfo"), reason="Linux only")
def test_the_processor():
    with open("/proc/cpuinfo") as lines:
        text = lines.read()
    assert environment.processor() in text or environment.processor() == platform.machine()
    words = set(text.split())
    assert environment.instructions()
    assert set(environment.instructions()) <= words
    for name in ("avx2", "fma", "avx512f", "asimd"):
        assert (name in environment.instructions()) == (name in words)


def test_a_machine_that_tells_nothing(monkeypatch):
    monkeypatch.setattr(environment, "_cpuinfo", lambda key: iter(()))
    monkeypatch.setattr(environment.platform, "processor", lambda: "")
    monkeypatch.setattr(environment.platform, "machine", lambda: "")
    monkeypatch.setattr(environment.sys, "platform", "other")
    found = environment.describe()
    assert found["processor"] is None and found["instructions"] is None
    result = shown()
    assert re.search(r"^processor +unknown \(", result.output, re.MULTILINE)
    assert re.search(r"^instructions +unknown$", result.output, re.MULTILINE)


def test_no_gpu_is_seen_where_none_is_visible():
    assert described()["gpu"] is False


@pytest.mark.parametrize("gpus", [[], ["/physical_device:GPU:0"]])
def test_gpus(monkeypatch, gpus):
    tf = installed.tensorflow()
    if RELEASE >= (1, 14):
        config = tf.config if RELEASE >= (2, 1) else tf.config.experimental
        monkeypatch.setattr(
            config, "list_physical_devices", lambda kind: gpus if kind == "GPU" else ["CPU"]
        )
    else:
        monkeypatch.setattr(tf.test, "is_built_with_cuda", lambda: True)
        monkeypatch.setattr(tf.test, "is_gpu_available", lambda: bool(gpus))
    assert environment.gpu() is bool(gpus)


@on_x86_linux
@pytest.mark.parametrize("switch", ["0", "1"])
def test_onednn_follows_its_switch(switch):
    if RELEASE >= (2, 5):
        assert described(switch)["onednn"] is (switch == "1")
    else:
        assert described(switch)["onednn"] is described()["onednn"]


@on_x86_linux
def test_onednn_by_default():
    instructions = set(environment.instructions() or [])
    found = described()
    if RELEASE < (1, 7):
        assert found["onednn"] is None
    elif RELEASE < (2, 9):
        assert found["onednn"] is False
    elif instructions & {"avx512_vnni", "avx_vnni", "avx512_bf16", "amx_tile"}:
        assert found["onednn"] is True


def test_op_determinism_by_its_variable():
    assert described()["op_determinism"] is described("0")["op_determinism"] is False
    assert described("1")["op_determinism"] is (RELEASE >= (2, 1))


def test_the_variables_that_are_set():
    assert described()["variables"] == {}
    assert described("1")["variables"] == dict.fromkeys(SWITCHES, "1")


@pytest.mark.skipif(RELEASE < (2, 8), reason="2.8 brought the call")
def test_op_determinism_by_its_call():
    program = (
        "import tensorflow as tf; from tfcompat_ce.shim import raw_ops;"
        "from tfcompat_ce.verify import environment;"
        "before = environment.op_determinism();"
        "tf.config.experimental.enable_op_determinism();"
        "print(before, environment.op_determinism(), [raw_ops.why_not(function)"
        " for function in ('softmax', 'softmax_cross_entropy_with_logits')])"
    )
    _, output, errors = python("-c", program)
    reason = "op determinism is on, and the native call then composes other ops"
    assert output.strip() == f"False True ['', '{reason}']", errors


@on_x86_linux
@pytest.mark.parametrize("switch", ["0", "1"])
def test_nothing_private_is_needed(forgetful, monkeypatch, switch):
    monkeypatch.setattr(environment, "_private", lambda module, name: None)
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", switch)
    assert environment.onednn() is (switch == "1" if RELEASE >= (2, 5) else None)
    assert environment.op_determinism() is (None if RELEASE >= (2, 7) else False)


def test_what_cannot_be_asked_is_unknown(monkeypatch):
    monkeypatch.setattr(environment, "onednn", lambda: None)
    result = shown()
    assert re.search(r"^oneDNN +unknown$", result.output, re.MULTILINE)


def test_a_fresh_interpreter_that_fails_tells_nothing(forgetful, tmp_path, monkeypatch):
    monkeypatch.setattr(environment.sys, "executable", str(tmp_path / "nothing"))
    assert environment._logs_at_import(b"") is None
    monkeypatch.undo()
    environment._logs_at_import.cache_clear()
    (tmp_path / "tensorflow.py").write_text("raise ImportError\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert environment._logs_at_import(b"") is None


def test_why_not_the_fast_way():
    for function in routes.ROUTES:
        reason = raw_ops.why_not(function)
        assert bool(reason) == (RELEASE < (1, 14))
        assert reason in ("", "before 1.14 there is no public way to the ops")


def test_in_words():
    result = shown()
    assert result.exit_code == 0, result.output
    assert result.output.startswith(
        f"tfcompat-ce {__version__} on TensorFlow {installed.version()}\n"
    )
    for function in routes.ROUTES:
        call = "tf." + routes.route(function, RELEASE).call
        assert any(line.split() == [function, call] for line in result.output.splitlines())
    if RELEASE >= (1, 14):
        assert "Plain dense tensors go straight to the op that these calls end in." in result.output
    else:
        assert "native one: before 1.14 there is no public way to the ops." in result.output
    for number in ("0.22786303", "0.4790106", "1.199675981209848"):
        assert number in result.output
    assert result.output.endswith("They agree.\n")


def test_in_words_where_only_some_take_the_fast_way(monkeypatch):
    reasons = {function: "of the moon" for function in CROSS_ENTROPIES}
    monkeypatch.setattr(raw_ops, "why_not", lambda function: reasons.get(function, ""))
    output = shown().output
    assert "Plain dense tensors of softmax and log_softmax go straight to the op" in output
    assert (
        "Every call of {} and {} is the native one: of the moon.".format(*CROSS_ENTROPIES) in output
    )


def test_in_json():
    result = shown("--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert found["environment"] == environment.describe()
    assert [row["function"] for row in found["routes"]] == list(routes.ROUTES)
    for row in found["routes"]:
        assert row["native"] == "tf." + routes.route(row["function"], RELEASE).call
        assert row["fast"] == (RELEASE >= (1, 14)) == (row["why_not_fast"] is None)
    assert found["example"]["agrees"] is True
    np.testing.assert_allclose(found["example"]["losses"], [0.4790107, 1.19967598], rtol=1e-6)


def test_numbers_that_differ(monkeypatch):
    monkeypatch.setattr(example.reference, "softmax", lambda logits: np.full((2, 3), 1 / 3))
    result = shown()
    assert result.exit_code == 1
    assert result.output.endswith("THEY DIFFER.\n")
    result = shown("--json")
    assert (result.exit_code, json.loads(result.output)["example"]["agrees"]) == (1, False)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "raise ImportError('libcudart is\\nmissing')",
            "importing it fails: libcudart is missing.",
        ),
        ("__version__ = '0.12.1'", "TensorFlow 0.12.1 is older than 1.0"),
        (
            "import sys; del sys.modules[__name__]; raise ModuleNotFoundError(name='tensorflow')",
            "No",
        ),
    ],
)
def test_no_tensorflow_that_can_be_used(tmp_path, code, words):
    (tmp_path / "tensorflow.py").write_text(code)
    status, output, errors = python("-m", "tfcompat_ce", "info", first=str(tmp_path))
    assert (status, output) == (2, "")
    assert errors.startswith("Error: ") and words in errors
    assert errors.count("\n") == 1
    # The rewriter does without: the command by itself is no error.
    status, output, errors = python("-m", "tfcompat_ce", first=str(tmp_path))
    assert (status, errors) == (0, "")
    assert words in output.splitlines()[1]


def test_without_a_command():
    status, output, _ = python("-m", "tfcompat_ce")
    assert status == 0
    first, second = output.splitlines()[:2]
    assert first == "tfcompat-ce {}, Python {}.{}.{}".format(__version__, *sys.version_info[:3])
    assert second == "TensorFlow " + installed.version()
    for words in ("\n  info ", "\n  tox ", "Usage: tfcompat-ce ", "tfcompat-ce COMMAND --help"):
        assert words in output


def test_help_does_not_import_tensorflow(tmp_path):
    (tmp_path / "tensorflow.py").write_text("raise SystemExit('imported')")
    status, output, _ = python("-m", "tfcompat_ce", "--help", first=str(tmp_path))
    assert (status, "imported" in output) == (0, False)
