"""The table of releases against tox.ini, and against itself."""

import configparser
import importlib.util
import re
import subprocess
import sys

import pytest
import releases

from tfcompat_ce.api.releases import MILESTONES, RELEASES

TEXT = releases.TOX_INI.read_text(encoding="utf-8")
TOX = configparser.ConfigParser(interpolation=None)
TOX.read_string(TEXT)


def expanded(factors):
    """``tf1.{0, 1}, tf2.0`` as the names it stands for."""
    names = []
    for major, minors, name in re.findall(r"tf(\d)\.\{([\d, ]+)\}|(tf\d\.\d+)(?![-\d])", factors):
        names += [name] if name else [f"tf{major}.{minor.strip()}" for minor in minors.split(",")]
    return names


def of_environment(key, name):
    """The values of a setting's lines that hold for an environment."""
    lines = [line.partition(": ") for line in TOX["releases"][key].strip().splitlines()]
    return [value.strip() for factors, colon, value in lines if colon and name in expanded(factors)]


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_tox_has_an_environment_for_it(release):
    name = "tf{}.{}".format(*release.minor)
    assert sorted(of_environment("deps", name)) == sorted(release.requirements)
    assert of_environment("base_python", name) == ["python" + release.python]
    assert name in expanded(TOX["releases"]["all"])


def test_tox_has_no_other_environments():
    names = ["tf{}.{}".format(*release.minor) for release in RELEASES]
    assert expanded(TOX["releases"]["all"]) == names
    assert expanded(TOX["releases"]["milestones"]) == ["tf" + version for version in MILESTONES]
    assert set(expanded(TOX["releases"]["milestones"])) < set(names)


def test_tox_ini_is_what_the_command_writes():
    assert releases.renewed(TEXT) == TEXT


def test_a_line_that_was_changed_by_hand_is_written_anew():
    assert releases.renewed(TEXT.replace("numpy<1.17", "numpy<1.18")) == TEXT
    assert releases.renewed(TEXT + "    tf2.6: numpy<1.20\n") == TEXT


@pytest.mark.skipif(
    importlib.util.find_spec("tox") is None or sys.version_info < (3, 10), reason="needs tox"
)
def test_tox_reads_it(tmp_path):
    # Without this line, for which tox would go and install a virtualenv.
    (tmp_path / "tox.ini").write_text(re.sub("(?m)^requires = .*\n", "", TEXT))
    command = [sys.executable, "-m", "tox", "config", "-m", "all", "-k", "base_python", "deps"]
    read = configparser.ConfigParser(interpolation=None)
    read.read_string(subprocess.check_output(command, cwd=str(tmp_path)).decode())
    for release in RELEASES:
        settings = read["testenv:tf{}.{}".format(*release.minor)]
        assert settings["base_python"] == "python" + release.python
        deps = settings["deps"].split("\n")
        assert [dep for dep in deps if "==" in dep or "<" in dep] == release.requirements
    legacy = read["testenv:tf2.21-legacy"]["deps"].split("\n")
    assert legacy == read["testenv:tf2.21"]["deps"].split("\n") + ["tf_keras==2.21.*"]


def test_every_minor_release_from_1_0_on():
    last = RELEASES[-1].minor[1]
    assert [release.minor for release in RELEASES] == [(1, n) for n in range(16)] + [
        (2, n) for n in range(last + 1)
    ]
    assert last >= 22


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_its_python_has_a_wheel(release):
    assert release.python in release.pythons
    ends = [release.pythons[0], release.pythons[-1]]
    assert release.wheels == ("-".join(ends) if len(release.pythons) > 1 else ends[0])
