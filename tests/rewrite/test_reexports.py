"""TensorFlow under a name that another file of the project hands on."""

from textwrap import dedent

import pytest

from tfcompat_ce.rewrite.files.project import Task, find_files, rewrite_files
from tfcompat_ce.rewrite.rewriter import Options

XENT = "softmax_cross_entropy_with_logits(labels=y, logits=x)"
COMMON = "import tensorflow as tf\nfrom tensorflow import nn\nimport tensorflow.nn as tfnn\n"


def project(folder, files, target="nn"):
    """The files after a rewrite of the folder, and what was said of each."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    task = Task(Options(target=target), write=True)
    reports = list(rewrite_files(list(find_files([str(folder)])), task, jobs=1))
    assert [report.error for report in reports] == [None] * len(reports)
    again = list(rewrite_files(list(find_files([str(folder)])), task, jobs=1))
    assert not any(report.changed for report in again), "a second run changes something"
    said = {report.path: [f.action.value for f in report.findings] for report in reports}
    return {name: ((folder / name).read_text(), said.get(str(folder / name), [])) for name in files}


@pytest.mark.parametrize(
    "use",
    [
        f"from .common import tf\ntf.nn.{XENT}",
        f"from .common import nn\nnn.{XENT}",
        f"from .common import tfnn as n\nn.{XENT}",
        f"from lib.common import tf as T\nT.nn.{XENT}",
        f"from lib import common\ncommon.tf.nn.{XENT}",
        f"import lib.common as c\nc.nn.{XENT}",
        f"import lib.common\nlib.common.tf.nn.{XENT}",
        f"from .common import *\ntf.nn.{XENT}",
        f"from .again import tf\ntf.nn.{XENT}",
        "from .common import tf\nf = getattr(tf.nn, 'softmax_cross_entropy_with_logits')",
    ],
)
def test_it_is_found(tmp_path, use):
    files = {
        "lib/__init__.py": "",
        "lib/common.py": COMMON,
        "lib/again.py": "from .common import tf\n",
        "lib/ops.py": use + "\n",
    }
    after = project(tmp_path, files)
    assert after["lib/common.py"] == (COMMON, [])
    text, said = after["lib/ops.py"]
    assert said in (["rewritten"], ["manual"]) and (said == ["manual"]) == ("getattr" in use)
    if said == ["rewritten"]:
        assert "tfcompat_ce" in text and use.splitlines()[0] in text


def test_two_modules_of_one_name_are_two(tmp_path):
    files = {
        "a/__init__.py": "",
        "a/common.py": "import tensorflow as tf\n",
        "a/ops.py": f"from .common import tf\ntf.nn.{XENT}\n",
        "b/__init__.py": "",
        "b/common.py": "import torch as tf\n",
        "b/ops.py": f"from .common import tf\ntf.nn.{XENT}\n",
    }
    after = project(tmp_path, files)
    assert after["a/ops.py"][1] == ["rewritten"]
    assert after["b/ops.py"] == (files["b/ops.py"], [])


@pytest.mark.parametrize(
    "other",
    [
        {"user.py": "from pkg.a import tf\n"},
        {"user.py": "import pkg.a as a\nprint(a.tf)\n"},
        {"nb.ipynb": '{"cells": [{"cell_type": "code", "source": ["from pkg.a import tf\\n"], "metadata": {}, "outputs": []}], "nbformat": 4, "metadata": {}}'},
    ],
)  # fmt: skip
def test_an_import_stays_where_anything_in_the_project_uses_it(tmp_path, other):
    code = "import tensorflow as tf\nx = tf.nn.softmax(y, dim=1)\n"
    for name, text in {"pkg/__init__.py": "", "pyproject.toml": "", **other}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "pkg" / "a.py").write_text(code)
    path = str(tmp_path / "pkg" / "a.py")
    list(rewrite_files([(path, None)], Task(Options(), write=True), jobs=1))
    assert (tmp_path / "pkg" / "a.py").read_text().startswith("import tensorflow as tf\n")


SWITCH = "disable_v2_behavior()"
MODEL = "import tensorflow as tf\ndef build(): return tf.placeholder(tf.float32)\n"


def test_the_switch_stands_where_a_program_starts(tmp_path):
    files = {
        "model.py": MODEL,
        "train.py": "import tensorflow as tf\nfrom model import build\nwith tf.Session() as s: s.run(build())\n",
        "other.py": "import model\nif __name__ == '__main__':\n    model.build()\n",
    }
    after = project(tmp_path, files, "v1")
    assert SWITCH not in after["model.py"][0]
    assert f"tf.{SWITCH}" in after["train.py"][0]
    assert after["other.py"][0].startswith(f"import tfcompat_ce.v1\ntfcompat_ce.v1.{SWITCH}\n")


def test_the_switch_comes_before_what_makes_tensors(tmp_path):
    files = {
        "seeds.py": "import tensorflow as tf\ntf.set_random_seed(1)\n",
        "train.py": "import seeds\nimport tensorflow as tf\nx = tf.placeholder(tf.float32)\n",
    }
    after = project(tmp_path, files, "v1")
    assert after["train.py"][0].startswith(
        f"import tfcompat_ce.v1\ntfcompat_ce.v1.{SWITCH}\nimport seeds\n"
    )
    assert after["train.py"][0].count(SWITCH) == 1 and SWITCH not in after["seeds.py"][0]


def test_a_library_says_who_is_to_switch(tmp_path):
    files = {
        "lib/__init__.py": "",
        "lib/model.py": MODEL,
        "lib/api.py": "from .model import build\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    reports = rewrite_files(list(find_files([str(tmp_path)])), Task(Options(target="v1")), jobs=1)
    messages = [f.message for report in reports for f in report.findings]
    assert len(messages) == 1
    assert "graph code, and disable_v2_behavior() is for the programs that import it" in messages[0]
