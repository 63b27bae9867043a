"""Write the part of tox.ini that is made from ``tfcompat_ce/api/releases.py``.

    python -m tests.releases [--check]

``--check`` writes nothing, and its exit status is 1 where tox.ini is not what it would write.
"""

import sys
from pathlib import Path

from tfcompat_ce.api.releases import MILESTONES
from tfcompat_ce.matrix import tox_ini

TOX_INI = Path(__file__).parent.parent / "tox.ini"
HEADER = "[releases]\n"


def section():
    """What ``[testenv]`` takes from ``[releases]``."""
    releases = tox_ini.environments("1.0")
    by_version = {"{}.{}".format(*it.release.minor): it for it in releases}
    lines = [
        "# Made from tfcompat_ce/api/releases.py by `python -m tests.releases`.",
        "milestones = " + tox_ini.factors(by_version[version] for version in MILESTONES),
        "all = " + tox_ini.factors(releases),
        *tox_ini.base_python(releases),
        "deps =",
        *tox_ini.tensorflow(releases),
    ]
    return HEADER + "\n".join(lines) + "\n"


def renewed(text):
    """A tox.ini, whose last section this is, as it should be."""
    return text[: text.index("\n" + HEADER) + 1] + section()


def write():
    TOX_INI.write_text(renewed(TOX_INI.read_text(encoding="utf-8")), encoding="utf-8")


def main():
    text = TOX_INI.read_text(encoding="utf-8")
    if sys.argv[1:] == ["--check"]:
        if text != renewed(text):
            sys.exit("tox.ini is not what releases.py says: run `python -m tests.releases`.")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        write()


if __name__ == "__main__":
    main()
