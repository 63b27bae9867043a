"""The picture of what moved where: a release a column, a function and dtype a row."""

import math
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from tfcompat_ce.verify.cases import DTYPES, FUNCTIONS, short_name
from tfcompat_ce.verify.compare import Step, Worst

MARK = "*"
LEGEND = MARK + " some became NaN or infinite, or ceased to be"


class HeatMap(NamedTuple):
    """The worst by row and column; None where there was nothing to compare."""

    rows: List[Tuple[str, str]]
    columns: List[str]
    cells: List[List[Optional[Worst]]]

    @property
    def legend(self) -> str:
        """What the mark means, where one is shown."""
        marked = any(cell is not None and cell.turned for row in self.cells for cell in row)
        return LEGEND if marked else ""


def heat_map(steps: Sequence[Step]) -> HeatMap:
    """The worst of each function and dtype in each step."""
    names = list(dict.fromkeys(short_name(function) for function in FUNCTIONS))
    rows = [
        (name, dtype)
        for name in names
        for dtype in DTYPES
        if any((name, dtype) in step.worst for step in steps)
    ]
    cells = [[step.worst.get(row) for step in steps] for row in rows]
    return HeatMap(rows, [step.after.release for step in steps], cells)


def text(cell: Optional[Worst]) -> str:
    """A cell in few letters: "" where nothing was compared, "0" where nothing moved.

    >>> [text(Worst(x)) for x in (0.0, 0.3, 1.04, 31.6, 8019.0)]
    ['0', '0.3', '1', '32', '8k']
    >>> text(Worst(2.0, turned=True))
    '2*'
    """
    return "" if cell is None else ulps(cell.distance) + (MARK if cell.turned else "")


def ulps(distance: float) -> str:
    """A distance in few letters."""
    if distance == 0.0 or distance == float("inf"):
        return f"{distance:.0f}"
    if distance < 0.95:
        return f"{max(distance, 0.1):.1g}"
    if distance < 999.5:
        return f"{distance:.2g}" if distance < 9.95 else f"{distance:.0f}"
    if distance < 999500:
        return f"{distance / 1e3:.0f}k"
    return f"{distance:.0e}".replace("e+0", "e").replace("e+", "e")


def shade(cell: Optional[Worst]) -> float:
    """From 0, nothing moved, to 1, 1000 ULP and more; a tenth of an ULP and less are one shade."""
    if cell is None or not (cell.distance or cell.turned):
        return 0.0
    return min(1.0, 0.15 + 0.85 * (math.log10(max(cell.distance, 0.1)) + 1.0) / 4.0)


def draw(found: HeatMap, path: str, title: str) -> None:
    """Draws it to a PNG or SVG file; many releases go down the page, which is narrow."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    down = len(found.columns) > len(found.rows)
    cells = [list(row) for row in zip(*found.cells)] if down else found.cells
    height, width = len(cells), len(cells[0])
    figure, axes = pyplot.subplots(
        figsize=((1.2 if down else 3.6) + 0.42 * max(width, 8), 2.2 + 0.26 * height),
        layout="constrained",
    )
    colours = matplotlib.colormaps["Blues"]
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            _draw_cell(axes, x, y, cell, colours)
    axes.set_xlim(-0.5, width - 0.5)
    axes.set_ylim(height - 0.5, -0.5)
    axes.set_aspect(0.26 / 0.42)
    dtypes = [dtype for _, dtype in found.rows]
    axes.set_xticks(range(width), dtypes if down else found.columns, rotation=90)
    axes.set_yticks(range(height), found.columns if down else dtypes)
    axes.tick_params(length=0, labelsize=8, top=down, labeltop=down, labelbottom=not down)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    scale = "light: 0.1 ULP or less, dark: 1000 ULP or more"
    axes.set_xlabel("\n".join(filter(None, (scale, found.legend))), fontsize=8)
    for spine in axes.spines.values():
        spine.set_visible(False)
    _name_functions(axes, found.rows, down)
    figure.savefig(path, dpi=150)
    pyplot.close(figure)


def _draw_cell(axes: Any, x: int, y: int, cell: Optional[Worst], colours: Any) -> None:
    from matplotlib.patches import Rectangle

    if cell is None:
        return
    moved = shade(cell) > 0.0
    face = colours(shade(cell)) if moved else "#f7f7f2"
    axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=face, edgecolor="white", lw=0.5))
    ink = "#999999" if not moved else "white" if shade(cell) > 0.62 else "black"
    axes.text(x, y, text(cell), ha="center", va="center", fontsize=8, color=ink)


def _name_functions(axes: Any, rows: Sequence[Tuple[str, str]], down: bool) -> None:
    """Beside the dtypes of each function; above them where the releases go down."""
    for name in dict.fromkeys(name for name, _ in rows):
        places = [at for at, row in enumerate(rows) if row[0] == name]
        middle = (places[0] + places[-1]) / 2
        label = name.replace("_cross_entropy", "\n_cross_entropy").replace("_with", "\n_with")
        axes.annotate(
            label,
            (middle, 1) if down else (0, middle),
            xycoords=("data", "axes fraction") if down else ("axes fraction", "data"),
            xytext=(0, 48) if down else (-62, 0),
            textcoords="offset points",
            ha="center" if down else "right",
            va="bottom" if down else "center",
            fontsize=7 if down else 8,
        )
        if places[0]:
            line = axes.axvline if down else axes.axhline
            line(places[0] - 0.5, color="#555555", lw=0.8)
