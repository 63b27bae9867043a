"""A way of running TensorFlow."""

import pytest
from modes import MODES

from tfcompat_ce.shim import installed


def pytest_report_header():
    return f"tensorflow: {installed.version()}"


@pytest.fixture(params=MODES, ids=lambda mode: type(mode).__name__.lower())
def run(request):
    return request.param
