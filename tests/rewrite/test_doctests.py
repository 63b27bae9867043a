"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import tfcompat_ce.rewrite
import tfcompat_ce.run

MODULES = [
    found.name
    for package in (tfcompat_ce.rewrite, tfcompat_ce.run)
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if found.name != "tfcompat_ce.run.notebooks"  # needs the extra `notebook`
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES) > 20


def test_no_tensorflow_is_needed():
    import sys

    assert not any(name.partition(".")[0] == "tensorflow" for name in sys.modules)
