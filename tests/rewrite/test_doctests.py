"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import tfcompat_ce.rewrite

MODULES = [
    found.name
    for found in pkgutil.walk_packages(tfcompat_ce.rewrite.__path__, "tfcompat_ce.rewrite.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES) > 20


def test_no_tensorflow_is_needed():
    import sys

    assert not any(name.partition(".")[0] == "tensorflow" for name in sys.modules)
