"""Which TensorFlow does a project ask for? Read from its requirements."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from tfcompat_ce.api.symbols import releases

FILES = (
    "requirements.txt",
    "setup.py",
    "setup.cfg",
    "pyproject.toml",
    "environment.yml",
    "environment.yaml",
    "Pipfile",
)
PIN = re.compile(
    rb"\btensorflow(?:[-_](?:gpu|cpu))?(?:\[[\w,]*\])?[\"' \t]*[=:]?[\"' \t]*"
    rb"((?:(?:[<>!~=]=|[<>=])[ \t]*\d[\w.*]*[ \t]*,?[ \t]*)+)"
)


@dataclass(frozen=True, slots=True)
class Pin:
    """The one major release that a project's requirement allows, and where it stands."""

    major: int
    text: str


def pinned(folder: str, read: Callable[[str], bytes]) -> Pin | None:
    """What the requirements of a folder say, None where they leave 1.x and 2.x both open.

    >>> pinned("here", {"here/requirements.txt": b"numpy\\ntensorflow-gpu==1.4.0"}.get)
    Pin(major=1, text='tensorflow-gpu==1.4.0 in requirements.txt')
    """
    for name in FILES:
        for found in PIN.finditer(read(os.path.join(folder, name)) or b""):
            majors = _majors(found[1].decode())
            if len(majors) == 1:
                text = " ".join(found[0].decode().strip(" ,\t").split())
                return Pin(majors.pop(), f"{text} in {name}")
    return None


def _majors(specifier: str) -> set[int]:
    """The major releases that a requirement allows.

    >>> _majors(">=1.0,<2"), _majors("=2.1"), _majors(">=1.15")
    ({1}, {2}, {1, 2})
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    plain = re.sub(r"(?<![<>!~=])=(?!=)", "==", specifier.strip().strip(","))
    plain = re.sub(r"(?<=\d)\s+(?=[<>!~=])", ",", plain)
    try:
        allowed = SpecifierSet(plain)
    except InvalidSpecifier:
        return set()
    return {
        major
        for major, minor in releases()
        if any(allowed.contains(f"{major}.{minor}.{patch}") for patch in range(8))
    }
