"""README's commands are there, its reports are real, and one reads it once."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tfcompat_ce import __version__
from tfcompat_ce.cli.app import app
from tfcompat_ce.cli.demo import PROGRAM
from tfcompat_ce.rewrite.usage.family import TARGETS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
# What a command printed stands under it, both indented by four spaces.
SHOWN = re.findall(
    r"^    \$ tfcompat-ce (.*)\n((?:    (?!\$).*\n|\n(?=    ))*)", README, re.MULTILINE
)
COMMANDS = sorted(
    set(re.findall(r"(?:^|`|bin/|    \$ )tfcompat-ce ([a-z][^`\n]*)", README, re.MULTILINE))
)


def test_one_reads_it_once():
    assert len(README.splitlines()) <= 250


def test_old_py_is_the_demos():
    assert PROGRAM in PROGRAMS


@pytest.mark.parametrize(
    ("arguments", "printed"), [it for it in SHOWN if it[0].split()[0] in ("check", "rewrite")]
)
def test_reports_are_real(tmp_path, monkeypatch, arguments, printed):
    monkeypatch.chdir(tmp_path)
    Path("old.py").write_text(PROGRAM)
    Path("train.py").write_text(next(it for it in PROGRAMS if "placeholder" in it))
    result = CliRunner().invoke(app, shlex.split(arguments))
    expected = re.sub("^    ", "", printed, flags=re.MULTILINE).strip()
    # In a block of Markdown a line of one space is an empty one.
    assert re.sub("^ $", "", result.stdout, flags=re.MULTILINE).strip() == expected


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_there(line):
    name, *arguments = shlex.split(re.sub(r" +#.*|\.\.\.", "", line))
    context = click.Context(app)
    command = app.get_command(context, name)
    assert command is not None
    known = {option for each in command.params for option in each.opts} | {"--help"}
    if name != "run":
        assert {it for it in arguments if re.match("-+[a-z]", it)} <= known


def test_each_target_has_its_line():
    for target in TARGETS:
        assert re.search(rf"^\| `{target}`", README, re.MULTILINE)


def test_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)]+)\)", README):
        path, _, anchor = link.partition("#")
        text = (ROOT / path).read_text(encoding="utf-8") if path.endswith(".md") else README
        assert not path or (ROOT / path).exists(), link
        headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
        slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert not anchor or anchor in slugs, link


def test_the_wheel_is_of_this_version():
    assert set(re.findall(r"tfcompat_ce-([\d.]+)-py3", README)) == {__version__}
