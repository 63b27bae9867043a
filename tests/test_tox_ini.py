"""The tox.ini made for a user's project."""

import configparser
import importlib.util
import os
import subprocess
import sys

import pytest
from test_releases import expanded

from tfcompat_ce.api.releases import RELEASES
from tfcompat_ce.cli import tox as command
from tfcompat_ce.matrix import tox_ini

PYPROJECT = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
NATIVE_TOX = '[tool.tox]\nenv_list = ["py"]\n'
LEGACY_TOX = '[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenv_list = py\n"""\n'

needs_tox = pytest.mark.skipif(
    importlib.util.find_spec("tox") is None or sys.version_info < (3, 10), reason="needs tox"
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    forget = command.found.cache_clear
    forget()
    yield tmp_path
    forget()


def run(*arguments):
    """The exit status, what is printed, and what is noted beside it."""
    finished = subprocess.run(  # noqa: UP022 (Python 3.6 has no capture_output)
        [sys.executable, "-m", "tfcompat_ce", "tox"] + list(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(path for path in sys.path if path)),
    )
    return finished.returncode, finished.stdout.decode(), finished.stderr.decode()


def parsed(text):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    return parser


def of(text, key, name, section="testenv"):
    """The values that a setting has for an environment alone."""
    lines = [line.rpartition(": ") for line in parsed(text)[section][key].strip().splitlines()]
    return [value for factors, colon, value in lines if colon and name in expanded(factors)]


def made(first, last=None, pythons=()):
    return tox_ini.whole(tox_ini.environments(first, last, pythons), os.curdir)


def names(first, last=None):
    return [environment.factor for environment in tox_ini.environments(first, last)]


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_every_release_has_its_python_and_its_pins(here, release):
    text = made("1.0")
    name = "tf{}.{}".format(*release.minor)
    assert name in expanded(parsed(text)["tox"]["env_list"])
    assert of(text, "base_python", name) == ["python" + release.python]
    assert sorted(of(text, "deps", name)) == sorted(release.requirements)


def test_the_range(here):
    text = made("1.14", "2.1")
    assert parsed(text)["tox"]["env_list"] == "tf1.{14, 15}, tf2.{0, 1}"
    assert expanded(parsed(made("2.21"))["tox"]["env_list"]) == names("2.21")
    assert parsed(made("2.3", "2.3"))["tox"]["env_list"] == "tf2.3"
    for name in ("tf1.13", "tf2.2"):
        assert not of(text, "deps", name)


def test_what_every_environment_has(here):
    text = made("1.15", "2.21")
    assert parsed(text)["tox"]["skip_missing_interpreters"] == "true"
    assert parsed(text)["testenv"]["deps"].split()[:2] == ["pytest", "tfcompat-ce"]
    assert parsed(text)["testenv"]["commands"].endswith("pytest {posargs}")


@pytest.mark.parametrize(
    ("first", "last", "pythons", "requires"),
    [
        ("1.0", "2.22", [], ["tox>=4", "virtualenv<20.22"]),
        ("1.12", "1.12", [], ["tox>=4", "virtualenv<20.22"]),
        ("1.13", "2.22", [], ["tox>=4", "virtualenv<20.27"]),
        ("2.2", "2.22", [], ["tox>=4", "virtualenv<21.5"]),
        ("2.5", "2.22", [], ["tox>=4"]),
        ("2.2", "2.22", ["3.6"], ["tox>=4", "virtualenv<20.22"]),
        ("2.2", "2.10", ["3.10", "3.7"], ["tox>=4", "virtualenv<20.27"]),
    ],
)
def test_an_old_virtualenv_where_an_old_python_needs_it_and_only_there(
    here, first, last, pythons, requires
):
    assert parsed(made(first, last, pythons))["tox"]["requires"].split() == requires


def test_pythons_of_ones_own(here):
    text = made("2.10", "2.14", ["3.10", "3.8"])
    assert of(text, "base_python", "tf2.10") == ["python3.10", "python3.8"]
    assert of(text, "base_python", "tf2.14") == ["python3.10"]
    assert of(made("2.10", "2.14", ["3.8"]), "base_python", "tf2.14") == ["python3.11"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["1.16"], "there is no TensorFlow 1.16 here: say one of 1.0, 1.1,"),
        (["0.12"], "there is no TensorFlow 0.12 here"),
        (["latest"], "there is no TensorFlow latest here"),
        (["1.15", "3.0"], "there is no TensorFlow 3.0 here"),
        (
            ["1.15.2"],
            "1.15.2 is a patch release; say 1.15, for which the last one is taken, 1.15.5",
        ),
        (["2.1", "1.15"], "--from 2.1 is newer than --to 1.15"),
        (["2.16", "2.21", ["3.7"]], "no TensorFlow of this range has a wheel for Python 3.7; "),
        (["2.16", "2.21", ["3.7"]], "there are some for 3.9, 3.10, 3.11, 3.12, 3.13."),
        (["2.16", "2.21", ["3.12", "three"]], "has a wheel for Python three"),
    ],
)
def test_what_cannot_be(arguments, words):
    with pytest.raises(tox_ini.ToxError) as error:
        tox_ini.environments(*arguments)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("files", "package"),
    [
        ({}, False),
        ({"requirements.txt": "numpy\n"}, False),
        ({"pyproject.toml": "[tool.black]\n"}, False),
        ({"pyproject.toml": PYPROJECT}, True),
        ({"pyproject.toml": "[project]\nname = 'mine'\n"}, True),
        ({"setup.py": "from setuptools import setup\nsetup()\n"}, True),
    ],
)
def test_a_project_is_installed_where_it_can_be(here, files, package):
    for name, text in files.items():
        (here / name).write_text(text)
    settings = parsed(made("1.15", "2.21"))["testenv"]
    assert ("skip_install" in settings) == (not package)
    assert settings.get("package") == ("wheel" if package else None)
    assert settings.get("wheel_build_env") == (".pkg" if package else None)
    # Only `python -m` lets the tests import a module that lies in the folder.
    assert settings["commands"] == ("" if package else "python -m ") + "pytest {posargs}"


CONFIGURED = [
    ("tox.ini", "[tox]\nenv_list = py\n[testenv]\ncommands = pytest {posargs}\n"),
    ("setup.cfg", "[metadata]\nname = mine\n[tox:tox]\nenv_list = py\n"),
    ("pyproject.toml", NATIVE_TOX),
    ("pyproject.toml", LEGACY_TOX),
    ("tox.toml", 'env_list = ["py"]\n'),
]


def ids(value):
    return value if isinstance(value, str) and "\n" not in value else ""


def test_it_is_printed_or_written(here):
    status, text, _ = run("--from", "2.20")
    assert (status, text) == (0, made("2.20"))
    assert not (here / "tox.ini").exists()
    status, printed, notes = run("--from", "2.20", "--write")
    assert (status, printed) == (0, "")
    assert (here / "tox.ini").read_text() == text
    assert "tox.ini is written" in notes


@pytest.mark.parametrize(("name", "there"), CONFIGURED, ids=ids)
def test_a_configuration_that_is_there_is_not_touched(here, name, there):
    (here / name).write_text(there)
    for arguments, expected in (([], 0), (["--write"], 1)):
        status, text, notes = run("--from", "2.20", "--to", "2.21", *arguments)
        assert status == expected
        assert f"{name} configures tox already" in notes
        assert "tensorflow-cpu==2.21.0" in text
        assert [(path.name, path.read_text()) for path in here.iterdir()] == [(name, there)]


def test_force_replaces(here):
    (here / "tox.ini").write_text("[tox]\n")
    assert run("--from", "2.20", "--write", "--force")[0] == 0
    assert (here / "tox.ini").read_text() == made("2.20")


def test_force_beside_another_file(here):
    (here / "pyproject.toml").write_text(NATIVE_TOX)
    status, _, notes = run("--from", "2.20", "--write", "--force")
    assert (status, (here / "tox.ini").read_text()) == (0, made("2.20"))
    assert "in place of pyproject.toml" in notes
    assert (here / "pyproject.toml").read_text() == NATIVE_TOX


@pytest.mark.parametrize("text", ["[tool.toxic]\n", "[tool.black]\n", "[metadata]\n"])
def test_what_does_not_configure_tox(here, text):
    (here / "pyproject.toml").write_text(text)
    (here / "setup.cfg").write_text(text)
    assert tox_ini.configured(os.curdir) is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--from"),
        (["--from", "1.16"], "no TensorFlow 1.16"),
        (["--from", "1.15", "--force"], "--force goes with --write"),
    ],
)
def test_usage(here, arguments, words):
    status, text, notes = run(*arguments)
    assert (status, text) == (2, "")
    assert words in notes and "Traceback" not in notes


def test_a_file_that_cannot_be_written(here):
    (here / "tox.ini").mkdir()
    status, text, notes = run("--from", "1.15", "--write", "--force")
    assert (status, text) == (2, "")
    assert "tox.ini: Is a directory" in notes and "Traceback" not in notes


@pytest.mark.skipif(os.name == "nt", reason="where tox asks the registry")
def test_which_pythons_are_not_found(here, monkeypatch):
    for version, status in (("3.7", 0), ("3.8", 127)):
        program = here / ("python" + version)
        program.write_text(f"#!/bin/sh\nexit {status}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.setattr(command.sys, "version_info", (3, 99))
    environments = tox_ini.environments("1.15", "2.5")
    assert list(command.advice(environments, ())) == [
        "python3.8 is not found here, so tox passes over tf2.2, tf2.3, tf2.4.",
        "python3.9 is not found here, so tox passes over tf2.5.",
        "`--python 3.7` would do for tf2.2, tf2.3, tf2.4, tf2.5.",
    ]
    assert list(command.advice(tox_ini.environments("1.15", "2.5", ["3.7"]), ["3.7"])) == []
    assert list(command.advice(tox_ini.environments("2.12", "2.13", ["3.8"]), ["3.8"])) == [
        "python3.8 is not found here, so tox passes over tf2.12, tf2.13.",
    ]


def test_which_releases_take_another_python(here, monkeypatch):
    monkeypatch.setattr(command, "found", lambda python: True)
    environments = tox_ini.environments("2.12", "2.16", ["3.8"])
    assert list(command.advice(environments, ["3.8"])) == [
        "no wheel for Python 3.8, so 3.11 is taken: tf2.14, tf2.15.",
        "no wheel for Python 3.8, so 3.12 is taken: tf2.16.",
    ]


def read_by_tox(*arguments):
    finished = subprocess.run(
        [sys.executable, "-m", "tox"] + list(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = finished.stdout.decode()
    assert finished.returncode == 0, output
    return output


def settings_by_tox(*arguments):
    """What tox makes of the configuration here: base_python and deps by environment."""
    text = read_by_tox("config", "-k", "base_python", "deps", "commands", *arguments)
    parser = parsed(text)
    return {
        name[len("testenv:") :]: {key: value.split() for key, value in parser[name].items()}
        for name in parser.sections()
    }


@needs_tox
@pytest.mark.parametrize("project", [{}, {"pyproject.toml": PYPROJECT}], ids=["folder", "package"])
def test_tox_reads_it(here, project):
    for name, text in project.items():
        (here / name).write_text(text)
    text = made("1.0")
    # Without this line, for which tox would go and install a virtualenv.
    (here / "tox.ini").write_text(text.replace("    virtualenv<20.22\n", ""))
    settings = settings_by_tox()
    assert sorted(settings) == sorted(names("1.0"))
    for release in RELEASES:
        setting = settings["tf{}.{}".format(*release.minor)]
        assert setting["base_python"] == ["python" + release.python]
        assert sorted(setting["deps"]) == sorted(["pytest", "tfcompat-ce", *release.requirements])
        assert setting["commands"][-1] == "pytest" or setting["commands"][-2:] == ["-m", "pytest"]


@needs_tox
@pytest.mark.parametrize(("name", "there"), CONFIGURED, ids=ids)
def test_tox_reads_the_part_that_is_added(here, name, there):
    (here / name).write_text(there)
    part = tox_ini.part(tox_ini.environments("2.10", "2.12", ["3.9", "3.10"]), os.curdir, name)
    text = there + part
    if "legacy" in there:
        text = there[: -len('"""\n')] + part + '"""\n'
    (here / name).write_text(text)
    settings = settings_by_tox("-e", "tf2.10,tf2.12")
    assert settings["tf2.10"]["base_python"] == ["python3.9", "python3.10"]
    assert settings["tf2.12"]["base_python"] == ["python3.9", "python3.10"]
    for version, pins in (("2.10.1", ["numpy<2"]), ("2.12.1", [])):
        deps = settings["tf" + version[:4]]["deps"]
        assert sorted(deps) == sorted(
            ["pytest", "tfcompat-ce", "tensorflow-cpu==" + version] + pins
        )
    if name == "tox.ini":
        assert settings["tf2.10"]["commands"][-1:] == ["pytest"]
