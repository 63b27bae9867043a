"""Where the command cannot run it says so in one line, and how to install it."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from tfcompat_ce import cli
from tfcompat_ce.cli.app import COMMANDS, app


def refused(setting):
    code = f"import sys; sys.argv[1:] = ['rewrite', '.']; {setting}; from tfcompat_ce.cli import main; main()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert all(way in result.stderr for way in ("pipx install", "uvx --from"))
    return result.stderr


def test_an_old_python():
    assert "needs Python 3.10 or later, this is 3.7" in refused("sys.version_info = (3, 7, 17)")


def test_what_needs_a_newer_python_is_listed(monkeypatch):
    monkeypatch.setitem(COMMANDS, "check", (99, 0))
    listed = CliRunner().invoke(app, ["--help"])
    assert listed.exit_code == 0
    assert "  check    Needs Python 3.10 or later.\n" in listed.output
    for arguments in (["check", "--help"], ["check", "--target", "v1", "x.py"]):
        refused = CliRunner().invoke(app, arguments)
        assert refused.exit_code == 2 and "`check` needs Python 3.10" in refused.output


@pytest.mark.parametrize("module", ["click", "tree_sitter", "tree_sitter_python"])
def test_without_the_extra(module):
    assert f"({module} is not installed)" in refused(f"sys.modules['{module}'] = None")


def test_trouble_of_our_own_is_not_hidden(monkeypatch):
    monkeypatch.setitem(sys.modules, "tfcompat_ce.cli.app", None)
    with pytest.raises(ImportError):
        cli.main()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a shell and /dev/full")
@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ("- <&-", "standard input is closed"),
        ("a.py > /dev/full", "No space left on device"),
        ("--output-format json a.py > /dev/full", "No space left on device"),
        ("--diff a.py > /dev/full", "No space left on device"),
        ("- < a.py > /dev/full", "No space left on device"),
        ("a.py >&-", "standard output is closed"),
    ],
)
def test_streams_that_do_not_work(tmp_path, streams, said):
    (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.nn.softmax(x, dim=1)\n")
    main = "from tfcompat_ce.cli import main; main()"
    command = f"'{sys.executable}' -c '{main}' rewrite {streams}"
    result = subprocess.run(
        command, shell=True, cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False
    )
    assert result.returncode == 2
    assert said in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr and "Exception ignored" not in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="needs a shell")
def test_a_reader_that_went_away(tmp_path):
    main = "from tfcompat_ce.cli import main; main()"
    command = f"'{sys.executable}' -c '{main}' rule | true"
    result = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True, check=False)
    assert result.stderr == ""
