"""`tfcompat-ce verify`: hold the installed TensorFlow against the NumPy reference."""

import fnmatch
import itertools
import logging
import os
import sys
import time
from typing import Any, Dict, List, Optional, Sequence, Tuple

import click

from tfcompat_ce.cli import table
from tfcompat_ce.cli.app import CannotRun, check_writable, in_one_line, quieten
from tfcompat_ce.shim import installed
from tfcompat_ce.verify import bounds, cases, environment, exact, record
from tfcompat_ce.verify.cases import Case
from tfcompat_ce.verify.measure import Measured, measure
from tfcompat_ce.verify.modes import Mode, modes

SHOWN = 10  # cases that passed their bound, in the report


@click.command(short_help="Hold the softmax family against the NumPy reference.")
@click.option("--case", "pattern", metavar="NAME", help="Only this case; * and ? match many.")
@click.option("--mode", "only", multiple=True, metavar="MODE", help="Only this mode; may repeat.")
@click.option(
    "--json",
    "path",
    metavar="FILE",
    type=click.Path(),
    help="Keep the bits of every output in a file.",
)
@click.option(
    "--logits", metavar="FILE", type=click.Path(), help="Your own logits, an array in a .npy file."
)
@click.option(
    "--labels",
    metavar="FILE",
    type=click.Path(),
    help="Your own labels: probabilities, or class indices.",
)
@click.option("--axis", type=int, default=-1, help="The axis of the classes of your own arrays.")
def verify(
    pattern: Optional[str],
    only: Sequence[str],
    path: Optional[str],
    logits: Optional[str],
    labels: Optional[str],
    axis: int,
) -> None:
    """Hold the softmax family of the installed TensorFlow against the NumPy reference.

    Every function of both meanings, its values and gradients, in every mode that the release has,
    over a grid of dtypes, shapes, axes and values; or over your own arrays.

    \b
    Examples:
      tfcompat-ce verify
      tfcompat-ce verify --mode eager --case 'v1.softmax/float32/*'
      tfcompat-ce verify --json 2.21.json
      tfcompat-ce verify --logits logits.npy --labels labels.npy

    Exit status 0: all is within its bound. 1: something is not. 2: the command could not run.
    """
    if labels is not None and logits is None:
        raise click.UsageError("--labels goes with --logits.")
    chosen = _own(logits, labels, axis) if logits is not None else cases.grid()
    if pattern is not None:
        chosen = [case for case in chosen if fnmatch.fnmatchcase(case.name, pattern)]
        if not chosen:
            raise click.UsageError(
                f"there is no case {pattern!r}; a name is such as {cases.grid()[0].name!r}."
            )
    if path is not None:
        check_writable(path)
    _quiet()
    facts, chosen_modes = _tensorflow(only)
    started = time.time()
    outputs = _measured(chosen, chosen_modes)
    seconds = time.time() - started
    if path is not None:
        record.save(path, facts, outputs)
    _show(outputs, facts, [mode.name for mode in chosen_modes])
    if len(chosen) == 1:
        _show_arrays(outputs)
    failed = [output for output in outputs if not output.passed]
    _show_known(outputs)
    _show_failed(failed)
    click.echo(
        f"{len(outputs)} outputs of {len(chosen)} cases in {seconds:.0f} s: "
        + (f"{len(failed)} beyond their bounds." if failed else "all within their bounds.")
    )
    sys.exit(1 if failed else 0)


def _own(logits: str, labels: Optional[str], axis: int) -> List[Case]:
    loaded = _loaded(logits)
    try:
        return cases.of_arrays(loaded, None if labels is None else _loaded(labels), axis)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _loaded(path: str) -> Any:
    import numpy as np

    try:
        array = np.load(path, allow_pickle=False)
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise click.UsageError(f"{path} is not an array that numpy.save wrote: {error}") from error
    if not isinstance(array, np.ndarray):
        raise click.UsageError(f"{path} holds several arrays; save one, with numpy.save.")
    return array


def _quiet() -> None:
    """TensorFlow's own lines, also its errors, would stand in the progress bar."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    quieten()
    logging.getLogger("tensorflow").setLevel(logging.ERROR)


def _tensorflow(only: Sequence[str]) -> Tuple[Dict[str, Any], List[Mode]]:
    try:
        found = modes()
    except installed.TensorFlowError as error:
        raise CannotRun(in_one_line(error)) from error
    names = [mode.name for mode in found]
    for name in only:
        if name not in names:
            raise click.UsageError(
                f"TensorFlow {installed.version()} has no mode {name!r}, but {', '.join(names)}."
            )
    return environment.describe(), [mode for mode in found if not only or mode.name in only]


def _measured(chosen: List[Case], modes: List[Mode]) -> List[Measured]:
    if not sys.stderr.isatty():
        return list(measure(chosen, modes))
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Computing", total=len(chosen) * len(modes))
        return list(measure(chosen, modes, lambda more: progress.advance(task, more)))


def _show(outputs: List[Measured], facts: Dict[str, Any], modes: List[str]) -> None:
    """The worst error by function, dtype and mode, and the bound that one came nearest to."""
    by_row: Dict[Tuple[str, str], List[Measured]] = {}
    for output in outputs:
        by_row.setdefault((output.case.function, output.case.dtype), []).append(output)
    rows = []
    for function, dtype in itertools.product(cases.FUNCTIONS, cases.DTYPES):
        found = by_row.get((function, dtype))
        if found:
            worst = [_worst([it for it in found if it.mode == mode]) for mode in modes]
            cells = ["" if it is None else _number(it.error) for it in worst]
            rows.append((function, dtype, [*cells, _number(_nearest(found).bound)]))
    title = "TensorFlow {tensorflow}, Python {python}: worst error in ULP".format(**facts)
    table.show(title, [*modes, "bound"], rows, "\nThe bound: " + bounds.REASON + "\n")


def _worst(found: List[Measured]) -> Optional[Measured]:
    held = [it for it in found if not it.known]
    return max(held, key=lambda it: it.error, default=None)


def _nearest(found: List[Measured]) -> Measured:
    """To its bound."""
    return max(found, key=lambda it: 0.0 if it.known else it.error / it.bound)


def _number(error: float) -> str:
    return f"{error:.2f}" if error < 100 else f"{error:.0f}"


def _show_known(outputs: List[Measured]) -> None:
    defects: Dict[str, int] = {}
    for output in outputs:
        if output.known:
            defects[output.known] = defects.get(output.known, 0) + 1
    for defect, count in defects.items():
        click.echo(f"{count} outputs are not held to it: a defect of this TensorFlow. {defect}.")


def _show_failed(failed: List[Measured]) -> None:
    for output in failed[:SHOWN]:
        why = output.trouble or f"{_number(output.error)} ULP, the bound is {_number(output.bound)}"
        click.echo(f"{output.mode}: {output.output}: {why}")
        click.echo(f"    tfcompat-ce verify --case '{output.case.name}'")
    if len(failed) > SHOWN:
        click.echo(f"and {len(failed) - SHOWN} more")


def _show_arrays(outputs: List[Measured]) -> None:
    for output in outputs:
        click.echo(f"{output.mode}: {output.output}:")
        click.echo(f"  TensorFlow {_short(output.array)}")
        for expected in exact.outputs(output.case):
            if expected.output == output.output:
                click.echo(f"  reference  {_short(expected.array)}")
    click.echo()


def _short(array: Any) -> str:
    import numpy as np

    if array is None:
        return "none"
    return np.array2string(np.asarray(array), prefix="  reference  ", threshold=50, precision=17)
