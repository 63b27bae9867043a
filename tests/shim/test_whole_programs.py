"""Whole programs of 0.x and 1.x print the same numbers on every release, as they did then."""

import os
import re
import subprocess
import sys

import pytest

from tfcompat_ce.shim import installed

RELEASE = installed.release()
PROGRAMS = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "whole_programs"
)
# As the question has them: the losses of the rows and their mean, by hand and fused.
LOSSES = [0.4790107, 1.19967598]
MEAN = 0.83934333897877922
# As 1.15 prints them: a loss and an accuracy for each epoch, then the classes and a probability.
OF_KERAS = [2.28306385, 0.5625, 1.77912501, 0.5, 1.59088095, 0.375, 2.03125, 0.5302522]
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


def test_keras_of_2018():
    program = os.path.join(PROGRAMS, "keras_2018.py")
    if RELEASE in ((1, 14), (1, 15)):
        found = printed(sys.executable, program)
    elif sys.version_info < (3, 10):
        pytest.skip("`tfcompat-ce run` needs Python 3.10")
    else:
        pytest.importorskip("tree_sitter")
        found = printed(*COMMAND + [program])
    assert found == pytest.approx(OF_KERAS, rel=1e-6)
