"""An old notebook in JupyterLab, as somebody opens it: run all cells, see the numbers."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest

nbformat = pytest.importorskip("nbformat")
for name in ("jupyterlab", "playwright"):
    pytest.importorskip(name)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CELLS = [
    "%load_ext tfcompat_ce\n%tensorflow_version 1.x\nimport tensorflow as tf",
    "x = tf.placeholder(tf.float32, [None, 3])\ny = tf.placeholder(tf.float32, [None, 3])",
    "loss = tf.nn.softmax_cross_entropy_with_logits(logits=x, labels=y)",
    "sess = tf.InteractiveSession()\n"
    "print('loss', sess.run(loss, {x: [[1, 2, 3]], y: [[0, 0, 1]]}))",
]


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab of its own, without a token, on a folder with the notebook."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    work = tmp_path / "work"
    work.mkdir()
    nbformat.write(notebook, str(work / "old.ipynb"))
    own = {
        f"JUPYTER_{kind}_DIR": str(tmp_path / kind.lower())
        for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
        + ["--IdentityProvider.token=", f"--ServerApp.root_dir={work}", "--LabApp.news_url="],
        env=dict(os.environ, PYTHONPATH=ROOT, TF_CPP_MIN_LOG_LEVEL="3", **own),
        stderr=subprocess.PIPE,
        text=True,
    )
    heard = []
    for line in server.stderr:
        heard.append(line)
        if "http://localhost:" in line:
            yield line[line.index("http") :].strip()
            break
    else:
        pytest.fail("".join(heard))
    server.terminate()
    server.stderr.read()
    server.wait()


def test_run_all_cells(browser, lab):
    page = browser.new_page()
    page.set_default_timeout(600_000)  # only for what never comes
    page.goto(lab.rstrip("/") + "/tree/" + quote("old.ipynb"))
    page.get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    outputs = page.locator(".jp-OutputArea-output")
    outputs.get_by_text("loss [0.407").wait_for()
    shown = "\n".join(outputs.all_inner_texts())
    assert "%tensorflow_version 1.x changes nothing" in shown
    assert "Error" not in shown
    page.close()
