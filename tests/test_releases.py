"""The table of releases against tox.ini, and against itself."""

import configparser
import re
from pathlib import Path

import pytest

from tfcompat_ce.api.releases import RELEASES

TOX = configparser.ConfigParser(interpolation=None)
TOX.read(str(Path(__file__).parent.parent / "tox.ini"))


def expanded(factors):
    """``tf1.{0, 1}, tf2.0`` as the names it stands for."""
    names = []
    for major, minors, name in re.findall(r"tf(\d)\.\{([\d, ]+)\}|(tf\d\.\d+)(?![-\d])", factors):
        names += [name] if name else [f"tf{major}.{minor.strip()}" for minor in minors.split(",")]
    return names


def of_environment(key, name):
    """The values of a setting's lines that hold for an environment."""
    lines = [line.partition(": ") for line in TOX["testenv"][key].strip().splitlines()]
    return [value.strip() for factors, colon, value in lines if colon and name in expanded(factors)]


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_tox_has_an_environment_for_it(release):
    name = "tf{}.{}".format(*release.minor)
    assert sorted(of_environment("deps", name)) == sorted(release.requirements)
    assert of_environment("base_python", name) == ["python" + release.python]
    assert name in expanded(TOX["tox"]["labels"])


def test_tox_has_no_other_environments():
    names = ["tf{}.{}".format(*release.minor) for release in RELEASES]
    assert expanded(TOX["tox"]["labels"]) == names
    assert set(expanded(TOX["tox"]["env_list"])) < set(names)


def test_every_minor_release_from_1_0_to_2_22():
    assert [release.minor for release in RELEASES] == [(1, n) for n in range(16)] + [
        (2, n) for n in range(23)
    ]


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_its_python_has_a_wheel(release):
    assert release.python in release.pythons
    ends = [release.pythons[0], release.pythons[-1]]
    assert release.wheels == ("-".join(ends) if len(release.pythons) > 1 else ends[0])
