"""The installed TensorFlow: the only place that imports it."""

import importlib
from typing import Any, Tuple

OLDEST = (1, 0)

_tensorflow: Any = None
_release: Tuple[int, int] = OLDEST


class TensorFlowError(ImportError):
    """There is no TensorFlow here that this package can serve. The message says what to do."""


def tensorflow() -> Any:
    """The ``tensorflow`` module, imported at the first call.

    Raises:
      TensorFlowError: there is no TensorFlow, a broken one, or one older than 1.0.
    """
    global _tensorflow, _release
    if _tensorflow is None:
        module = _import()
        _release = minor_release(_version(module))
        _tensorflow = module
    return _tensorflow


def release() -> Tuple[int, int]:
    """The installed TensorFlow's major and minor release, ``(1, 15)`` for 1.15.5+nv23.03."""
    tensorflow()
    return _release


def version() -> str:
    """The installed TensorFlow's version as it spells it itself."""
    return _version(tensorflow())


def minor_release(version: str) -> Tuple[int, int]:
    """The major and minor release that a version string names.

    Release candidates, nightly builds and vendors' builds count as the release they lead to or
    come from.

    >>> minor_release("2.22.0-rc0")
    (2, 22)

    Raises:
      TensorFlowError: the string names no release, or one before 1.0.
    """
    import re

    from packaging.version import InvalidVersion, Version

    try:
        numbers = Version(version).release
    except InvalidVersion:
        found = re.match(r"\s*v?(\d+)\.(\d+)", version)
        if found is None:
            raise TensorFlowError(
                f"TensorFlow calls its version {version!r}, which names no release such as 2.16.1. "
                "Install a released build: pip install tensorflow"
            ) from None
        numbers = tuple(int(number) for number in found.groups())
    major, minor = (*numbers, 0)[:2]
    if (major, minor) < OLDEST:
        raise TensorFlowError(
            f"TensorFlow {version} is older than 1.0, the oldest release that tfcompat_ce serves. "
            "Install a newer one: pip install 'tensorflow>=1.0'"
        )
    return major, minor


def _import() -> Any:
    try:
        return importlib.import_module("tensorflow")
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name == "tensorflow":
            raise TensorFlowError(
                "No TensorFlow is installed for this Python. Install one: pip install tensorflow"
            ) from error
        reason = str(error) if isinstance(error, ImportError) else repr(error)
        raise TensorFlowError(
            f"TensorFlow is installed, but importing it fails: {reason}. Try "
            "`python -c 'import tensorflow'`. A file of your own called tensorflow.py, or a "
            "numpy or protobuf newer than this TensorFlow, are the usual causes; a fresh `pip "
            "install --force-reinstall tensorflow` mends a damaged one."
        ) from error


def _version(module: Any) -> str:
    version = getattr(module, "__version__", None)
    if version is None:
        folders = ", ".join(getattr(module, "__path__", [])) or repr(module)
        raise TensorFlowError(
            f"The `tensorflow` found at {folders} is not TensorFlow: it has no __version__. It is "
            "what a half-done uninstall leaves, or a folder of that name on sys.path. Remove it, "
            "then: pip install tensorflow"
        )
    return str(version)
