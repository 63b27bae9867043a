"""Which TensorFlow is found, and what is said where it is none that can be served.

No test here needs TensorFlow: each makes a small package of that name.
"""

import os
import subprocess
import sys
import textwrap

import pytest

from tfcompat_ce.shim.installed import TensorFlowError, minor_release


@pytest.fixture
def python(tmp_path):
    """Runs a program in a fresh interpreter that finds the packages of ``tmp_path`` first."""

    def run_program(source, first=""):
        """``first`` is one more program, run before in the same interpreter."""
        paths = [str(tmp_path)] + sys.path
        finished = subprocess.run(
            [sys.executable, "-c", first + "\n" + textwrap.dedent(source)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, PYTHONPATH=os.pathsep.join(paths)),
            cwd=str(tmp_path),
        )
        output = finished.stdout.decode()
        assert finished.returncode == 0, output
        return output

    return run_program


@pytest.fixture
def tensorflow(tmp_path):
    """Makes a package called tensorflow, of one line of code, or of none at all."""

    def make(code=None):
        package = tmp_path / "tensorflow"
        package.mkdir()
        if code is not None:
            (package / "__init__.py").write_text(code)

    return make


@pytest.mark.parametrize(
    "version, release",
    [
        # TensorFlow's own: releases, candidates, nightly builds of either form.
        ("1.0.0", (1, 0)),
        ("1.0.1", (1, 0)),
        ("1.15.5", (1, 15)),
        ("2.9.3", (2, 9)),
        ("2.10.1", (2, 10)),
        ("2.22.0-rc0", (2, 22)),
        ("2.22.0rc0", (2, 22)),
        ("2.16.0-dev20240101", (2, 16)),
        ("2.23.0.dev20261101", (2, 23)),
        ("3.0.0", (3, 0)),
        # NVIDIA's, for Jetson and for the data centre.
        ("1.15.5+nv23.03", (1, 15)),
        ("2.12.0+nv23.06", (2, 12)),
        # AMD's: four numbers.
        ("2.10.0.520", (2, 10)),
        # Alibaba's: DeepRec (the second is no version by PEP 440) and PAI.
        ("1.15.5+deeprec2208", (1, 15)),
        ("1.15.5+deeprec2204-220614+glibc", (1, 15)),
        ("1.12.2PAI", (1, 12)),
        # Built by hand.
        ("2.20.0+selfbuilt", (2, 20)),
        ("2.15.0-dirty", (2, 15)),
        ("v2.4.1-0-g85c8b2a817f", (2, 4)),
        ("2.1", (2, 1)),
    ],
)
def test_versions(version, release):
    assert minor_release(version) == release


@pytest.mark.parametrize("version", ["0.12.1", "0.12.0-rc0", "0.5.0", "0.12.1PAI"])
def test_versions_before_1_0(version):
    with pytest.raises(TensorFlowError) as error:
        minor_release(version)
    for words in (version, "older than 1.0", "pip install"):
        assert words in str(error.value)


@pytest.mark.parametrize("version", ["", "unknown", "git", "nightly-2.3", "None", "two.one"])
def test_versions_that_name_no_release(version):
    with pytest.raises(TensorFlowError) as error:
        minor_release(version)
    for words in (repr(version), "pip install tensorflow"):
        assert words in str(error.value)


def test_the_error_is_an_import_error():
    assert issubclass(TensorFlowError, ImportError)


def test_importing_the_package_imports_nothing_else(python, tensorflow):
    tensorflow("raise Exception('TensorFlow was imported')")
    output = python(
        """
        import sys

        before = set(sys.modules)
        import tfcompat_ce
        import tfcompat_ce.nn, tfcompat_ce.v1.nn, tfcompat_ce.v2.nn
        from tfcompat_ce.v1 import nn
        tfcompat_ce.softmax, nn.softmax_cross_entropy_with_logits_v2

        for name in sorted(set(sys.modules) - before):
            path = str(getattr(sys.modules[name], "__file__", None))
            if "." not in name and ("site-packages" in path or "dist-packages" in path):
                print(name)
        """
    )
    assert set(output.split()) <= {"tfcompat_ce"}


FIRST_USES = """
    from tfcompat_ce import nn, v1, v2
    from tfcompat_ce.shim import installed
    import tfcompat_ce

    logits = [[0.5, 1.5]]
    uses = [
        lambda: nn.softmax(logits),
        lambda: nn.log_softmax(logits),
        lambda: nn.softmax_cross_entropy_with_logits(labels=logits, logits=logits),
        lambda: nn.softmax_cross_entropy_with_logits_v2(labels=logits, logits=logits),
        lambda: nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=logits),
        lambda: v2.nn.softmax(logits),
        lambda: v2.nn.softmax_cross_entropy_with_logits(logits, logits),
        lambda: tfcompat_ce.softmax(logits),
        lambda: nn.relu,
        lambda: v2.nn.relu,
        lambda: v1.Session,
        lambda: v2.function,
        lambda: installed.tensorflow(),
        lambda: installed.release(),
        lambda: installed.version(),
    ]
    messages = set()
    for use in uses + uses:
        try:
            use()
        except installed.TensorFlowError as error:
            messages.add(str(error))
        else:
            messages.add("no error")
    print(*messages, sep="\\n")
"""


def first_use(python, first=""):
    """What the first use says, and every later one: they all say the same."""
    (message,) = python(FIRST_USES, first).splitlines()
    return message


def test_no_tensorflow(python):
    # Python raises the same for a module that is None as for one that is not there.
    message = first_use(python, first="import sys; sys.modules['tensorflow'] = None")
    assert message.startswith("No TensorFlow is installed")
    assert message.endswith("pip install tensorflow")


def test_a_tensorflow_that_lacks_something(python, tensorflow):
    tensorflow("import a_module_that_is_missing")
    message = first_use(python)
    assert "importing it fails: No module named 'a_module_that_is_missing'" in message
    assert "pip install" in message


def test_a_tensorflow_that_does_not_load(python, tensorflow):
    tensorflow("raise ImportError('DLL load failed: libcudart.so.9.0')")
    message = first_use(python)
    assert "importing it fails: DLL load failed: libcudart.so.9.0" in message
    assert "pip install" in message


def test_a_script_called_tensorflow(python, tmp_path):
    """A beginner's slip: a script of this name, which imports from itself."""
    (tmp_path / "tensorflow.py").write_text("from tensorflow import keras")
    message = first_use(python)
    assert "No TensorFlow is installed" not in message
    assert "importing it fails: cannot import name 'keras'" in message


def test_something_else_called_tensorflow(python, tmp_path):
    (tmp_path / "tensorflow.py").write_text("greeting = 'hello'")
    message = first_use(python)
    assert "is not TensorFlow" in message
    assert str(tmp_path / "tensorflow.py") in message


def test_a_tensorflow_half_uninstalled(python, tensorflow, tmp_path):
    """Python takes a folder without an __init__.py for a namespace package, and says nothing."""
    tensorflow()
    # By itself Python prefers an installed TensorFlow to the folder.
    take_the_folder = (
        "import sys, importlib.util, importlib.machinery\n"
        "spec = importlib.machinery.PathFinder.find_spec('tensorflow', [{!r}])\n"
        "sys.modules['tensorflow'] = importlib.util.module_from_spec(spec)\n"
    )
    message = first_use(python, first=take_the_folder.format(str(tmp_path)))
    assert "has no __version__" in message
    assert str(tmp_path / "tensorflow") in message
    assert "Remove it" in message
    assert message.endswith("pip install tensorflow")


def test_too_old_a_tensorflow(python, tensorflow):
    tensorflow("__version__ = '0.12.1'")
    message = first_use(python)
    assert message.startswith("TensorFlow 0.12.1 is older than 1.0")


def test_a_tensorflow_that_is_found(python, tensorflow):
    tensorflow("__version__ = '1.15.5+nv23.03'")
    output = python(
        """
        from tfcompat_ce.shim import installed

        print(installed.release(), installed.version(), installed.tensorflow().__name__)
        """
    )
    assert output.strip() == "(1, 15) 1.15.5+nv23.03 tensorflow"


def test_a_tensorflow_installed_after_a_failure_is_found(python, tensorflow, tmp_path):
    """As in a notebook: a use fails, then `%pip install tensorflow`, then the use again."""
    tensorflow("raise ImportError('half installed')")
    output = python(
        """
        import importlib
        from tfcompat_ce.shim import installed

        try:
            installed.release()
        except installed.TensorFlowError as error:
            print(error)
        with open("tensorflow/__init__.py", "w") as code:
            code.write("__version__ = '2.16.1'  # and longer than the file was")
        importlib.invalidate_caches()
        print(installed.release())
        """
    )
    assert "half installed" in output
    assert output.splitlines()[-1] == "(2, 16)"
