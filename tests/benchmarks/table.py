"""Makes a page and a picture of what the benchmarks measured.

    python tests/benchmarks/table.py FOLDER

FOLDER has a JSON file for each release, as pytest-benchmark writes them.
"""

import json
import math
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
SUBJECTS = {"v1": "shim, 1.x meaning", "v2": "shim, 2.x meaning", "op": "bare op"}
NOISE = 1.03
PICTURED = [
    "cross-entropy",
    "cross-entropy, with its gradient",
    "cross-entropy, float16",
    "cross-entropy, arrays",
    "cross-entropy, float64 labels",
    "cross-entropy of 1024 x 1000",
    "cross-entropy in a tf.function",
    "sparse cross-entropy",
    "softmax",
    "softmax, float16",
    "softmax, arrays",
    "softmax, axis 0",
    "cross-entropy, building a graph, ? x 10",
    "sparse cross-entropy, building a graph, ? x 10",
    "softmax, building a graph, ? x 10",
]
HEAD = """# How fast the shim is

`tox -e bench` makes this page. CPU time on one thread, as a fraction of the native call's in the
same run; 1/20 is twenty times as fast. Batches of 32 x 10 in float32, eager tensors, where a row
does not say otherwise. The calls took turns; a number is the median of the ratios of all turns.
"Bare op" is TensorFlow's own op with no Python around it but `tf.raw_ops`: the floor, for public
names. In 1.15 eager execution was switched on. The picture shows some rows, and the slower of the
two meanings.

![Time of the shim, as a fraction of the native call's](speed.png)

"""


def read(folder):
    """By release, by group: what the subjects took."""
    releases = {}
    for path in sorted(Path(folder).glob("*.json"), key=lambda path: version(path.stem)):
        rows = json.loads(path.read_text())["benchmarks"]
        release = ".".join(str(number) for number in version(path.stem))
        releases[release] = {row["group"]: row["extra_info"] for row in rows}
    return releases


def version(text):
    return [int(number) for number in re.findall(r"\d+", text)]


def ratio(x):
    return f"1/{1 / x:.0f}" if x < 0.095 else f"1/{1 / x:.1f}" if x < 0.5 else f"{x:.2f}"


def groups(releases):
    """What was measured, except the imports, in order."""
    names = dict.fromkeys(group for rows in releases.values() for group in rows)
    return [group for group in names if group != "import"]


def slowest(row):
    return max(row["ratios"]["v1"], row["ratios"]["v2"])


def page(releases):
    yield HEAD
    for release, rows in releases.items():
        yield f"## TensorFlow {release}\n\n"
        yield "| what | native | " + " | ".join(SUBJECTS.values()) + " |\n"
        yield "| --- | --- | " + " | ".join("---" for _ in SUBJECTS) + " |\n"
        for group in groups(releases):
            if group in rows:
                row = rows[group]
                cells = [group, f"{row['seconds']['native'] * 1e6:.0f} us" + nodes(row, "native")]
                for it in SUBJECTS:
                    known = it in row["ratios"]
                    cells.append(ratio(row["ratios"][it]) + nodes(row, it) if known else "")
                yield "| " + " | ".join(cells) + " |\n"
        yield "\n" + imports(rows["import"]["seconds"]) + "\n\n"
    over = [
        f"{release}, {group}: {slowest(rows[group]):.2f}"
        for release, rows in releases.items()
        for group in groups(releases)
        if group in rows and slowest(rows[group]) > NOISE
    ]
    yield f"Rows over {NOISE}: " + ("; ".join(over) or "none") + ".\n"


def nodes(row, subject):
    count = row.get("nodes", {}).get(subject)
    return "" if count is None else f", {count} node" + "s" * (count != 1)


def imports(seconds):
    alone = seconds["tfcompat_ce"] - seconds["nothing"]
    beside = seconds["tensorflow, and tfcompat_ce.nn"] / seconds["native"]
    return (
        f"`import tfcompat_ce` takes {alone * 1e3:.0f} ms; with `from tfcompat_ce import nn`, "
        f"`import tensorflow` takes {beside:.2f} times as long."
    )


def draw(releases, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    # From blue (1/16 of the time) over white (as much) to orange (4 times as much).
    colours = LinearSegmentedColormap.from_list("", ["#2b6ca3", "#b5d0e6", "white", "#e69f00"])
    figure, axes = pyplot.subplots(figsize=(7.5, 4.8), layout="constrained")
    for x, rows in enumerate(releases.values()):
        for y, group in enumerate(PICTURED):
            value = slowest(rows[group])
            shade = (min(max(math.log2(value), -4), 2) + 4) / 6
            axes.add_patch(Rectangle((x - 0.48, y - 0.45), 0.96, 0.9, color=colours(shade), lw=0))
            ink = "white" if shade < 0.2 else "#222222"
            axes.text(x, y, ratio(value), ha="center", va="center", fontsize=9, color=ink)
    axes.set_xlim(-0.5, len(releases) - 0.5)
    axes.set_ylim(len(PICTURED) - 0.5, -0.5)
    axes.set_xticks(range(len(releases)), releases, fontsize=10)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(PICTURED)), PICTURED, fontsize=9)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.suptitle("Time of the shim, as a fraction of TensorFlow's own call", fontsize=11)
    figure.savefig(path, dpi=140)


if __name__ == "__main__":
    (folder,) = sys.argv[1:]
    measured = read(folder)
    (HERE / "speed.md").write_text("".join(page(measured)))
    draw(measured, HERE / "speed.png")
    print((HERE / "speed.md").read_text())
