"""The question's program, rewritten whole. `tests/shim/test_whole_programs.py` runs it."""

from pathlib import Path

from pairs import findings, rewritten

PROGRAMS = Path(__file__).parents[1] / "whole_programs"


def test_it_is_rewritten():
    before = (PROGRAMS / "question.py").read_text()
    assert rewritten(before, "v1") == (PROGRAMS / "question_v1.py").read_text()
    assert "manual" not in {found.action.value for found in findings(before, "v1")}
