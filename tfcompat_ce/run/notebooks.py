"""Run a notebook in a kernel of its own, as `run` does a script."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from dataclasses import dataclass
from typing import IO, Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tfcompat_ce.rewrite.rewriter import Origin
from tfcompat_ce.rewrite.syntax.notebook import Notebook
from tfcompat_ce.rewrite.syntax.source import SourceError
from tfcompat_ce.rewrite.usage.graph_mode import starts_in_graph_mode
from tfcompat_ce.run.own import project
from tfcompat_ce.run.running import CannotStart, text
from tfcompat_ce.run.telling import say

LOAD = (
    "__import__('tfcompat_ce.run.ipython', fromlist=['load'])"
    ".load(get_ipython(), graph_mode={}, **{})"
)
COLOR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Execution:
    """A notebook, how nbclient runs it, and how its cells are rewritten."""

    path: str
    output: str | None = None
    timeout: int | None = None  # seconds for a cell
    allow_errors: bool = False
    origin: Origin = "auto"
    named: tuple[str, ...] = ()
    quiet: bool = False
    v1_seeds: bool = False

    def load(self, graph_mode: bool) -> str:
        """The line that loads the extension."""
        names = ("origin", "named", "quiet", "v1_seeds")
        return LOAD.format(graph_mode, {name: getattr(self, name) for name in names})


def run(execution: Execution) -> int:
    """Run the cells in order and give the exit status. Raises CannotStart."""
    path = os.path.abspath(execution.path)
    try:
        with open(path, "rb") as file:
            data = file.read()
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise CannotStart(f"can't open file {path!r}: {error.strerror}") from None
    except Exception as error:  # nbformat's are of many kinds
        why = str(error).partition("\n")[0][:200]
        raise CannotStart(f"{execution.path} is no notebook: {why}") from error
    load = execution.load(_graph_mode(path, data))
    client = _Client(
        notebook,
        timeout=execution.timeout,
        allow_errors=execution.allow_errors,
        kernel_name="python3",  # of this Python: that of the notebook may be gone
        resources={"metadata": {"path": os.path.dirname(path)}},
        extra_arguments=[f"--IPKernelApp.exec_lines={load}"],
    )
    try:
        with tempfile.TemporaryFile("w+") as log:
            return _executed(client, log)
    finally:
        if execution.output is not None:
            nbformat.write(notebook, execution.output)  # type: ignore[no-untyped-call]


def _executed(client: NotebookClient, log: IO[str]) -> int:
    """The exit status. The kernel sends what it prints: its own streams would say it again."""
    try:
        client.execute(stdout=log, stderr=log)
    except CellExecutionError as error:
        return _status(error)
    except CellTimeoutError as error:
        say([str(error).strip().partition("\n")[0]])
        return 1
    except (DeadKernelError, RuntimeError) as error:
        log.seek(0)
        sys.stderr.write(log.read())
        say([str(error).strip().partition("\n")[0]])
        return 1
    return 0


def _graph_mode(path: str, data: bytes) -> bool:
    """Whether the whole notebook is to start in graph mode, as 1.x does."""
    try:
        source = Notebook(data)
    except SourceError:
        return False
    here = project(text)
    here.add(path + ".py", source.parsed)
    return bool(starts_in_graph_mode(here, path + ".py"))


def _status(error: CellExecutionError) -> int:
    """The exit status of a script that ends so."""
    if error.ename != "SystemExit":
        return 1
    if error.evalue in ("", "None"):
        return 0
    return int(error.evalue) & 255 if error.evalue.lstrip("-").isdigit() else 1


class _Client(NotebookClient):
    """Runs a notebook, and shows each output as it comes."""

    def output(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> Any:
        found = super().output(outs, msg, display_id, cell_index)
        _show(msg["msg_type"], msg["content"])
        return found


def _show(kind: str, content: Any) -> None:
    if kind == "stream":
        stream = sys.stderr if content["name"] == "stderr" else sys.stdout
        stream.write(content["text"])
    elif kind == "error":
        stream = sys.stderr
        if content["ename"] == "SystemExit":
            return
        shown = "\n".join(content["traceback"]) + "\n"
        stream.write(shown if stream.isatty() else COLOR.sub("", shown))
    else:
        stream = sys.stdout
        if shown := content.get("data", {}).get("text/plain", ""):
            stream.write(shown + "\n")
    stream.flush()
