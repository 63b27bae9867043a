"""The `[tool.tfcompat-ce]` table of a project's pyproject.toml."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEYS: dict[str, type] = {
    "target": str,
    "from": str,
    "lowest": str,
    "select": list,
    "ignore": list,
    "exclude": list,
    "jobs": int,
    "output-format": str,
    "fix-advice": bool,
    "force-exclude": bool,
    "per-file-ignores": dict,
}


class SettingsError(Exception):
    """The settings cannot be used; the message says which and why."""


def load(path: str) -> dict[str, Any]:
    """The settings of the nearest pyproject.toml that has the table, at `path` or above.

    Raises SettingsError for a file that is no TOML and for a key that does not exist.
    """
    start = Path(path).absolute()
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            document = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"{file}: {error}") from error
        tools = document.get("tool", {})
        table = tools.get("tfcompat-ce") if isinstance(tools, dict) else None
        if table is not None:
            if not isinstance(table, dict):
                raise SettingsError(f"{file}: tool.tfcompat-ce is to be a table, not {table!r}")
            return _checked(file, table)
    return {}


def _checked(file: Path, table: dict[str, Any]) -> dict[str, Any]:
    for key, value in table.items():
        kind = KEYS.get(key)
        if kind is None:
            raise SettingsError(
                f"{file}: [tool.tfcompat-ce] has no setting {key!r}: {', '.join(KEYS)}"
            )
        listed = kind is list and _is_list(value)
        mapped = kind is dict and isinstance(value, dict) and all(map(_is_list, value.values()))
        plain = kind not in (list, dict) and type(value) is kind
        number = key == "from" and type(value) is int
        if not (listed or mapped or plain or number):
            raise SettingsError(f"{file}: {key!r} is to be of type {kind.__name__}")
    return table


def _is_list(value: Any) -> bool:
    """Whether it is a list of strings."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
