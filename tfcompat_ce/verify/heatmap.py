"""The picture of what moved where: a release a column, a function and dtype a row."""

from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from tfcompat_ce.verify.cases import DTYPES, FUNCTIONS
from tfcompat_ce.verify.compare import Step


class HeatMap(NamedTuple):
    """Distances in ULP by row and column; None where there was nothing to compare."""

    rows: List[Tuple[str, str]]
    columns: List[str]
    cells: List[List[Optional[float]]]


def heat_map(steps: Sequence[Step]) -> HeatMap:
    """The largest distance of each function and dtype in each step."""
    names = list(dict.fromkeys(function.partition(".")[2] for function in FUNCTIONS))
    rows = [
        (name, dtype)
        for name in names
        for dtype in DTYPES
        if any((name, dtype) in step.worst for step in steps)
    ]
    cells = [[step.worst.get(row) for step in steps] for row in rows]
    return HeatMap(rows, [step.after.release for step in steps], cells)


def text(distance: Optional[float]) -> str:
    """A distance in few letters: "" where there is none, "0" where nothing moved.

    >>> [text(x) for x in (0.0, 0.3, 1.04, 31.6, 8019.0)]
    ['0', '0.3', '1', '32', '8k']
    """
    if distance is None:
        return ""
    if distance == float("inf"):
        return "inf"
    if distance == 0.0:
        return "0"
    if distance < 0.95:
        return f"{max(distance, 0.1):.1g}"
    if distance < 999.5:
        return f"{distance:.2g}" if distance < 9.95 else f"{distance:.0f}"
    if distance < 999500:
        return f"{distance / 1e3:.0f}k"
    return f"{distance:.0e}".replace("e+0", "e").replace("e+", "e")


def shade(distance: Optional[float]) -> float:
    """From 0, nothing moved, to 1, 1000 ULP and more; a tenth of an ULP and less are one shade."""
    import math

    if not distance:
        return 0.0
    if distance == float("inf"):
        return 1.0
    return min(1.0, 0.15 + 0.85 * (math.log10(max(distance, 0.1)) + 1.0) / 4.0)


def draw(found: HeatMap, path: str, title: str) -> None:
    """Draws it to a PNG or SVG file."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    width, height = len(found.columns), len(found.rows)
    figure, axes = pyplot.subplots(
        figsize=(3.6 + 0.42 * max(width, 4), 1.5 + 0.26 * height), layout="constrained"
    )
    colours = matplotlib.colormaps["cividis_r"]
    for y, row in enumerate(found.cells):
        for x, distance in enumerate(row):
            _cell(axes, x, y, distance, colours)
    axes.set_xlim(-0.5, width - 0.5)
    axes.set_ylim(height - 0.5, -0.5)
    axes.set_xticks(range(width), found.columns, rotation=90)
    axes.set_yticks(range(height), [dtype for _, dtype in found.rows])
    axes.tick_params(length=0, labelsize=8)
    axes.set_title(title, fontsize=10, loc="left")
    for spine in axes.spines.values():
        spine.set_visible(False)
    _name_functions(axes, found.rows)
    figure.savefig(path, dpi=150)
    pyplot.close(figure)


def _cell(axes: Any, x: int, y: int, distance: Optional[float], colours: Any) -> None:
    from matplotlib.patches import Rectangle

    if distance is None:
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, color="white"))
        return
    face = colours(shade(distance)) if distance else "#f7f7f2"
    axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=face, edgecolor="white", lw=0.5))
    dark = distance and shade(distance) > 0.55
    ink = "white" if dark else "black" if distance else "#999999"
    axes.text(x, y, text(distance), ha="center", va="center", fontsize=7, color=ink)


def _name_functions(axes: Any, rows: Sequence[Tuple[str, str]]) -> None:
    for name in dict.fromkeys(name for name, _ in rows):
        places = [y for y, row in enumerate(rows) if row[0] == name]
        label = name.replace("_cross_entropy", "\n_cross_entropy").replace("_with", "\n_with")
        axes.annotate(
            label,
            (0, (places[0] + places[-1]) / 2),
            xycoords=("axes fraction", "data"),
            xytext=(-62, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8,
        )
        if places[0]:
            axes.axhline(places[0] - 0.5, color="#555555", lw=0.8)
