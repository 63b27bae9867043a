"""`tfcompat-ce compare`: which outputs moved between runs of `verify`."""

import sys
from importlib.util import find_spec
from typing import List, Optional, Sequence

import click

from tfcompat_ce.cli import table
from tfcompat_ce.cli.app import check_writable
from tfcompat_ce.verify import compare as comparing
from tfcompat_ce.verify import page, record
from tfcompat_ce.verify.compare import Step
from tfcompat_ce.verify.heatmap import HeatMap, heat_map, text, ulps


@click.command(short_help="What moved between runs of `verify --json`.")
@click.argument("files", nargs=-1, required=True, metavar="A.json B.json...", type=click.Path())
@click.option("--exact", is_flag=True, help="Exit with 1 where any output moved.")
@click.option("--to-first", is_flag=True, help="Hold each run against the first one.")
@click.option(
    "--show", type=click.IntRange(min=0), default=5, help="How many outputs a step to list."
)
@click.option(
    "--plot", metavar="FILE", type=click.Path(), help="Draw the heat map to a .png or .svg file."
)
@click.option(
    "--html", metavar="FILE", type=click.Path(), help="Write a report that any browser shows."
)
def compare(
    files: Sequence[str],
    exact: bool,
    to_first: bool,
    show: int,
    plot: Optional[str],
    html: Optional[str],
) -> None:
    """Show which outputs moved between runs of `verify --json`, and by how many ULP.

    Each run is held against the one before it. Where that one has no such mode, its session is
    what counts.

    \b
    Examples:
      tfcompat-ce compare old.json new.json
      tfcompat-ce compare --exact before.json after.json
      tfcompat-ce compare --plot moved.png --html moved.html 1.15.json 2.9.json 2.21.json

    Exit status 0: all is shown. 1: with --exact, something moved. 2: the command could not run.
    """
    if len(files) < 2:
        raise click.UsageError("give two files or more, which `tfcompat-ce verify --json` wrote.")
    if plot is not None:
        _check_plot(plot)
    for path in filter(None, (plot, html)):
        check_writable(path)
    try:
        steps = comparing.steps([record.load(path) for path in files], to_first)
    except record.RecordError as error:
        raise click.UsageError(str(error)) from error
    for step in steps:
        _show(step, show)
    _show_map(heat_map(steps))
    try:
        if plot is not None:
            _plot(steps, plot, to_first)
        if html is not None:
            page.save(html, steps, to_first)
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
    sys.exit(1 if exact and any(step.moved for step in steps) else 0)


def _show(step: Step, most: int) -> None:
    before, after = step.before.release, step.after.release
    click.echo(
        f"TensorFlow {before} -> {after}: {len(step.moved)} of {step.compared} outputs moved, "
        f"{step.equal} are equal" + ("." if not step.moved else ", worst first:")
    )
    if not step.compared:
        click.echo("  nothing could be compared: the files have no case in common")
    if step.other_inputs:
        click.echo(f"  {step.other_inputs} were computed of other inputs, and are not compared")
    for moved in step.moved[:most]:
        mode = moved.after.mode
        if moved.before.mode != mode:
            mode = f"{moved.before.mode} -> {mode}"
        click.echo(
            f"  {ulps(moved.distance):>5} ULP  {moved.after.case}  {mode}, {moved.after.output}"
        )
    if len(step.moved) > most > 0:
        click.echo(f"  and {len(step.moved) - most} more; `--show` lists them")


def _show_map(found: HeatMap) -> None:
    rows = [
        (name, dtype, list(map(text, cells)))
        for (name, dtype), cells in zip(found.rows, found.cells)
    ]
    click.echo()
    table.show("How far each moved, in ULP", found.columns, rows, found.legend)


def _check_plot(path: str) -> None:
    """Whether a picture can be drawn, before the work. Raises click.UsageError."""
    if not path.lower().endswith((".png", ".svg")):
        raise click.UsageError(f"{path}: the picture is a .png or an .svg file.")
    if find_spec("matplotlib") is None:
        raise click.UsageError("--plot needs matplotlib: pip install 'tfcompat-ce[plot]'")


def _plot(steps: List[Step], path: str, to_first: bool) -> None:
    from tfcompat_ce.verify import heatmap

    first = to_first or len(steps) == 1
    against = f"TensorFlow {steps[0].before.release}" if first else "the release before"
    title = f"How far outputs moved from {against},\nin ULP of their dtype"
    heatmap.draw(heat_map(steps), path, title)
