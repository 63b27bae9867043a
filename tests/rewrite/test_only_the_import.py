"""The programs of `tests/programs`, rewritten whole: `tests/shim/test_programs.py` trains them."""

import sys
from pathlib import Path

import pytest
from pairs import findings, rewritten

sys.path.append(str(Path(__file__).parents[1] / "programs"))

from training import HERE, IMPORT, IMPORTS, PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_only_the_import_changes(name):
    before = (HERE / f"{name}.py").read_text()
    assert rewritten(before, "v1") == before.replace(IMPORT, IMPORTS["shim"])
    assert "manual" not in {found.action.value for found in findings(before, "v1")}
