"""The many spellings of one name of TensorFlow's, and whose meaning each has."""

from __future__ import annotations

import functools
import re
from enum import Enum


class Dialect(Enum):
    """Whose meaning a spelling has."""

    RELEASE = "what the installed release says"
    PRIVATE = "TensorFlow 1.x's, from a private module"
    V1 = "TensorFlow 1.x's on every release"
    V2 = "TensorFlow 2.x's on every release"
    SHIM = "TensorFlow 1.x's on every release, from tfcompat_ce"


SPELLINGS = (
    (re.compile(r"^tensorflow_core\b"), "tensorflow"),
    (re.compile(r"^tensorflow\._api\.v1\b"), "tensorflow"),
    (re.compile(r"^tensorflow\._api\.v2\b"), "tensorflow.compat.v2"),
    (re.compile(r"^tensorflow(?:\.compat\.v[12])+(?=\.compat\.v[12]\b)"), "tensorflow"),
    (re.compile(r"^tensorflow\.compat\.v2\.nn\b"), "tensorflow.compat.v2.nn"),
    (re.compile(r"^tfcompat_ce\.v1(?:\.compat\.v1)+\b"), "tfcompat_ce.v1"),
    (re.compile(r"^tfcompat_ce\.v1\.compat\.v2\b"), "tfcompat_ce.v2"),
)
ROOTS = {"tensorflow", "tensorflow.compat.v1", "tensorflow.compat.v2"}


def canonical(qualified: str) -> str:
    """The one spelling of a dotted name.

    >>> canonical("tensorflow.compat.v1.compat.v2.nn.softmax")
    'tensorflow.compat.v2.nn.softmax'
    """
    for spelling, plain in SPELLINGS:
        qualified = spelling.sub(plain, qualified)
    return qualified


PRIVATE = {"_api", "c", "compiler", "core", "lite.python", "python", "stream_executor", "tools"}
HOMES = (
    ("tensorflow.compat.v1", Dialect.V1),
    ("tensorflow.compat.v2", Dialect.V2),
    ("tensorflow", Dialect.RELEASE),
    ("tfcompat_ce.v1", Dialect.SHIM),
    ("tfcompat_ce.v2", Dialect.V2),
    ("tfcompat_ce", Dialect.SHIM),
)


@functools.lru_cache(maxsize=1 << 15)
def placed(qualified: str) -> tuple[Dialect, str] | None:
    """Whose meaning a dotted name has, and what it is called in TensorFlow's namespace.

    >>> placed("tensorflow.compat.v1.nn.softmax")
    (<Dialect.V1: "TensorFlow 1.x's on every release">, 'nn.softmax')
    >>> placed("numpy.log")
    """
    qualified = canonical(qualified)
    for home, dialect in HOMES:
        if qualified == home:
            return dialect, ""
        if qualified.startswith(f"{home}."):
            name = qualified[len(home) + 1 :]
            return (Dialect.PRIVATE if is_private(name) else dialect), name
    return None


def is_private(name: str) -> bool:
    """Whether a name of the namespace is in one of TensorFlow's private modules."""
    return any(name == private or name.startswith(f"{private}.") for private in PRIVATE)
