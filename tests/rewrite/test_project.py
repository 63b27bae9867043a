"""Files: walked, read, replaced whole or not at all; what is wrong with one leaves the others alone."""

import os
import stat
import subprocess
import sys

import pytest

from tfcompat_ce.rewrite.files.project import Task, find_files, replace, rewrite_files
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.syntax.source import SourceError

OLD = b"import tensorflow as tf\ntf.nn.softmax(x, dim=1)\n"
NEW = b"import tensorflow as tf\ntf.nn.softmax(x, axis=1)\n"
WRITE = Task(Options(target="v2"), write=True)


def put(folder, **files):
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def names(top, *exclude):
    return [os.path.relpath(path, top) for path, _ in find_files([str(top)], exclude)]


def run(*paths, task=WRITE, jobs=1):
    files = list(find_files([str(path) for path in paths]))
    return list(rewrite_files(files, task, jobs))


def test_walk(tmp_path):
    put(tmp_path, a_py=OLD, b__c_py=OLD, d__e_py=OLD, venv__e_py=OLD, f_txt=OLD)
    (tmp_path / ".tox").mkdir()
    (tmp_path / ".tox" / "x.py").write_bytes(OLD)
    (tmp_path / "n.ipynb").write_bytes(b"{}")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "folder.py" / "inside.py").write_bytes(OLD)
    assert set(names(tmp_path)) == {"a.py", "n.ipynb", "b/c.py", "folder.py/inside.py", "d/e.py"}
    assert set(names(tmp_path, "b", "*.ipynb", "folder.py/")) == {"a.py", "d/e.py"}


def test_each_file_once(tmp_path):
    put(tmp_path, a_py=OLD, b__c_py=OLD)
    found = list(find_files([str(tmp_path / "b"), str(tmp_path), str(tmp_path / "a.py")]))
    assert len(found) == 2


def test_gitignore(tmp_path):
    put(tmp_path, a_py=OLD, build__b_py=OLD, c__d_py=OLD, c__e_py=OLD, c__keep__f_py=OLD)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n# comment\n/c/d.py\nkeep\n")
    (tmp_path / "c" / ".gitignore").write_text("!keep\n")
    assert set(names(tmp_path)) == {"a.py", "c/e.py", "c/keep/f.py"}
    assert set(names(tmp_path / "c")) == {"e.py", "keep/f.py"}
    assert names(tmp_path / "build") == ["b.py"]
    assert len(list(find_files([str(tmp_path / "c" / "d.py")]))) == 1


def test_links(tmp_path):
    put(tmp_path, out__a_py=OLD, tree__b_py=OLD)
    tree = tmp_path / "tree"
    (tree / "away").symlink_to(tmp_path / "out")
    (tree / "file.py").symlink_to(tmp_path / "out" / "a.py")
    (tree / "round").symlink_to(tree)
    (tree / "dangling.py").symlink_to(tmp_path / "nowhere")
    reports = {os.path.relpath(r.path, tree): r for r in run(tree)}
    assert set(reports) == {"b.py", "dangling.py"}
    assert reports["dangling.py"].error == "cannot be read: the link leads nowhere"
    assert (tmp_path / "out" / "a.py").read_bytes() == OLD
    assert (tree / "b.py").read_bytes() == NEW


def test_a_link_that_is_named_stays_a_link(tmp_path):
    put(tmp_path, a_py=OLD)
    (tmp_path / "link.py").symlink_to(tmp_path / "a.py")
    run(tmp_path / "link.py")
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "a.py").read_bytes() == NEW


def test_mode_stays(tmp_path):
    put(tmp_path, a_py=OLD)
    (tmp_path / "a.py").chmod(0o751)
    run(tmp_path)
    assert stat.S_IMODE((tmp_path / "a.py").stat().st_mode) == 0o751
    assert (tmp_path / "a.py").read_bytes() == NEW
    assert os.listdir(tmp_path) == ["a.py"]


def test_unchanged_files_are_not_written(tmp_path):
    put(tmp_path, a_py=NEW)
    before = (tmp_path / "a.py").stat()
    run(tmp_path)
    after = (tmp_path / "a.py").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


BAD = {
    "latin": b"# softmax \xe4\n",
    "nul": b"# softmax\0\n",
    "unknown": b"# coding: klingon\nsoftmax\n",
    "syntax": b"def f(:\n    tf.nn.softmax(x\n",
    "half": b"import tensorflow as tf\ntf.nn.softmax(x, dim=1)\nif x\n",
    "deep": b"softmax = " + b"(" * 10_000 + b")" * 10_000 + b"\n",
    "open": b"softmax = " + b"(" * 10_000 + b"\n",
    "large": b"#" * (11 << 20),
}


def test_bad_files_are_reported_in_one_line(tmp_path):
    put(tmp_path, **{f"{name}_py": data for name, data in BAD.items()})
    put(tmp_path, good_py=OLD, zgood_py=OLD)
    os.mkfifo(tmp_path / "fifo.py")
    reports = {os.path.basename(report.path): report for report in run(tmp_path)}
    for name in [*(f"{name}.py" for name in BAD), "fifo.py"]:
        error = reports[name].error
        assert error is not None and "\n" not in error, name
        assert error.startswith(
            ("cannot be decoded: ", "cannot be parsed: ", "cannot be read: ")
        ), error
    for name, data in BAD.items():
        assert (tmp_path / f"{name}.py").read_bytes() == data
    assert (tmp_path / "good.py").read_bytes() == (tmp_path / "zgood.py").read_bytes() == NEW


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_no_permission(tmp_path):
    put(tmp_path, a_py=OLD, b_py=OLD)
    (tmp_path / "a.py").chmod(0o000)
    (tmp_path / "b.py").chmod(0o444)
    errors = [report.error for report in run(tmp_path)]
    assert errors == ["cannot be read: Permission denied", "cannot be written: Permission denied"]


def test_no_permission_simulated(tmp_path, monkeypatch):
    put(tmp_path, a_py=OLD)
    monkeypatch.setattr(os, "access", lambda *_: False)
    (report,) = run(tmp_path)
    assert report.error == "cannot be written: Permission denied"
    assert (tmp_path / "a.py").read_bytes() == OLD


def test_a_file_that_changed_meanwhile_is_left(tmp_path):
    put(tmp_path, a_py=OLD + b"# new\n")
    with pytest.raises(SourceError, match="changed while"):
        replace(str(tmp_path / "a.py"), OLD, NEW)
    assert os.listdir(tmp_path) == ["a.py"]


def test_trouble_inside_is_one_file_s_trouble(tmp_path, monkeypatch):
    put(tmp_path, a_py=OLD, b_py=b"x = 1\n")
    monkeypatch.setattr("tfcompat_ce.rewrite.files.project.rewrite", lambda *_: 1 / 0)
    reports = run(tmp_path)
    assert reports[0].error == "left alone: ZeroDivisionError: division by zero"
    assert reports[1].error is None
    assert (tmp_path / "a.py").read_bytes() == OLD


def test_processes_say_the_same_in_the_same_order(tmp_path):
    put(tmp_path, **{f"f{number}_py": OLD if number % 3 else NEW for number in range(50)})
    task = Task(Options(target="v2"))
    assert run(tmp_path, task=task, jobs=3) == run(tmp_path, task=task, jobs=1)


def test_encodings(tmp_path):
    text = (
        '# -*- coding: latin-1 -*-\r\nimport tensorflow as tf\r\nx = "äöü"; tf.nn.softmax(x, dim=1)'
    )
    (tmp_path / "a.py").write_bytes(text.encode("latin-1"))
    (tmp_path / "b.py").write_bytes(b"\xef\xbb\xbf" + OLD)
    (tmp_path / "c.py").write_bytes(
        b"#!/x\n# vim: set fileencoding=shift_jis :\n" + OLD + "# 表\n".encode("shift_jis")
    )
    reports = run(tmp_path)
    assert [report.error for report in reports] == [None] * 3
    assert (tmp_path / "a.py").read_bytes() == text.replace("dim", "axis").encode("latin-1")
    assert reports[0].findings[0].column == 12
    assert (tmp_path / "b.py").read_bytes() == b"\xef\xbb\xbf" + NEW
    assert (tmp_path / "c.py").read_bytes().endswith(NEW + "# 表\n".encode("shift_jis"))


# These run in the command's own process, before it starts.
# All of its processes are killed when one of them comes to its rename of that number.
KILLED = """\
import os, signal, sys
renames = 0
def watch(event, arguments):
    global renames
    renames += event == "os.rename" and arguments[1].endswith(".py")
    if renames == {count}:
        os.killpg(0, signal.SIGKILL)
sys.addaudithook(watch)
"""
# The system ends a process that writes more than this into one file, after that many bytes.
CUT_OFF = """\
import resource, signal
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
"""
MAIN = "from tfcompat_ce.cli import main; main()"
SHORT, LONG = b"x = 1\n", b"x = 1\n" * 2000


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    "ending",
    [KILLED.format(count=2), KILLED.format(count=40), CUT_OFF.format(size=1000)],
    ids=["second rename", "40th rename", "cut off"],
)
def test_kill_in_the_middle_leaves_every_file_whole(tmp_path, ending, jobs):
    """Killed when a process is about to rename a file, or while one writes a file's bytes."""
    old = {
        tmp_path / f"f{number:03}.py": OLD + (LONG if number % 40 == 39 else SHORT)
        for number in range(120)
    }
    new = {path: data.replace(OLD, NEW) for path, data in old.items()}
    for path, data in old.items():
        path.write_bytes(data)
    status = subprocess.call(
        [
            sys.executable,
            "-c",
            ending + MAIN,
            "rewrite",
            "--target",
            "v2",
            "--jobs",
            jobs,
            tmp_path,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert status != 0
    assert all(path.read_bytes() in (old[path], new[path]) for path in old)
    assert 0 < sum(path.read_bytes() == new[path] for path in new) < 120
    run(tmp_path)
    assert {path: path.read_bytes() for path in new} == new


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("from pkg.base import tf", True),
        ("from .base import x, tf  # TensorFlow", True),
        ("def f():\n    from .base import (\n        x,\n        tf,\n    )", True),
        ("from pkg.base import x, \\\n    tf", True),
        ("from pkg.base import *", True),
        ("from pkg.base import x", False),
        ("from pkg.other import tf", False),
        ("from pkg.base import nn", False),
        ("# from pkg.base import tf", False),
    ],
)
def test_an_import_that_another_file_imports_from_here_stays(tmp_path, line, stays):
    (tmp_path / "pkg").mkdir()
    base = tmp_path / "pkg" / "base.py"
    base.write_text("import tensorflow as tf\ntf.nn.softmax(x, dim=1)\n")
    (tmp_path / "pkg" / "user.py").write_text(f"{line}\n")
    files = list(find_files([str(tmp_path)]))
    list(rewrite_files(files, Task(Options(), write=True)))
    assert ("import tensorflow as tf" in base.read_text()) is stays
    after = base.read_text()
    list(rewrite_files(files, Task(Options(), write=True)))
    assert base.read_text() == after


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("import base\nbase.tf.Session()", True),
        ("import base as b\nb.tf.Session()", True),
        ("from base import *", True),
        ("import other\nother.tf.Session()", False),
    ],
)
def test_an_import_that_another_file_uses_stays_also_where_one_file_is_given(tmp_path, line, stays):
    base, user = tmp_path / "base.py", tmp_path / "user.py"
    for given in ([base, user], [base]):
        base.write_text("import tensorflow as tf\ntf.nn.softmax(x, dim=1)\n")
        user.write_text(f"{line}\n")
        list(rewrite_files([(str(path), None) for path in given], Task(Options(), write=True)))
        assert ("import tensorflow as tf" in base.read_text()) is stays


@pytest.mark.parametrize(
    ("name", "line"),
    [("ops", "from ops import *"), ("ops", "from ops import nn"), ("__init__", "")],
)
def test_no_nn_is_given_to_who_may_take_all_names(tmp_path, name, line):
    code = "import tensorflow as tf\ntf.nn.softmax(tf.log(x), dim=1)\n"
    (tmp_path / f"{name}.py").write_text(code)
    (tmp_path / "user.py").write_text(f"import layers as nn\n{line}\n")
    list(rewrite_files(list(find_files([str(tmp_path)])), Task(Options(), write=True)))
    assert (tmp_path / f"{name}.py").read_text() == (
        "import tensorflow as tf\nimport tfcompat_ce.nn\ntfcompat_ce.nn.softmax(tf.log(x), axis=1)\n"
    )


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("from losses import xent", "manual"),
        ("import losses\nlosses.xent(labels=y, logits=p)", "manual"),
        ("from losses import *", "manual"),
        ("from losses import xents, tf", "correct"),
        ("losses.xents", "correct"),
    ],
)
def test_an_alias_that_another_file_uses(tmp_path, line, action):
    code = "import tensorflow as tf\nxent = tf.nn.softmax_cross_entropy_with_logits  # as ever\n"
    (tmp_path / "losses.py").write_text(f"{code}xent(labels=y, logits=p)\n")
    (tmp_path / "model.py").write_text(f"{line}\n")
    files = list(find_files([str(tmp_path)]))
    found, _ = rewrite_files(files, Task(Options(target="v2")))
    assert [f.action.value for f in found.findings] == [action, "rewritten"]
