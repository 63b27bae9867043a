"""How fast the rewriter is.

    python -m tests.benchmarks.rewrite [TREE] [--against TF_UPGRADE_V2]

TREE is a folder of Python code; without one, a tree like tensor2tensor 1.15 is made up (380
files, 120,000 lines, every sixth file with calls of the family). Prints the time of the whole
command on the tree, on ten copies of it, with two processes; and the time of the official tool
where it is given.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [sys.executable, "-c", "from tfcompat_ce.cli import main; main()"]
FILES, LINES, COPIES = 380, 316, 10
FUNCTION = '''
def layer_{n}(inputs, size, name="layer_{n}", reuse=None):
  """Make layer {n}: a dense one with a nonlinearity, see the paper."""
  with tf.variable_scope(name, reuse=reuse):
    weights = tf.get_variable("w", [inputs.shape[-1], size], initializer=tf.zeros_initializer())
    for step in range({n}):
      outputs = tf.matmul(inputs, weights) + step * {n}  # not the best way
      if step % 2 == 0:
        outputs = tf.nn.relu(outputs)
    return {{"outputs": outputs, "shape": [d for d in outputs.shape], "size": size}}
'''
LOSS = """
def loss_{n}(logits, labels):
  losses = tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=labels, dim=-1)
  return tf.reduce_mean(losses)
"""


def make_tree(folder: Path) -> None:
    for number in range(FILES):
        body = [FUNCTION.format(n=n) for n in range(LINES // FUNCTION.count("\n"))]
        if number % 6 == 0:
            body += [LOSS.format(n=n) for n in range(3)]
        path = folder / f"package{number % 20}" / f"module{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text("import numpy as np\nimport tensorflow as tf\n" + "".join(body))


def seconds(command: list[str], runs: int = 5) -> float:
    """The median time of a command."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def peak(command: list[str]) -> float:
    """The most memory a command takes, in MiB."""
    code = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    result = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, check=True)
    return int(result.stdout) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tree", type=Path, nargs="?")
    parser.add_argument("--against", metavar="TF_UPGRADE_V2")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        one, ten = Path(temporary, "one"), Path(temporary, "ten")
        one.mkdir()
        if given.tree:
            shutil.copytree(given.tree, one / "tree")
        else:
            make_tree(one)
        for copy in range(COPIES):
            shutil.copytree(one, ten / str(copy))
        files = list(one.rglob("*.py"))
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        print(
            f"{len(files)} files, {lines} lines; medians of 5 runs of the whole command, in seconds"
        )
        diff = [*COMMAND, "rewrite", "--diff", "--target", "v2"]
        small = seconds([*diff, "--jobs", "1", str(one)])
        large = seconds([*diff, "--jobs", "1", str(ten)])
        both = seconds([*diff, "--jobs", "2", str(ten)])
        start = seconds([*COMMAND, "--version"])
        print(f"start-up alone          {start:7.3f}")
        print(f"the tree, 1 process     {small:7.3f}")
        print(f"ten times, 1 process    {large:7.3f}   {large / small:.1f} times as long")
        print(f"ten times, 2 processes  {both:7.3f}   {large / both:.2f} times as fast")
        small_peak = peak([*diff, "--jobs", "1", str(one)])
        large_peak = peak([*diff, "--jobs", "1", str(ten)])
        print(
            f"memory, MiB             {small_peak:7.1f}   {large_peak:.1f} for ten times the tree"
        )
        if given.against:
            out = Path(temporary, "out")
            official = [given.against, "--intree", str(one), "--outtree", str(out)]
            took = seconds([*official, "--reportfile", str(Path(temporary, "report"))], runs=1)
            print(f"tf_upgrade_v2           {took:7.3f}   {took / small:.0f} times as long as ours")


if __name__ == "__main__":
    main()
