"""Prints the ratios that the benchmarks measured, and draws them.

    python tests/benchmarks/table.py FOLDER PICTURE

FOLDER has a JSON file for each release, as pytest-benchmark writes them. The subjects took turns;
the median of each counts.
"""

import json
import sys
from pathlib import Path

SUBJECTS = {"v1": "shim, 1.x meaning", "v2": "shim, 2.x meaning", "op": "bare op"}
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # the line at 1 stays behind
# Okabe and Ito's palette: told apart by readers of every colour vision.
COLOURS = {"v1": "#0072B2", "v2": "#56B4E9", "op": "#E69F00"}


def read(folder):
    """By release, by group: the seconds of each subject, and the nodes that it adds to a graph."""
    releases = {}
    for path in sorted(Path(folder).glob("*.json"), key=lambda path: version(path.stem)):
        groups = releases.setdefault(path.stem, {})
        for row in json.loads(path.read_text())["benchmarks"]:
            extra = row["extra_info"]
            groups[row["group"]] = (extra["seconds"], extra.get("nodes", {}))
    return releases


def version(text):
    return [int(part) for part in text.split(".")]


def ratio(x):
    return f"1/{1 / x:.1f}" if x < 0.5 else f"{x:.2f}"


def table(releases):
    lines = ["| TensorFlow | what | native | " + " | ".join(SUBJECTS.values()) + " |"]
    lines.append("| --- | --- | --- | " + " | ".join("---" for _ in SUBJECTS) + " |")
    for release, groups in releases.items():
        for group, (seconds, nodes) in groups.items():
            if group == "import":
                continue
            native = seconds["native"]
            cells = [release, group, f"{native * 1e6:.0f} us" + count(nodes, "native")]
            cells += [ratio(seconds[it] / native) + count(nodes, it) for it in SUBJECTS]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def count(nodes, subject):
    return f", {nodes[subject]} nodes" if nodes else ""


def imports(releases):
    for release, groups in releases.items():
        seconds, _ = groups["import"]
        ours = seconds["tfcompat_ce"] - seconds["nothing"]
        both = seconds["tensorflow, and tfcompat_ce.nn"] / seconds["tensorflow"]
        yield (
            f"{release}: `import tfcompat_ce` {ours * 1e3:.0f} ms; with `from tfcompat_ce import "
            f"nn`, `import tensorflow` takes {both:.3f} times as long"
        )


def draw(releases, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        1, len(releases), figsize=(4.2 * len(releases), 5.2), sharex=True, squeeze=False
    )
    for axis, (release, groups) in zip(axes[0], releases.items()):
        shown = [group for group in groups if group != "import"]
        for offset, subject in enumerate(SUBJECTS):
            at = [row + (offset - 1) * 0.27 for row in range(len(shown))]
            times = [groups[group][0] for group in shown]
            values = [seconds[subject] / seconds["native"] for seconds in times]
            axis.barh(at, values, 0.25, color=COLOURS[subject], label=SUBJECTS[subject])
            for y, x in zip(at, values):
                axis.text(x * 1.08, y, ratio(x), va="center", fontsize=7, bbox=BEHIND)
        axis.axvline(1, color="black", linewidth=0.8)
        axis.set_xscale("log")
        axis.set_xlim(0.012, 4)
        axis.set_yticks(range(len(shown)))
        axis.set_yticklabels(shown, fontsize=8)
        axis.invert_yaxis()
        axis.set_title(f"TensorFlow {release}", fontsize=10)
        axis.set_xlabel("time, as a fraction of the native call's", fontsize=8)
        axis.tick_params(axis="x", labelsize=8)
        for side in ("top", "right"):
            axis.spines[side].set_visible(False)
    figure.legend(
        *axes[0][-1].get_legend_handles_labels(),
        loc="upper center",
        ncol=3,
        fontsize=8,
        frameon=False,
    )
    figure.tight_layout(rect=(0, 0, 1, 0.95))
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    folder, picture = sys.argv[1:]
    measured = read(folder)
    print(table(measured))
    print()
    print("\n".join(imports(measured)))
    draw(measured, picture)
