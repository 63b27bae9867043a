"""The comparison as a page: one HTML file with nothing to fetch, which any browser shows."""

import html
from typing import List, Optional, Sequence

from tfcompat_ce import __version__
from tfcompat_ce.verify.compare import Moved, Step, Worst
from tfcompat_ce.verify.heatmap import HeatMap, heat_map, shade, text, ulps

LISTED = 50  # outputs of a step

STYLE = """\
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem;
  color: #222; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: .15rem .45rem; text-align: left; font-weight: normal; white-space: nowrap; }
thead th { border-bottom: 1px solid #999; vertical-align: bottom; }
.wide { overflow-x: auto; }
#map td { text-align: center; min-width: 1.8rem; border: 1px solid #fff; }
#map thead th { writing-mode: sideways-lr; text-align: left; border: 0; }
#map thead th.across { writing-mode: horizontal-tb; }
#map .first > * { border-top: 1px solid #999; }
#scale span { padding: .15rem .6rem; font-size: 13px; }
.still { color: #999; background: #f7f7f2; }
.number { text-align: right; }
"""

# Light to dark in one hue: the farther, the stronger, also without telling red from green.
SHADES = [
    (0.0, (247, 251, 255)),
    (0.25, (198, 219, 239)),
    (0.5, (107, 174, 214)),
    (0.75, (33, 113, 181)),
    (1.0, (8, 48, 107)),
]
FIRST = ("tensorflow", "onednn", "gpu", "op_determinism")  # of a run's facts: these move numbers
SCALE = [(0.1, "0.1 ULP or less"), (1.0, "1"), (10.0, "10"), (100.0, "100"), (1e3, "1000 or more")]


def save(path: str, steps: Sequence[Step], to_first: bool = False) -> None:
    """Writes the page to a file."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(page(steps, to_first))


def page(steps: Sequence[Step], to_first: bool = False) -> str:
    """The page's text."""
    against = f"TensorFlow {steps[0].before.release}" if to_first else "the run before"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_title(steps)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{_title(steps)}</h1>",
        "<p>How far each output of the softmax family moved from " + html.escape(against) + ", in "
        "units in the last place (ULP) of its dtype. Values and gradients, in every mode that both "
        "runs have; a mode that is new is held against the session.</p>",
        _runs(steps),
        _map(heat_map(steps)),
    ]
    for step in steps:
        parts += _step(step)
    parts.append(f"<p>Made by tfcompat-ce {__version__}.</p></body></html>")
    return "\n".join(parts) + "\n"


def colour(cell: Worst) -> str:
    """The background of a cell, as #rrggbb."""
    place = shade(cell)
    for (low, dark), (high, light) in zip(SHADES, SHADES[1:]):
        if place <= high:
            part = (place - low) / (high - low)
            mixed = (round(a + (b - a) * part) for a, b in zip(dark, light))
            return "#" + "".join(f"{value:02x}" for value in mixed)
    raise AssertionError(place)


def ink(cell: Worst) -> str:
    """Black or white, whichever is read better on the background."""
    red, green, blue = (int(colour(cell)[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return "#000" if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > 0.18 else "#fff"


def _title(steps: Sequence[Step]) -> str:
    first, last = steps[0].before.release, steps[-1].after.release
    return html.escape(f"What moved from TensorFlow {first} to {last}")


def _map(found: HeatMap) -> str:
    head = "".join(f"<th>{html.escape(column)}</th>" for column in found.columns)
    lines = [
        '<div class="wide"><table id="map"><thead><tr>'
        f'<th class="across">function</th><th class="across">dtype</th>{head}</tr></thead><tbody>'
    ]
    named = ""
    for (name, dtype), cells in zip(found.rows, found.cells):
        first = name != named
        row = ' class="first"' if first else ""
        label = html.escape(name) if first else ""
        inside = "".join(_cell(cell) for cell in cells)
        lines.append(f"<tr{row}><th>{label}</th><th>{dtype}</th>{inside}</tr>")
        named = name
    lines.append(f"</tbody></table></div>{_scale()}<p>{html.escape(found.legend)}</p>")
    return "\n".join(lines)


def _scale() -> str:
    """What the colours mean."""
    steps = [(Worst(distance), label) for distance, label in SCALE]
    return (
        '<p id="scale"><span class="still">0</span>'
        + "".join(
            f'<span style="background:{colour(worst)};color:{ink(worst)}">{label}</span>'
            for worst, label in steps
        )
        + "</p>"
    )


def _cell(cell: Optional[Worst]) -> str:
    if cell is None:
        return "<td></td>"
    if not shade(cell):
        return '<td class="still">0</td>'
    style = f"background:{colour(cell)};color:{ink(cell)}"
    return f'<td class="moved" style="{style}">{text(cell)}</td>'


def _runs(steps: Sequence[Step]) -> str:
    runs = list({step.path: step for s in steps for step in (s.before, s.after)}.values())
    there = list(dict.fromkeys(name for run in runs for name in run.environment))
    names = sorted(there, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    head = "".join(f"<th>{html.escape(str(name))}</th>" for name in ["file", *names])
    rows = []
    for run in runs:
        values = [run.path, *(_plain(run.environment.get(name, "")) for name in names)]
        rows.append(
            "<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in values) + "</tr>"
        )
    return (
        f'<div class="wide"><table id="runs"><thead><tr>{head}</tr></thead><tbody>'
        + "\n".join(rows)
        + ("</tbody></table></div>")
    )


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return " ".join(map(str, value))
    known = {True: "yes", False: "no", None: "unknown"}
    return known[value] if isinstance(value, (bool, type(None))) else str(value)


def _step(step: Step) -> List[str]:
    before, after = html.escape(step.before.release), html.escape(step.after.release)
    found = [
        f"<h2>{before} to {after}</h2>",
        f"<p>{len(step.moved)} of {step.compared} outputs moved, {step.equal} are equal"
        + (f", {step.alone} are new" if step.alone else "")
        + (f", {step.other_inputs} were computed of other inputs" if step.other_inputs else "")
        + ".</p>",
    ]
    if step.moved:
        found.append(
            '<div class="wide"><table class="listed"><thead><tr>'
            "<th>ULP</th><th>case</th><th>mode</th><th>output</th></tr></thead><tbody>"
        )
        found += [_moved(moved) for moved in step.moved[:LISTED]]
        found.append("</tbody></table></div>")
    if len(step.moved) > LISTED:
        found.append(f"<p>And {len(step.moved) - LISTED} more.</p>")
    return found


def _moved(moved: Moved) -> str:
    mode = moved.after.mode
    if moved.before.mode != mode:
        mode = f"{moved.before.mode} to {mode}"
    cells = (moved.after.case, mode, moved.after.output)
    inside = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    return f'<tr><td class="number">{ulps(moved.distance)}</td>{inside}</tr>'
