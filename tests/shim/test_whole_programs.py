"""Whole programs of 0.x and 1.x print the same numbers on every release, as they did then."""

import os
import re
import subprocess
import sys

import pytest

PROGRAMS = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "whole_programs"
)
# As the question has them: the losses of the rows and their mean, by hand and fused.
LOSSES = [0.4790107, 1.19967598]
MEAN = 0.83934333897877922
COMMAND = [sys.executable, "-c", "from tfcompat_ce.cli import main; main()", "run"]


def printed(*command):
    """Every number that a program prints, which must end well."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    return [float(number) for number in re.findall(r"\d+\.\d+", output.decode())]


def holds(numbers):
    assert len(numbers) == 6
    for at in (0, 3):
        assert numbers[at : at + 2] == pytest.approx(LOSSES, abs=5e-9)
        assert numbers[at + 2] == pytest.approx(MEAN, abs=5e-16)


def test_the_questions_program_rewritten():
    holds(printed(sys.executable, os.path.join(PROGRAMS, "question_v1.py")))


def test_the_questions_program_as_it_is():
    if sys.version_info < (3, 10):
        pytest.skip("`tfcompat-ce run` needs Python 3.10")
    pytest.importorskip("tree_sitter")
    holds(printed(*COMMAND + [os.path.join(PROGRAMS, "question.py")]))
