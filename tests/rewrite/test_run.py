"""`tfcompat-ce run`: what `python` would do, with the program rewritten in memory."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tfcompat_ce.rewrite.rewriter import Finding
from tfcompat_ce.rewrite.rules import Action
from tfcompat_ce.run import telling

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from tfcompat_ce.cli import main; main()", "run"]
# Enough of a TensorFlow for programs that need none.
TENSORFLOW = """\
__version__ = "1.12.0"
float32 = "float32"
def log(x): raise ValueError("log of %s" % x)
def placeholder(dtype): return "a placeholder"
def executing_eagerly(): return False
"""
PRINTS = """\
import sys, tensorflow as tf
print(sys.argv, sys.path[0], __name__, __file__, __package__, __spec__ and __spec__.name)
print(sorted(n for n in globals() if n.startswith("__")), __builtins__, __doc__)
print(sys.modules["__main__"].__dict__ is globals(), isinstance(__loader__, __import__('importlib.machinery').machinery.SourceFileLoader))
"""


@pytest.fixture
def here(tmp_path):
    (tmp_path / "lib" / "tensorflow").mkdir(parents=True)
    (tmp_path / "lib" / "tensorflow" / "__init__.py").write_text(TENSORFLOW)
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def environment(here, **more):
    path = os.pathsep.join([str(here.parent / "lib"), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "", **more}


def run(here, *arguments, stdin="", **more):
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=here,
        env=environment(here, **more),
        input=stdin,
        capture_output=True,
        text=True,
        preexec_fn=heed_interrupts,
    )


def python(here, *arguments, stdin=""):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=here,
        env=environment(here),
        input=stdin,
        capture_output=True,
        text=True,
        preexec_fn=heed_interrupts,
    )


def heed_interrupts():
    """As on a terminal: in the background a shell has SIGINT ignored from the start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def outcome(result):
    return result.returncode, result.stdout, result.stderr


def write(here, **files):
    for name, text in files.items():
        file = here / (name.replace("__in__", "/") + ".py")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


PROGRAMS = {
    "names": PRINTS,
    "exit status": "import sys, tensorflow\nsys.exit(3)\n",
    "exit message": "import sys, tensorflow\nsys.exit('sorry')\n",
    "exit none": "import tensorflow\nraise SystemExit\n",
    "no error": "import tensorflow as tf\nprint(tf.placeholder(tf.float32))\n",
    "an error": "import tensorflow as tf\n\n\ndef f(x):\n    return tf.log(x) + tf.log(x)\n\nf(2)\n",
    "an error after an edit on its line": "import tensorflow as tf\nx = 0\nx = tf.nn.softmax_cross_entropy_with_logits(x, 1) if x else tf.log('é') + 1\n",
    "an error inside an edit": "import tensorflow as tf\nf = lambda: tf.nn.softmax_cross_entropy_with_logits(tf.log(2), 1)\ntf.nn = 0\nf()\n",
    "a cause": "import tensorflow as tf\ntry:\n    tf.log(1)\nexcept ValueError as e:\n    raise KeyError(2) from e\n",
    "a syntax error": "import tensorflow as tf\nx = = 1\n",
    "an indentation error": "import tensorflow as tf\n  x = 1\n",
    "no module": "import tensorflow as tf\nimport nowhere\n",
    "no name": "import tensorflow as tf\nfrom own import nothing\n",
    "an error in a module": "import tensorflow as tf\nimport own\nown.f()\n",
    "an error at import": "import tensorflow as tf\nimport broken\n",
    "a syntax error at import": "import tensorflow as tf\nimport bad_syntax\n",
    "an import in a package": "import package.inner\npackage.inner.f()\n",
    "at exit": "import atexit, tensorflow\natexit.register(print, 'bye')\n1 / 0\n",
    "a hook": "import sys, tensorflow\nsys.excepthook = lambda *a: print('hook', *a[:2])\n1 / 0\n",
    "a hook that fails": "import sys, tensorflow\ndef hook(*a): 1 / 0\nsys.excepthook = hook\nnope\n",
    "a hook that exits": "import sys, tensorflow\nsys.excepthook = lambda *a: sys.exit(7)\n1 / 0\n",
    "a thread": "import threading, tensorflow\nend = threading.main_thread().join\nthreading.Thread(target=lambda: (end(), print('later'))).start()\n",
    "pickle": "import pickle, tensorflow\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)\n",
    "the source": "import inspect, tensorflow as tf\nx = tf.placeholder(1)\ndef f():\n    return tf.log(1)\nprint(inspect.getsource(f))\n",
    "interrupted": "import signal, atexit, tensorflow\natexit.register(print, 'bye')\nsignal.raise_signal(signal.SIGINT)\nprint('not interrupted')\n",
    "spawn": (
        "import multiprocessing as m, tensorflow as tf\nfrom own import g\n"
        "x = tf.placeholder(tf.float32)\n"
        "def work(i): return i, x, g(), __name__\n"
        "if __name__ == '__main__':\n    with m.get_context('spawn').Pool(1) as p: print(p.map(work, [1, 2]))\n"
    ),
    "fork": (
        "import multiprocessing as m, tensorflow as tf\ndef work(i): return i, __name__\n"
        "with m.get_context('fork').Pool(1) as p: print(p.map(work, [1, 2]))\n"
    ),
}  # fmt: skip
OWN = "import tensorflow as tf\n\n\ndef f():\n    return tf.log(1)\ndef g():\n    return __file__\n"


def own_modules(here):
    write(
        here,
        own=OWN,
        broken="import tensorflow as tf\ntf.log(3)\n",
        bad_syntax="import tensorflow as tf\nx = = 3\n",
        package__in____init__="",
        package__in__inner="import tensorflow as tf\nfrom . import other\ndef f(): other.f()\n",
        package__in__other="import tensorflow as tf\ndef f(): tf.log(9)\n",
    )


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_does_what_python_does(here, name):
    own_modules(here)
    write(here, program=PROGRAMS[name])
    expected = outcome(python(here, "program.py", "a", "-b", "--from", "x"))
    assert outcome(run(here, "program.py", "a", "-b", "--from", "x")) == expected
    if name == "interrupted":
        assert expected[0] == -signal.SIGINT


@pytest.mark.parametrize(
    "arguments",
    [("-m", "program", "-h", "x"), ("-m", "package.program"), ("-m", "folder", "-m")],
)
def test_a_module(here, arguments):
    own_modules(here)
    write(
        here,
        program=PRINTS,
        package__in__program=PRINTS + "from . import other\nother.f()\n",
        folder__in____main__=PRINTS,
    )
    status, printed, errors = outcome(python(here, *arguments))
    own = re.sub(r'  File "[^"]*runpy[^"]*".*\n(?:    .*\n)*', "", errors)
    assert outcome(run(here, *arguments)) == (status, printed, own)


def test_another_folder(here):
    (here / "deep").mkdir()
    write(here, deep__in__program=PRINTS + "import own\nown.f()\n", deep__in__own=OWN)
    assert outcome(run(here, "deep/program.py")) == outcome(python(here, "deep/program.py"))


def test_standard_input(here):
    own_modules(here)
    program = (
        "import sys, tensorflow as tf, own\nprint(sys.argv, repr(sys.path[0]), __name__)\nown.f()\n"
    )
    assert outcome(run(here, "-", "x", stdin=program)) == outcome(
        python(here, "-", "x", stdin=program)
    )


def test_a_folder(here):
    write(
        here,
        app__in____main__="import sys, own\nprint(sys.argv, sys.path[0] == 'app' or sys.path[0][-3:])\n",
        app__in__own=OWN,
    )
    assert run(here, "app", "1").stdout == "['app', '1'] app\n"


def test_the_program_is_rewritten_and_its_file_is_not(here):
    code = "import tensorflow as tf\nx = tf.placeholder(tf.float32)\nimport own\nprint(tf.__name__, own.tf.__name__, own.keywords)\n"
    own = "import tensorflow as tf\ndef loss(): return tf.nn.softmax_cross_entropy_with_logits(1, 2)\nkeywords = ('logits', 'labels') in loss.__code__.co_consts\n"
    write(here, program=code, own=own)
    result = run(here, "program.py")
    assert result.stdout == "tfcompat_ce.v1 tfcompat_ce.v1 True\n"
    assert (here / "program.py").read_text() == code
    assert (here / "own.py").read_text() == own
    assert not list(here.rglob("*.pyc"))
    assert python(here, "-c", "import own; print(own.tf.__name__)").stdout == "tensorflow\n"
    assert list(here.rglob("*.pyc"))
    assert run(here, "program.py").stdout == result.stdout


SAYS = "import tensorflow as tf\nNAME = tf.__name__\n"


@pytest.mark.parametrize(
    ("options", "name"), [((), "tensorflow"), (("--with", "helpers"), "tfcompat_ce.v1")]
)
def test_installed_packages_are_left_unless_they_are_named(here, options, name):
    site = here / "venv" / "site-packages" / "helpers"
    site.mkdir(parents=True)
    (site / "__init__.py").write_text(SAYS)
    write(here, program="import helpers\nprint(helpers.NAME)\n")
    path = os.pathsep.join([str(site.parent), environment(here)["PYTHONPATH"]])
    assert run(here, *options, "program.py", PYTHONPATH=path).stdout == f"{name}\n"


def test_a_package_that_is_not_there_is_an_error(here):
    write(here, program="print('ran')\n")
    result = run(here, "--with", "no_such_package", "program.py")
    assert (result.returncode, result.stdout) == (2, "")
    assert "--with no_such_package: there is no such package" in result.stderr


def test_what_the_path_leads_to_is_the_programs_own(here):
    for folder in ("beside", "appended", "scripts"):
        (here / folder).mkdir()
    (here / "beside" / "one.py").write_text(SAYS)
    (here / "appended" / "two.py").write_text(SAYS)
    (here / "scripts" / "program.py").write_text(
        "import os, sys\nimport one\n"
        "sys.path.append(os.path.join(os.path.dirname(__file__), '..', 'appended'))\n"
        "import two\nprint(one.NAME, two.NAME)\n"
    )
    path = os.pathsep.join([str(here / "beside"), environment(here)["PYTHONPATH"]])
    result = run(here, "scripts/program.py", PYTHONPATH=path)
    assert result.stdout == "tfcompat_ce.v1 tfcompat_ce.v1\n", result.stderr


OF_2 = """\
__version__ = "2.99.0"
import types
MODE = ["eager"]
def constant(x): return MODE[-1]
class compat:
    v1 = types.ModuleType("tensorflow.compat.v1")
compat.v1.disable_v2_behavior = lambda: MODE.append("graph")
class logging:
    ERROR = 40
    get_verbosity = staticmethod(lambda: 30)
    set_verbosity = staticmethod(lambda level: None)
compat.v1.logging = logging
compat.v1.constant = compat.v1.placeholder = constant
compat.v1.logging = types.SimpleNamespace(ERROR=40, get_verbosity=int, set_verbosity=int)
"""


@pytest.mark.parametrize(
    ("files", "mode"),
    [
        ({"program": "import ops\nimport tensorflow as tf\nx = lambda: tf.placeholder(1)\n"}, "graph"),
        ({"program": "import ops\nimport net\n", "net": "import tensorflow as tf\nx = lambda: tf.Session()\n"}, "graph"),
        ({"program": "import tensorflow as tf\ndef f(): tf.enable_eager_execution()\nx = lambda: tf.Session()\nimport ops\n"}, "graph"),
        ({"program": "from tensorflow import placeholder as p\nx = lambda: p(1)\nimport ops\n"}, "graph"),
        ({"program": "import ops\n"}, "eager"),
        ({"program": "import tensorflow as tf\nx = lambda: tf.GradientTape()\nimport ops\nimport net\n", "net": "import tensorflow.compat.v1 as tf\nx = lambda: tf.Session()\n"}, "eager"),
    ],
)  # fmt: skip
def test_graph_mode_is_decided_before_the_first_module_runs(here, files, mode):
    (here.parent / "lib" / "tensorflow" / "__init__.py").write_text(OF_2)
    write(here, ops="import tensorflow\nprint(tensorflow.constant(1))\n", **files)
    result = run(here, "program.py")
    assert (result.returncode, result.stdout) == (0, f"{mode}\n"), result.stderr


def test_numbers_in_a_list_are_printed_as_numpy_1_does(here):
    code = "import tensorflow as tf\nimport numpy as np\nprint([np.float32(0.5)], {'a': np.int64(3)})\n"
    more = "np.set_printoptions(legacy=False)\nprint([np.float32(0.5)] == [0.5])\n"
    write(here, program=code + more)
    assert run(here, "program.py").stdout == "[0.5] {'a': 3}\nTrue\n"


def test_what_is_left_is_said_once_before_it_runs(here):
    write(
        here,
        program="import tensorflow as tf\nprint('running', flush=True)\nimport own\nimport own\nx = lambda: tf.contrib.quantize\n",
        own="import tensorflow as tf\nx = lambda: tf.contrib.gan\n",
    )
    result = run(here, "program.py")
    assert (result.returncode, result.stdout) == (0, "running\n")
    first, second = result.stderr.splitlines()
    assert first.startswith(
        "tfcompat-ce: program.py:5:13: TFC021: tensorflow.contrib.quantize: gone since"
    )
    assert second.startswith("tfcompat-ce: own.py:2:13: TFC021: tensorflow.contrib.gan: gone since")
    assert run(here, "--quiet", "program.py").stderr == ""


@pytest.mark.parametrize(
    ("installed", "given", "seen"),
    [(True, {}, "1"), (False, {}, None), (True, {"TF_USE_LEGACY_KERAS": "0"}, "0")],
)
def test_legacy_keras_is_chosen_where_it_is_installed(here, installed, given, seen):
    if installed:
        (here.parent / "lib" / "tf_keras.py").write_text("raise AssertionError('imported')\n")
    write(here, program="import os\nprint(os.environ.get('TF_USE_LEGACY_KERAS'))\n")
    assert run(here, "program.py", **given).stdout == f"{seen}\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["nowhere.py"], 2, "can't open file"),
        (["-m", "nowhere"], 2, "No module named nowhere"),
        (["-m", "nowhere.inside"], 2, "No module named nowhere"),
        (["-m", "package"], 2, "No module named package.__main__"),
        ([], 2, "Missing argument"),
        (["--no-such-option", "program.py"], 2, "No such option"),
    ],
)
def test_what_cannot_start(here, arguments, status, words):
    own_modules(here)
    result = run(here, *arguments)
    assert result.returncode == status
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_program_that_cannot_be_read_runs_all_the_same(here):
    (here / "program.py").write_bytes(
        b"# coding: latin-1\nimport tensorflow as tf\n#\x85\nprint(tf.__name__)\n"
    )
    assert run(here, "program.py").stdout == "tfcompat_ce.v1\n"
    deep = "import tensorflow as tf\nprint(tf.__name__)\nx = " + "(" * 220 + "1" + ")" * 220
    write(here, program=deep)
    assert outcome(run(here, "program.py"))[:2] == outcome(python(here, "program.py"))[:2]


def test_a_trouble_of_the_rewriter_is_said_and_the_program_runs(here):
    write(here, program="import tensorflow as tf\nprint(tf.__name__)\n")
    site = "import tfcompat_ce.run.in_memory as m\nm.rewrite = None\n"
    (here.parent / "lib" / "sitecustomize.py").write_text(site)
    result = run(here, "program.py")
    assert (result.returncode, result.stdout) == (0, "tensorflow\n")
    assert result.stderr.startswith("tfcompat-ce: program.py: left alone: TypeError: ")


def test_from(here):
    write(here, program="import tensorflow as tf\nx = lambda: tf.keras\nprint(tf.__name__)\n")
    assert run(here, "program.py").stdout == "tensorflow\n"
    assert run(here, "--from", "1", "program.py").stdout == "tfcompat_ce.v1\n"


@pytest.mark.parametrize("alone", [True, False])
def test_what_needs_keras_2_is_said_where_there_is_keras_3_alone(monkeypatch, alone):
    monkeypatch.setattr(telling, "has_keras_3_alone", lambda: alone)
    place = (3, 7, 3, 20)
    found = Finding("TFC022", Action.ADVICE, "keras.backend.get_session", *place, "needs Keras 2")
    assert list(telling.left("a.py", [found])) == (
        ["a.py:3:7: TFC022: keras.backend.get_session: needs Keras 2"] if alone else []
    )
