"""Records what the installed TensorFlow makes of the programs of this folder.

    python tests/programs/record.py

With 1.15 it writes losses.json, and checkpoints/1.15 after half of the steps: the programs run
as they are. With 2.x it writes such checkpoints alone, of the programs run through the shim; from
2.16 on tf_keras is needed. The tests use 1.15's and 2.21's.
"""

import json
import shutil
import tempfile
from pathlib import Path

from training import HALF, HERE, PROGRAMS, STEPS, copy, load, train

from tfcompat_ce.shim import installed


def main():
    how = "native" if installed.release() < (2, 0) else "shim"
    checkpoints = HERE / "checkpoints" / "{}.{}".format(*installed.release())
    losses = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name in PROGRAMS:
            program = load(copy(name, Path(temporary), how))
            folder = Path(temporary, name)
            folder.mkdir()
            first = train(program, folder, HALF, how)
            keep(folder, checkpoints / name)
            losses[name] = first + train(program, folder, STEPS, how)
    if installed.release() == (1, 15):
        rows = [f'"{name}": {json.dumps(losses[name])}' for name in PROGRAMS]
        (HERE / "losses.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


def keep(folder, checkpoint):
    """Copies a checkpoint without its graph, which the programs make themselves."""
    shutil.rmtree(str(checkpoint), ignore_errors=True)
    checkpoint.mkdir(parents=True)
    name = f"model.ckpt-{HALF}"
    for path in folder.glob(name + ".*"):
        if path.suffix != ".meta":
            shutil.copy(str(path), str(checkpoint / path.name))
    (checkpoint / "checkpoint").write_text(f'model_checkpoint_path: "{name}"\n')


if __name__ == "__main__":
    main()
