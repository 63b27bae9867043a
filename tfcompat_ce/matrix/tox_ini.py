"""A tox configuration for a project of the user's: its tests on each TensorFlow of a range.

The versions, Pythons and pins are those of ``releases``. tox reads tox.ini, setup.cfg's
``[tox:tox]``, pyproject.toml's ``[tool.tox]`` or tox.toml; a project that has one of them gets the
part to add to it, any other a whole tox.ini.
"""

import os
import re
from collections import OrderedDict
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from tfcompat_ce.api.releases import RELEASES, Release

# The first virtualenv that cannot make an environment for a Python any more.
VIRTUALENV_WITHOUT = {"3.6": "20.22", "3.7": "20.27", "3.8": "21.5"}
DEPENDENCIES = ("pytest", "tfcompat-ce")


class ToxError(ValueError):
    """No configuration can be made of this. The message says what can be asked for."""


class Environment(NamedTuple):
    """A release, and the Pythons to look for, the preferred one first."""

    release: Release
    pythons: Sequence[str]

    @property
    def factor(self) -> str:
        return "tf{}.{}".format(*self.release.minor)


def environments(
    first: str, last: Optional[str] = None, pythons: Sequence[str] = ()
) -> List[Environment]:
    """An environment for each release from ``first`` to ``last``, on one of the Pythons given.

    A release that has a wheel for none of them, or all where none are given, is tested on the
    Python that this project tests it on.

    >>> [(e.factor, e.pythons) for e in environments("2.15", "2.16", ["3.11"])]
    [('tf2.15', ['3.11']), ('tf2.16', ['3.11'])]

    Raises:
      ToxError: there is no such release, none in between, or none has a wheel for a Python.
    """
    newest = RELEASES[-1].minor
    low, high = minor(first), newest if last is None else minor(last)
    if low > high:
        raise ToxError(f"--from {first} is newer than --to {last}.")
    chosen = [release for release in RELEASES if low <= release.minor <= high]
    served = {python for release in chosen for python in release.pythons}
    for python in pythons:
        if python not in served:
            raise ToxError(
                f"no TensorFlow of this range has a wheel for Python {python}; there are some for "
                f"{', '.join(sorted(served, key=python_number))}."
            )
    return [
        Environment(release, [p for p in pythons if p in release.pythons] or [release.python])
        for release in chosen
    ]


def minor(version: str) -> Tuple[int, int]:
    """``"1.15"`` as the release it names. Raises ToxError."""
    known = {"{}.{}".format(*release.minor): release for release in RELEASES}
    if version in known:
        return known[version].minor
    of_patch = re.match(r"(\d+\.\d+)\.", version)
    if of_patch is not None and of_patch.group(1) in known:
        release = known[of_patch.group(1)]
        raise ToxError(
            f"{version} is a patch release; say {of_patch.group(1)}, for which the last one is "
            f"taken, {release.version}."
        )
    raise ToxError(f"there is no TensorFlow {version} here: say one of {', '.join(known)}.")


def python_number(python: str) -> int:
    """What to sort Pythons by: 3.9 comes before 3.10."""
    return int(python.split(".")[1])


def grouped(pairs: Iterable[Tuple[Any, Any]]) -> Iterator[Tuple[Any, List[Any]]]:
    """The second of each pair by the first, in the order of the first ones."""
    groups: Dict[Any, List[Any]] = OrderedDict()
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return iter(groups.items())


def packaged(folder: str) -> bool:
    """Whether a folder holds a project that can be built and installed."""
    return os.path.exists(os.path.join(folder, "setup.py")) or bool(
        re.search(r"^\s*\[(build-system|project)\]", _read(folder, "pyproject.toml"), re.M)
    )


def configured(folder: str) -> Optional[str]:
    """The file that configures tox in a folder already, the first that tox looks for."""
    for name, sign in (
        ("tox.ini", ""),
        ("setup.cfg", r"^\[tox:tox\]"),
        ("pyproject.toml", r"^\s*\[tool\.tox[].]"),
        ("tox.toml", ""),
    ):
        there = os.path.lexists(os.path.join(folder, name))
        if there and re.search(sign, _read(folder, name), re.M):
            return name
    return None


def whole(environments: Sequence[Environment], folder: str) -> str:
    """A tox.ini for the project in a folder."""
    package = packaged(folder)
    first, last = environments[0].factor, environments[-1].factor
    lines = [
        f"# The tests on TensorFlow {first[2:]} to {last[2:]}.",
        f"# `tox` runs them on all, `tox -e {last}` on one; what follows `--` goes to pytest.",
        "[tox]",
        f"env_list = {factors(environments)}",
        "# An environment whose Python is not found is passed over.",
        "skip_missing_interpreters = true",
        "# tox gets these for itself where the machine has others.",
        "requires =",
        *("    " + name for name in _requires(environments)),
        "",
        "[testenv]",
        "description = the tests, on the TensorFlow release of that name",
    ]
    if not package:
        lines += [
            "# Nothing says how to build this project: it is tested where it is.",
            "skip_install = true",
        ]
    lines += _settings(environments, package)
    # Where nothing is installed, `python -m` lets the tests import what lies in the folder.
    lines += ["commands = " + ("" if package else "python -m ") + "pytest {posargs}"]
    return "\n".join(lines) + "\n"


def part(environments: Sequence[Environment], folder: str, name: str) -> str:
    """What to add to the configuration that a folder has in the file of that name."""
    package = packaged(folder)
    if not name.endswith(".toml") or "legacy_tox_ini" in _read(folder, name):
        return _part_of_ini(environments, package)
    return _part_of_toml(environments, package, "tool.tox." if name == "pyproject.toml" else "")


def _part_of_ini(environments: Sequence[Environment], package: bool) -> str:
    lines = [
        "# Into the section of tox itself, beside what is there:",
        f"# env_list = {factors(environments)}",
        "# skip_missing_interpreters = true",
        "# requires =",
        *("#     " + name for name in _requires(environments)),
        "",
        "# What is not here, commands and all, is [testenv]'s. Its deps do not join these.",
        f"[testenv:{factors(environments)}]",
        *_settings(environments, package),
    ]
    return "\n".join(lines) + "\n"


def _part_of_toml(environments: Sequence[Environment], package: bool, table: str) -> str:
    lines = [
        "# Into {}, beside what is there:".format(f"[{table[:-1]}]" if table else "the top"),
        "# env_list = " + _array(environment.factor for environment in environments),
        "# skip_missing_interpreters = true",
        "# requires = " + _array(_requires(environments)),
    ]
    if _oldest(environments) == "3.6":
        lines += [
            "# The tox that fits this virtualenv reads no TOML. Put the environments of Python 3.6",
            "# into an .ini file instead, for `tox -c`.",
        ]
    lines += ["", "# commands and whatever else is not here are env_run_base's."]
    for environment in environments:
        lines += [
            f'[{table}env."{environment.factor}"]',
            *(['package = "wheel"', 'wheel_build_env = ".pkg"'] if package else []),
            "base_python = " + _array("python" + python for python in environment.pythons),
            "deps = " + _array([*DEPENDENCIES, *environment.release.requirements]),
            "",
        ]
    return "\n".join(lines)


def _settings(environments: Sequence[Environment], package: bool) -> Iterator[str]:
    if package:
        yield "# One wheel for all, built by the Python that runs tox: build tools refuse old ones."
        yield "# A project with compiled parts needs one for each: leave wheel_build_env out."
        yield f"# The project's requires-python has to admit Python {_oldest(environments)}."
        yield "package = wheel"
        yield "wheel_build_env = .pkg"
    yield from base_python(environments)
    yield "deps ="
    for name in DEPENDENCIES:
        yield "    " + name
    yield from tensorflow(environments)


def base_python(environments: Sequence[Environment]) -> Iterator[str]:
    """The lines of the setting ``base_python``."""
    yield "base_python ="
    for pythons, group in grouped((tuple(e.pythons), e) for e in environments):
        for python in pythons:
            yield f"    {factors(group)}: python{python}"


def tensorflow(environments: Sequence[Environment]) -> Iterator[str]:
    """The lines of the setting ``deps`` that bring TensorFlow, and the pins that it needs."""
    if any(e.release.distribution == "tensorflow-cpu" for e in environments):
        yield "# tensorflow-cpu is for x86-64 Linux and Windows; elsewhere it is called tensorflow."
    for environment in environments:
        yield f"    {environment.factor}: {environment.release.requirements[0]}"
    pins = list(grouped((pin, e) for e in environments for pin in e.release.pins))
    if pins:
        yield "# What came after these releases and does not fit them."
    for pin, group in pins:
        yield f"    {factors(group)}: {pin}"


def _requires(environments: Sequence[Environment]) -> List[str]:
    """The tools that can make these environments."""
    oldest = _oldest(environments)
    without = VIRTUALENV_WITHOUT.get(oldest)
    return ["tox>=4"] + ([f"virtualenv<{without}"] if without else [])


def _oldest(environments: Iterable[Environment]) -> str:
    return min((p for e in environments for p in e.pythons), key=python_number)


def factors(environments: Iterable[Environment]) -> str:
    """Their names as tox spells a set: ``tf1.15, tf2.{0, 1}``."""
    parts = []
    for major, group in grouped(
        (e.release.minor[0], str(e.release.minor[1])) for e in environments
    ):
        parts.append(f"tf{major}." + (group[0] if len(group) == 1 else f"{{{', '.join(group)}}}"))
    return ", ".join(parts)


def _array(names: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def _read(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
