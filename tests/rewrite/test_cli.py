"""The commands as a user types them."""

import importlib
import json
import os
import re
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from tfcompat_ce.cli.app import COMMANDS, app
from tfcompat_ce.rewrite.rules import RULES

check = importlib.import_module("tfcompat_ce.cli.check")

OLD = "import tensorflow as tf\ntf.nn.softmax(x, dim=1)\n"
NEW = "import tensorflow as tf\ntf.nn.softmax(x, axis=1)\n"
FINE = "import tensorflow as tf\ntf.nn.softmax(x)\n"
HARD = "import tensorflow as tf\ntf.nn.softmax(**kwargs)\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.py").write_text(OLD)
    return tmp_path


def run(*arguments, **options):
    result = CliRunner().invoke(app, list(arguments), **options)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_check_reports_and_changes_nothing(here):
    result = run("check", "old.py", "--target", "v2")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "old.py:2:1: TFC004 to rewrite: tensorflow.nn.softmax: in place, with axis= for dim=",
        "1 file read, 1 reference to TensorFlow:",
        "  1 to rewrite in 1 file",
        "`tfcompat-ce rewrite --target v2` makes the changes, with `--diff` it shows them.",
    ]
    assert (here / "old.py").read_text() == OLD


def test_rewrite_changes_and_says_so(here):
    result = run("rewrite", ".", "--target", "v2")
    assert result.exit_code == 0
    assert "1 rewritten in 1 file" in result.output
    assert (here / "old.py").read_text() == NEW
    again = run("rewrite", ".", "--target", "v2")
    assert (again.exit_code, (here / "old.py").read_text()) == (0, NEW)


@pytest.mark.parametrize(
    ("code", "check", "rewrite"),
    [
        ("x = 1\n", 0, 0),
        (FINE, 0, 0),
        (OLD, 1, 0),
        (HARD, 1, 1),
        (OLD + HARD, 1, 1),
        ("tf.nn.softmax(", 1, 1),
    ],
)
def test_exit_status(here, code, check, rewrite):
    (here / "old.py").write_text(code)
    assert run("check", "old.py").exit_code == check
    assert run("rewrite", "--check", "old.py").exit_code == check
    assert (here / "old.py").read_text() == code
    assert run("rewrite", "old.py").exit_code == rewrite


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--per-file-ignores", "TFC001"],
        ["check", "--output-format", "html"],
        ["check", "nowhere.py"],
        ["check", ".", "--target", "v9"],
        ["check", ".", "--select", "E501"],
        ["check", ".", "--jobs", "0"],
        ["rewrite", ".", "--output-format", "xml"],
        ["frobnicate"],
        ["rule", "TFC999"],
    ],
)
def test_what_cannot_run(here, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert (here / "old.py").read_text() == OLD


def test_diff(here):
    result = run("rewrite", "--diff", ".", "--target", "v2")
    assert result.exit_code == 1
    assert result.stdout == (
        "--- ./old.py\n+++ ./old.py\n@@ -1,2 +1,2 @@\n import tensorflow as tf\n"
        "-tf.nn.softmax(x, dim=1)\n+tf.nn.softmax(x, axis=1)\n"
    )
    assert "1 to rewrite in 1 file" in result.stderr
    assert (here / "old.py").read_text() == OLD


def test_diff_can_be_applied(here):
    (here / "old.py").write_bytes(OLD.replace("\n", "\r\n").encode().rstrip(b"\r\n"))
    patch = run("rewrite", "--diff", "old.py", "--target", "v2").stdout_bytes
    subprocess.run(["git", "apply", "-p0", "-"], input=patch, check=True, cwd=here)
    assert (here / "old.py").read_bytes() == NEW.replace("\n", "\r\n").encode().rstrip(b"\r\n")


def test_standard_input(here):
    result = run("rewrite", "-", "--target", "v2", input=OLD.replace("\n", "\r\n").encode())
    assert (result.exit_code, result.stdout_bytes) == (0, NEW.replace("\n", "\r\n").encode())
    assert "1 rewritten" in result.stderr
    assert run("check", "-", input=OLD).exit_code == 1
    named = run("check", "-", "--stdin-filename", "x.py", "--output-format", "json", input=OLD)
    assert json.loads(named.stdout)["files"][0]["path"] == "x.py"
    broken = run("rewrite", "-", input="tf.nn.softmax(")
    assert (broken.exit_code, broken.stdout) == (1, "tf.nn.softmax(")


def test_json(here):
    (here / "bad.py").write_bytes(b"\xff")
    (here / "hard.py").write_text(HARD + FINE)
    (here / "plain.py").write_text("x = 1\n")
    result = run("check", ".", "--output-format", "json")
    report = json.loads(result.stdout)
    assert list(report) == ["version", "target", "files", "summary"]
    assert report["target"] == "nn"
    assert report["summary"] == {
        "files": 4,
        "would_change": 1,
        "to_rewrite": 1,
        "manual": 1,
        "correct": 1,
        "errors": 1,
    }
    by_name = {os.path.basename(file["path"]): file for file in report["files"]}
    assert by_name["bad.py"]["error"].startswith("cannot be decoded")
    assert by_name["plain.py"] == {
        "path": "./plain.py",
        "would_change": False,
        "error": None,
        "findings": [],
    }
    assert by_name["old.py"]["would_change"] is True
    assert by_name["old.py"]["findings"] == [
        {
            "code": "TFC004",
            "action": "would change",
            "name": "tensorflow.nn.softmax",
            "cell": None,
            "line": 2,
            "column": 1,
            "end_line": 2,
            "end_column": 14,
            "message": "through tfcompat_ce.nn, with axis= for dim=",
        }
    ]


def test_several_paths_and_exclude(here):
    for name in ("a", "b"):
        (here / name).mkdir()
        (here / name / "x.py").write_text(OLD)
    run("rewrite", "a", "b", "old.py", "--exclude", "x.py", "--target", "v2")
    assert [(here / n).read_text() for n in ("a/x.py", "b/x.py", "old.py")] == [OLD, OLD, NEW]
    run("rewrite", "a", "b", "--jobs", "2", "--target", "v2")
    assert [(here / n).read_text() for n in ("a/x.py", "b/x.py")] == [NEW, NEW]


def test_settings(here):
    (here / "pyproject.toml").write_text(
        '[tool.tfcompat-ce]\ntarget = "v2"\nexclude = ["skip"]\nignore = ["TFC001"]\njobs = 1\n'
        'output-format = "json"\nfrom = 1\n'
    )
    (here / "skip").mkdir()
    (here / "skip" / "x.py").write_text(OLD)
    report = json.loads(run("check", ".").stdout)
    assert (report["target"], report["summary"]["files"]) == ("v2", 1)
    assert json.loads(run("check", ".", "--target", "nn").stdout)["target"] == "nn"


@pytest.mark.parametrize(
    "table",
    [
        "tarjet = 'v2'",
        "target = 1",
        "jobs = 'two'",
        "exclude = 'x'",
        "target = 'v7'",
        "from = 9",
        "x = [",
        "select = ['E5']",
    ],
)
def test_wrong_settings(here, table):
    (here / "pyproject.toml").write_text(f"[tool.tfcompat-ce]\n{table}\n")
    result = run("check", ".")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_fix_advice(here):
    code = "import tensorflow as tf\ntf.log\nx = f()\nl = -tf.reduce_sum(y * tf.log(tf.nn.softmax(x)), -1)\n"
    (here / "old.py").write_text(code)
    advised = run("check", "old.py")
    assert (advised.exit_code, "1 piece of advice" in advised.output) == (0, True)
    assert run("rewrite", "old.py").exit_code == 0 and (here / "old.py").read_text() == code
    assert run("rewrite", "old.py", "--fix-advice").exit_code == 0
    assert (
        "softmax_cross_entropy_with_logits_v2(labels=y, logits=x)" in (here / "old.py").read_text()
    )


def test_the_whole_program(here):
    (here / "pyproject.toml").write_text('[tool.tfcompat-ce]\ntarget = "v1"\n')
    (here / "old.py").write_text("import tensorflow as tf\ntf.Session()\n")
    document = json.loads(run("check", ".", "--output-format", "json").output)
    assert document["target"] == "v1"
    assert [f["code"] for f in document["files"][0]["findings"]] == ["TFC020"]
    result = run("rewrite", ".")
    assert result.exit_code == 0
    assert "1 file read, 1 reference to TensorFlow:\n  1 rewritten in 1 file\n" in result.output
    assert (here / "old.py").read_text().startswith("import tfcompat_ce.v1 as tf\n")
    assert "no reference to TensorFlow found" in run("check", ".").output


def test_verbose_lists_what_is_right(here):
    (here / "old.py").write_text(FINE)
    assert "TFC004 correct" not in run("check", "old.py").output
    assert "TFC004 correct" in run("check", "old.py", "-v").output


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_explained(rule):
    text = run("rule", rule.code.lower()).output
    assert text.startswith(rule.code)
    for program in (rule.before, rule.after):
        assert "".join(f"    {line}\n" for line in program.splitlines()) in text
    assert rule.code in run("rule").output


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_example_is_true(rule):
    options = ("--target", rule.target, "--output-format", "json")
    result = run("rewrite", "-", "--fix-advice", *options, input=rule.before)
    assert rule.code in [f["code"] for f in json.loads(result.stderr)["files"][0]["findings"]]
    of_advice = {"TFC005", "TFC010", "TFC021", "TFC022", "TFC025", "TFC026", "TFC028", "TFC031"}
    by_hand = rule.code in of_advice
    assert result.stdout == (rule.before if by_hand else rule.after)
    again = run("check", "-", *options, input=rule.after)
    assert again.exit_code == 0
    assert "advice" not in [f["action"] for f in json.loads(again.stdout)["files"][0]["findings"]]


def test_colours_on_a_terminal_only(here):
    import pty

    def output(terminal):
        code = "from tfcompat_ce.cli import main; main()"
        command = [sys.executable, "-c", code, "check", "old.py"]
        if not terminal:
            return subprocess.run(command, capture_output=True).stdout
        leader, follower = pty.openpty()
        environment = {**os.environ, "TERM": "xterm-256color"}
        environment.pop("NO_COLOR", None)
        with subprocess.Popen(command, stdout=follower, env=environment) as process:
            os.close(follower)
            shown = b""
            while True:
                try:
                    part = os.read(leader, 4096)
                except OSError:
                    break
                if not part:
                    break
                shown += part
        os.close(leader)
        assert process.returncode == 1
        return shown

    assert b"\x1b[" in output(True)
    assert b"\x1b[" not in output(False)


def test_a_bar_on_long_runs(here, monkeypatch):
    import io

    from tfcompat_ce.cli import common

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(common, "PATIENCE", float("inf"))
    assert list(common.with_progress(iter("abc"), 3)) == ["a", "b", "c"]
    assert shown.getvalue() == ""
    monkeypatch.setattr(common, "PATIENCE", -1)
    monkeypatch.setenv("TERM", "xterm")
    assert list(common.with_progress(iter("abc"), 3)) == ["a", "b", "c"]
    assert "Reading" in shown.getvalue()


@pytest.mark.parametrize(
    ("code", "how"),
    [(OLD, ["--ignore", "TFC004"]), (OLD, ["--select", "TFC001"]), (OLD[:-1] + "  # noqa\n", [])],
)
def test_what_is_silenced_is_counted(here, code, how):
    (here / "old.py").write_text(code)
    result = run("check", *how, "old.py")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "1 file read, 1 reference to the softmax family:",
        "  1 silenced by --select, --ignore or `# noqa`",
    ]


def test_the_folder_one_is_in_is_checked(here):
    assert "./old.py:2:1: TFC004" in run("check").output


def test_what_recurs_is_said_once(here):
    (here / "old.py").write_text(OLD + "tf.nn.softmax(x, dim=1)\n")
    first = run("check", "old.py").output.splitlines()[0]
    assert first.startswith("old.py:2:1: ") and first.endswith(" (also at 3:1)")


def test_quiet_statistics_and_exit_zero(here):
    assert len(run("check", "-q", "--exit-zero", "old.py").output.splitlines()) == 1
    assert run("check", "--exit-zero", "old.py").exit_code == 0
    (only,) = run("check", "--statistics", "old.py").output.splitlines()
    assert only.startswith("  TFC004  1 to rewrite: ")


def test_what_2x_has_not_is_told(here):
    (here / "old.py").write_text(FINE + "tf.Session()  # tf.log\n'tf.placeholder'\n")
    assert run("check", "old.py").output.splitlines()[-1] == (
        "This program also uses 1 name that 2.x has not (Session): "
        "`tfcompat-ce check --target v1 .`"
    )
    assert "also uses" not in run("check", "old.py", "--target", "v1").output


def test_more_than_the_family_is_called_tensorflow(here):
    (here / "old.py").write_text(
        "import tensorflow as tf\ntf.nn.sigmoid_cross_entropy_with_logits(x, y)\ntf.Session()\n"
    )
    assert "to TensorFlow:" in run("check", "old.py").output


def test_a_file_that_asks_to_be_passed_over(here):
    (here / "old.py").write_text(OLD + "# tfcompat-ce: ignore-file\n")
    result = run("check", "-v", "old.py")
    assert (result.exit_code, "1 (`ignore-file`)" in result.output) == (0, True)
    (here / "old.py").write_text(OLD + "'''\n# tfcompat-ce: ignore-file\n'''\n")
    assert run("check", "old.py").exit_code == 1


def test_ignored_in_some_files(here):
    assert run("check", "old.py", "--per-file-ignores", "o*.py:TFC004").exit_code == 0
    assert run("check", "old.py", "--per-file-ignores", "n*.py:TFC004").exit_code == 1
    (here / "pyproject.toml").write_text(
        '[tool.tfcompat-ce.per-file-ignores]\n"*.py" = ["TFC004"]\n'
    )
    assert run("check", "old.py").exit_code == 0


def test_named_files_are_excluded_by_force(here):
    assert run("check", "old.py", "--exclude", "old.py").exit_code == 1
    assert run("check", "old.py", "--exclude", "old.py", "--force-exclude").exit_code == 0


def test_did_you_mean(here):
    assert "Did you mean 'rewrite'?" in run("rewritte").output
    assert "Did you mean TFC001?" in run("rule", "TCF001").output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command):
    assert re.search(
        rf"Examples?:\n  (.*\n  )*  tfcompat-ce {command}\b", run(command, "-h").output
    )


def completed(*arguments):
    shell = ShellComplete(app, {}, "tfcompat-ce", "_TFCOMPAT_CE_COMPLETE")
    *before, incomplete = arguments
    return [(item.type, item.value) for item in shell.get_completions(before, incomplete)]


def test_the_shell_completes_commands_rules_and_paths():
    assert completed("rewr") == [("plain", "rewrite")]
    assert completed("rule", "tfc001") == [("plain", "TFC001")]
    assert ("plain", "TFC001,TFC004") in completed("check", "--ignore", "TFC001,TFC00")
    assert ("plain", "v1") in completed("rewrite", "--target", "")
    for arguments in (["check", ""], ["run", "tr"], ["compare", "a"], ["verify", "--json", ""]):
        assert [kind for kind, _ in completed(*arguments)] == ["file"]


@pytest.mark.parametrize("path", ["nowhere/x.html", "."])
def test_a_report_that_cannot_be_written_is_found_before_the_work(here, monkeypatch, path):
    monkeypatch.setattr(check, "execute", None)
    result = run("check", "--output-format", "html", "--output", path)
    assert (result.exit_code, path in result.output) == (2, True)


def test_interrupted(here, monkeypatch):
    from tfcompat_ce.rewrite.files import project

    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(project, "rewrite_files", interrupt)
    assert run("check", "old.py").exit_code == 130


def test_colours_by_force(here):
    assert "\x1b[" in run("check", "old.py", env={"FORCE_COLOR": "1"}, color=True).output
    force = {"env": {"FORCE_COLOR": "1"}, "color": True}
    diff = run("rewrite", "--diff", "old.py", "--target", "v2", **force).stdout
    assert "\x1b[31m-tf.nn.softmax(x, dim=1)\x1b[0m" in diff


def test_diffs_in_json(here):
    document = json.loads(run("rewrite", "--diff", "old.py", "--output-format", "json").stdout)
    assert "-tf.nn.softmax(x, dim=1)" in document["files"][0]["diff"]


def test_bad_input(here):
    (here / "pyproject.toml").write_text("tool.tfcompat-ce = 3\n")
    result = run("check", ".")
    assert (result.exit_code, "is to be a table" in result.output) == (2, True)
    (here / "pyproject.toml").unlink()
    (here / "old.py").write_text("tf.nn.softmax(")
    assert "0 files read" in run("check", "old.py").output
    try:
        (here / "old.py").rename(os.fsdecode(os.fsencode(here) + b"/\xff.py"))
    except OSError:
        return  # no such names here
    for output_format in ("text", "json", "sarif", "github"):
        assert run("check", "--output-format", output_format).exit_code == 1
