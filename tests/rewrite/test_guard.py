"""Where the command cannot run it says so in one line, and how to install it."""

import sys

import pytest

from tfcompat_ce import cli


def refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert all(way in err for way in ("pipx install", "uvx --from"))
    return err


def test_an_old_python(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 7, 17))
    assert "needs Python 3.10 or later, this is 3.7" in refused(capsys)


@pytest.mark.parametrize("module", ["click", "tree_sitter", "tree_sitter_python"])
def test_without_the_extra(monkeypatch, capsys, module):
    for name in [*sys.modules]:
        if name.startswith("tfcompat_ce.") and name != "tfcompat_ce.cli":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    assert f"({module} is not installed)" in refused(capsys)


def test_trouble_of_our_own_is_not_hidden(monkeypatch):
    monkeypatch.setitem(sys.modules, "tfcompat_ce.cli.app", None)
    with pytest.raises(ImportError):
        cli.main()
