"""Fixtures: a fresh interpreter, and a browser for the tests that look at a page.

The browser is headless Chromium, driven by Playwright.
"""

import os
import shutil
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_BROWSER = (
    "no Chromium on the path: `apt-get install chromium`, or for these tests alone "
    "`.tox/report/bin/playwright install --with-deps chromium`"
)


@pytest.fixture(scope="session")
def browser():
    """Where there is none, tests are skipped; under TFCOMPAT_CE_NO_SKIP=1, as in CI, they fail."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = next(filter(None, map(shutil.which, (*NAMES, own))), None)
        if found is None:
            no_skip = os.environ.get("TFCOMPAT_CE_NO_SKIP") == "1"
            (pytest.fail if no_skip else pytest.skip)(NO_BROWSER)
        # A loaded machine takes its time: nothing here is held to one.
        started = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-background-networking"],
            timeout=0,
        )
        yield started
        started.close()


@pytest.fixture
def python(tmp_path):
    """Runs a program in a fresh interpreter and gives what it printed, errors in their place."""

    def run_program(source, **environment):
        path = tmp_path / "program.py"
        path.write_text(source)
        finished = subprocess.run(
            [sys.executable, "-u", str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), **environment),
        )
        output = finished.stdout.decode()
        assert finished.returncode == 0, output
        return output

    return run_program
