"""The programs of `tests/programs`, rewritten whole: `tests/shim/test_programs.py` trains them."""

import sys
from pathlib import Path

import pytest
from pairs import findings, rewritten

sys.path.append(str(Path(__file__).parents[1] / "programs"))

from training import HERE, IMPORT, IMPORTS, PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_import_changes_and_the_switch_follows_the_block(name):
    before = (HERE / f"{name}.py").read_text()
    after = rewritten(before, "v1")
    imports, switch, rest = after.partition("\ntf.disable_v2_behavior()\n\n")
    assert switch and "\nimport " not in rest and "\nfrom " not in rest
    assert f"{imports}\n{rest}" == before.replace(IMPORT, IMPORTS["own-graph"])
    assert "manual" not in {found.action.value for found in findings(before, "v1")}
