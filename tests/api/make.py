"""Make the table of TensorFlow's API anew, or add a release to it.

    python -m tests.api.make [RELEASE ...] [--keep DIR]

For each release, or for those given (as in ``2.23``), it makes an environment, reads off it what
TensorFlow has, removes it, and merges that into ``tfcompat_ce/api/symbols.txt.gz``. Then it writes
what tox.ini has of ``releases.py``, as ``python -m tests.releases`` alone does. It needs the
Pythons of ``releases.py`` and about 2 GB of disk, and takes a minute for a release.
``--keep DIR`` keeps what was read, and takes it from there in place of making an environment.
"""

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from tests import releases as tox_ini
from tests.api import environments, merge
from tfcompat_ce.api.releases import Release

Dumps = Tuple[Dict[str, Any], Optional[Dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.api.make", description=__doc__)
    parser.add_argument("releases", nargs="*", metavar="RELEASE", help="such as 2.23; else all")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a folder for what was read")
    parser.add_argument("--jobs", type=int, default=2, help="environments at a time (default: 2)")
    arguments = parser.parse_args()
    known = {"{}.{}".format(*release.minor): release for release in environments.all_releases()}
    unknown = [release for release in arguments.releases if release not in known]
    if unknown:
        parser.error(f"{', '.join(unknown)}: not in tfcompat_ce/api/releases.py")
    wanted = [known[release] for release in arguments.releases or known]
    with ThreadPoolExecutor(arguments.jobs) as pool:
        found = list(pool.map(lambda release: dumps(release, arguments.keep), wanted))
    merge.into_the_table({release.minor: dump for release, dump in zip(wanted, found)})
    tox_ini.write()


def dumps(release: Release, keep: Optional[Path]) -> Dumps:
    """What a release has, from the folder of kept dumps if it is there."""
    kept = keep and keep / f"{release.version}.json"
    if kept and kept.exists():
        plain, legacy = json.loads(kept.read_text())
        return plain, legacy
    found = environments.dumps(release)
    names = {root: len(rows) for root, rows in found[0]["roots"].items()}
    print(release.version, names, *found[0]["skipped"], sep="\n  ", file=sys.stderr)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found, indent=0))
    return found


if __name__ == "__main__":
    main()
