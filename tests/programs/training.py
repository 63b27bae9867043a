"""Runs the programs of this folder: from the start, and on from checkpoints.

    python training.py FOLDER native|shim|own-graph

runs those that were copied to FOLDER, in the default graph or in one made for each. A program gets
half of its steps, and the others after a restart, from its own checkpoint; where FOLDER/PROGRAM/
has folders with checkpoints, it goes on from each of these as well. FOLDER/losses.json says what
came of it: the losses of each program by where it started, or the error that ended it.
"""

import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
HALF, STEPS = 20, 40
PROGRAMS = [
    "softmax_regression",
    "perceptron",
    "autoencoder",
    "convolution",
    "layers",
    "recurrent",
    "language_model",
    "word2vec",
]
IMPORT = "import tensorflow as tf\n"
# What a program has in the place of that line. The rewriter puts the switch behind all imports.
IMPORTS = {
    "native": IMPORT,
    "shim": "import tfcompat_ce.v1 as tf\ntf.disable_v2_behavior()\n",
    "own-graph": "import tfcompat_ce.v1 as tf\n",
}


def copy(name, folder, how):
    """The program in a folder, with that import."""
    before, line, after = (HERE / (name + ".py")).read_text().partition(IMPORT)
    assert line, f"{name} does not import TensorFlow"
    copied = folder / (name + ".py")
    copied.write_text(before + IMPORTS[how] + after)
    return copied


def load(path):
    """The program as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def train(program, folder, until, how):
    """The losses of the steps that are left until the one named."""
    if how == "own-graph":
        with program.tf.Graph().as_default():
            return program.main(str(folder), until)
    program.tf.reset_default_graph()
    return program.main(str(folder), until)


def every_training(program, folder, how):
    losses = {
        checkpoints.name: train(program, checkpoints, STEPS, how)
        for checkpoints in sorted(folder.iterdir())
    }
    fresh = folder / "fresh"
    fresh.mkdir()
    first, last = (train(program, fresh, until, how) for until in (HALF, STEPS))
    losses["fresh"] = first + last
    return losses


def main(folder, how):
    losses = {}
    for path in sorted(folder.glob("*.py")):
        own = folder / path.stem
        own.mkdir(exist_ok=True)
        try:
            losses[path.stem] = every_training(load(path), own, how)
        except Exception as error:
            losses[path.stem] = repr(error)
    (folder / "losses.json").write_text(json.dumps(losses))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
