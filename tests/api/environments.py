"""An environment with one release of TensorFlow, for as long as it takes to read its API."""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from tfcompat_ce.api.releases import RELEASES, Release

# Not a release that the project supports, but much of the code to migrate was written for it.
OLDEST = Release("0.12.1", "3.6", "3.6", "tensorflow", RELEASES[0].pins)
COLLECT = Path(__file__).parent / "collect.py"
# From 2.16 on TensorFlow comes with Keras 3, and some of its names need Keras 2 beside it.
KERAS_3 = (2, 16)


def all_releases() -> List[Release]:
    return [OLDEST, *RELEASES]


def interpreter(python: str) -> str:
    """The command of a Python 3.x, from the path or from pyenv."""
    root = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    candidates = [shutil.which("python" + python)]
    candidates += sorted(glob.glob(f"{root}/versions/{python}.*/bin/python"), reverse=True)
    for candidate in candidates:
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    raise SystemExit(f"needs Python {python}, which is neither on the path nor in pyenv")


def dumps(release: Release) -> Tuple[Dict[str, Any], Optional[Dict[str, Any]]]:
    """What collect.py says of a release: as it comes, and with Keras 2 where it comes with 3."""
    with tempfile.TemporaryDirectory(prefix="tensorflow-api-") as folder:
        python = _environment(Path(folder), release)
        plain = _collected(python, folder, legacy=False)
        if release.minor < KERAS_3:
            return plain, None
        _install_keras_2(python, release)
        return plain, _collected(python, folder, legacy=True)


def _environment(folder: Path, release: Release) -> str:
    subprocess.run([interpreter(release.python), "-m", "venv", str(folder / "env")], check=True)
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    python = str(folder / "env" / scripts / "python")
    if release.python == "3.6":
        # The pip that comes with it does not know today's wheels, nor which pip is its last.
        _install(python, "pip>=21,<22")
    _install(python, *release.requirements)
    return python


def _install_keras_2(python: str, release: Release) -> None:
    try:
        _install(python, "tf_keras=={}.{}.*".format(*release.minor))
    except subprocess.CalledProcessError:
        # A release candidate comes before its tf_keras; the newest one does.
        _install(python, "--no-deps", "tf_keras")


def _install(python: str, *requirements: str) -> None:
    command = [python, "-m", "pip", "install", "--quiet", "--no-compile"]
    finished = subprocess.run([*command, *requirements], capture_output=True, text=True)
    if finished.returncode:
        print(finished.stderr[-2000:], file=sys.stderr)
        finished.check_returncode()


def _collected(python: str, folder: str, legacy: bool) -> Dict[str, Any]:
    out = Path(folder) / "dump.json"
    environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", TF_USE_LEGACY_KERAS=str(int(legacy)))
    # In its own folder, so that nothing of ours is imported.
    finished = subprocess.run(
        [python, "-W", "ignore", str(COLLECT), str(out)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    if finished.returncode:
        print(finished.stderr[-2000:], file=sys.stderr)
        finished.check_returncode()
    dump: Dict[str, Any] = json.loads(out.read_text())
    return dump
