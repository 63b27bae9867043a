"""IPython's extension: each cell is rewritten in memory before it runs."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tfcompat_ce.rewrite.resolve.names import Names
from tfcompat_ce.rewrite.rewriter import needed, rewrite
from tfcompat_ce.rewrite.syntax.notebook import INSTALL, NO_INSTALL
from tfcompat_ce.rewrite.syntax.source import Edit, Source, SourceError, splice
from tfcompat_ce.rewrite.usage import era
from tfcompat_ce.rewrite.usage.finder import Finder
from tfcompat_ce.rewrite.usage.graph_mode import EAGER, makes_tensors, starts_in_graph_mode
from tfcompat_ce.rewrite.usage.project import Place, Project
from tfcompat_ce.run.cell_options import cells, chosen
from tfcompat_ce.run.eager import is_eager, leave_graph_mode
from tfcompat_ce.run.import_hook import Finder as OwnModules
from tfcompat_ce.run.import_hook import install
from tfcompat_ce.run.in_memory import Compiled, compiled, put_back
from tfcompat_ce.run.numpy_syntax import (
    as_in_numpy_1,
    is_new,
    may_concern,
)
from tfcompat_ce.run.own import Own, project
from tfcompat_ce.run.python2 import is_python, modern
from tfcompat_ce.run.running import (
    Command,
    as_it_was,
    graph_mode_of,
    print_as_before,
    text,
)
from tfcompat_ce.run.telling import left, say, shown
from tfcompat_ce.run.tracebacks import clean

TOO_LATE = "TensorFlow runs eagerly already: restart the kernel, and load tfcompat_ce first"
VERSION_1 = (
    "%tensorflow_version {} changes nothing: TensorFlow 2 runs the cells, "
    "each as it is rewritten. The line can go."
)
PYTHON_2 = (
    "Python 2's print and except are read as Python 3's; the rest is yours: 7 / 2 gives 3.5, "
    "and xrange, raw_input and urllib.urlopen have other names"
)
STARTS = re.compile(
    r"^[ \t]*[!%][^\n]*\bpython[\d.]*[ \t]+(?:-[a-z][ \t]+)*(\S+\.py)\b", re.MULTILINE
)
STARTED = "`python {0}` runs the file as it is: write `tfcompat-ce run {0}` in its place"
RECENT = 8  # texts that IPython made ready and did not yet run: %%timeit has two
_loaded: Extension | None = None


def load(shell: Any, graph_mode: bool | None = None, **options: Any) -> None:
    """Rewrite each cell from now on. `graph_mode` is for who knows the whole notebook."""
    global _loaded
    if _loaded is not None:
        return
    if is_eager():
        say([TOO_LATE])
        return
    _loaded = Extension(shell, cells(**options), graph_mode)
    _loaded.load()


def unload() -> None:
    """Run cells as they are again, eagerly where TensorFlow can go back to it."""
    global _loaded
    if _loaded is not None:
        _loaded.unload()
        _loaded = None


class Extension:
    """The cells of one kernel as one program that grows."""

    def __init__(self, shell: Any, command: Command, graph_mode: bool | None) -> None:
        self._shell = shell
        self._command = command
        self._settled = graph_mode is not None
        self._graph_mode = graph_mode_of(command) if graph_mode else None
        self._project: Project = project(text)
        self._modules = self._own_modules()
        self._ready: deque[str] = deque(maxlen=RECENT)
        self._ran: list[str] = []
        self._imports: set[str] = set()
        self._notes: list[str] = []
        self._said: set[tuple[str, str]] = set()
        self._cells = 0
        self._arguments = sys.argv[:]
        self._magics = {"tfcompat_ce": self._options, "tensorflow_version": self._version}
        self._replaced: dict[str, Any] = {}

    def load(self) -> None:
        """Hook into IPython and the import of the program's own modules."""
        shell = self._shell
        self._ran = [cell for cell in shell.user_ns.get("In", []) if is_python(cell)]
        shell.input_transformers_post.append(self._keep)
        shell.ast_transformers.append(self)
        shell.events.register("post_run_cell", self._show)
        there = shell.magics_manager.magics["line"]
        self._replaced = {name: there[name] for name in self._magics if name in there}
        for name, magic in self._magics.items():
            shell.register_magic_function(magic, "line", name)
        shell.magics_manager.registry["ExecutionMagics"].default_runner = self._run_file
        install(self._modules)
        self._printing = as_it_was()
        _let_flags_be_defined_again()
        if self._graph_mode is not None:
            self._start_in_graph_mode()
        sys.argv[1:] = []  # the kernel's own, which tf.app.flags would read

    def unload(self) -> None:
        """Take all of it back."""
        shell = self._shell
        shell.input_transformers_post.remove(self._keep)
        if self in shell.ast_transformers:
            shell.ast_transformers.remove(self)
        shell.events.unregister("post_run_cell", self._show)
        shell.magics_manager.registry["ExecutionMagics"].default_runner = None
        there = shell.magics_manager.magics["line"]
        for name in self._magics:
            there.pop(name, None)
        there.update(self._replaced)
        print_as_before()
        for hook in (self._modules, self._graph_mode, self._printing):
            if hook in sys.meta_path:
                sys.meta_path.remove(hook)
        sys.argv[:] = self._arguments
        if self._graph_mode is not None and "tensorflow" in sys.modules:
            leave_graph_mode()

    def _own_modules(self) -> OwnModules:
        own = Own(self._command.named)
        return OwnModules(own, self._command.rewriting, self._tell, self._project)

    def visit(self, tree: ast.Module) -> ast.Module:
        """IPython gives each cell's tree, and runs what it gets back."""
        _let_flags_be_defined_again()
        try:
            tree = self._rewritten(tree)
            concerns = "numpy" in sys.modules or may_concern(ast.unparse(tree).encode())
            return as_in_numpy_1(tree) if concerns and is_new() else tree
        except Exception as trouble:  # of ours: the cell runs all the same
            why = f"left alone: {type(trouble).__name__}: {trouble}".replace("\n", " ")
            self._note([why])
            return tree

    def _keep(self, lines: list[str]) -> list[str]:
        written = "".join(lines)
        code = modern(written)
        if code != written:
            self._note([PYTHON_2])
        self._ready.append(code)
        return code.splitlines(keepends=True)

    def _run_file(self, name: str, *namespaces: Any, exit_ignore: bool = False) -> None:
        """What `%run` does with a file."""
        path = os.path.realpath(name)
        data = text(path)
        self._project.add(path, data)
        place = Place(path, self._project, keeps_all=True)
        with contextlib.suppress(SourceError):
            self._settle(Source(data), place)
        sys.path.insert(0, os.path.dirname(path))
        try:
            with self._shell.builtin_trap:
                found = compiled(data, path, self._command.rewriting, place=place)
                self._tell(path, found)
                exec(found.code, *namespaces)
        except SystemExit as status:
            if status.code and not exit_ignore:
                self._shell.showtraceback(exception_only=True)
        except BaseException as error:
            clean(error)
            self._shell.showtraceback((type(error), error, error.__traceback__), tb_offset=0)
        finally:
            sys.path.remove(os.path.dirname(path))

    def _written(self, tree: ast.Module) -> str:
        """The text of a tree."""
        dumped = ast.dump(tree)
        for written in reversed(self._ready):
            if is_python(written) and ast.dump(ast.parse(written)) == dumped:
                return written
        return ast.unparse(tree)

    def _rewritten(self, tree: ast.Module) -> ast.Module:
        written = self._written(tree)
        if written in self._ran:
            self._ran.remove(written)
        before = "".join(f"{cell}\n" for cell in self._ran).encode()
        self._ran.append(written)
        program = before + written.encode()
        place = self._place(program)
        if not place.reaches_tensorflow and not needed(program, self._command.options.target):
            return tree
        return self._in_context(tree, before, written.encode(), place)

    def _place(self, data: bytes) -> Place:
        """The program so far as a file beside the notebook: each state has a name of its own."""
        self._cells += 1
        path = os.path.join(os.getcwd(), f"<cells {self._cells}>.py")
        self._project.add(path, data)
        return Place(path, self._project, keeps_all=True)

    def _in_context(self, tree: ast.Module, before: bytes, cell: bytes, place: Place) -> ast.Module:
        source = Source(before + cell)
        self._settle(source, place)
        try:
            result = rewrite(source, self._command.rewriting, place)
        except SourceError as trouble:
            self._note([str(trouble)])
            return tree
        at = len(before)
        above = source.position(at)[0] - 1
        number = len(self._shell.user_ns["In"]) - 1
        findings = [replace(f, line=f.line - above) for f in result.findings if f.line > above]
        self._note(left("", findings), f"In[{number}]", cell.decode())
        edits = [Edit(e.start - at, e.end - at, e.text) for e in result.edits if e.start >= at]
        if edits:
            tree = ast.parse(splice(cell, edits))
            put_back(tree, cell, edits)
        earlier = splice(before, [edit for edit in result.edits if edit.start < at])
        self._lead(tree, ast.parse(earlier).body)
        return tree

    def _lead(self, tree: ast.Module, earlier: list[ast.stmt]) -> None:
        """Put before a cell the imports of earlier cells that are now others."""
        for node in earlier:
            said = ast.unparse(node)
            if isinstance(node, ast.Import | ast.ImportFrom) and said not in self._imports:
                self._imports.add(said)
                for part in ast.walk(node):
                    if hasattr(part, "lineno"):
                        ast.copy_location(part, _FIRST)
                tree.body.insert(0, node)
        self._imports |= {ast.unparse(n) for n in tree.body if isinstance(n, ast.stmt)}

    def _settle(self, source: Source, place: Place) -> None:
        """Choose graph mode, as 1.x starts, before the first cell that makes anything."""
        if self._settled:
            return
        source.parse()
        finder = Finder(source, Names(source, place.at_home), place)
        if era.read(finder, finder.family()).release == 2:
            return
        if any(True for word in EAGER for _ in source.occurrences(word)):
            self._settled = True
            return
        if starts_in_graph_mode(self._project, place.path) or any(
            makes_tensors(self._project, path) for path in self._project.modules.reached(place.path)
        ):
            self._settled = True
            self._start_in_graph_mode()

    def _start_in_graph_mode(self) -> None:
        self._graph_mode = self._graph_mode or graph_mode_of(self._command)
        module = sys.modules.get("tensorflow")
        if module is None:
            install(self._graph_mode)
        elif is_eager():
            self._note([TOO_LATE])
        else:
            self._graph_mode.switch(module)

    def _tell(self, path: str, found: Compiled) -> None:
        """What is left to a person in one of the program's own modules."""
        self._note(left(shown(path), found.findings, found.error))

    def _note(self, lines: Iterable[str], where: str = "", about: str = "") -> None:
        """Keep what there is to say for the end of the cell, once."""
        for line in lines:
            if (about, line) not in self._said and not self._command.quiet:
                self._said.add((about, line))
                self._notes.append(where + line)

    def _show(self, result: Any) -> None:
        cell = result.info.raw_cell or ""
        if INSTALL.search(cell.encode()):
            self._note([NO_INSTALL])
        for found in STARTS.finditer(cell):
            if self._project.has_tensorflow(os.path.abspath(found[1])):
                self._note([STARTED.format(found[1])])
        say(self._notes)
        self._notes.clear()

    def _version(self, line: str) -> None:
        """Say what `%tensorflow_version` means now."""
        say([VERSION_1.format(line.strip())])

    def _options(self, line: str) -> None:
        """Set the options of the cells to come; `%tfcompat_ce --help` lists them."""
        command = chosen(line)
        if command is not None:
            self._command = command
            new = self._own_modules()
            sys.meta_path[sys.meta_path.index(self._modules)] = new
            self._modules = new


def _let_flags_be_defined_again() -> None:
    """A cell that runs a second time defines its flags a second time.

    And absl has a `log_dir` of its own, which many programs of 1.x define.
    """
    if find_spec("absl") is not None:
        import_module("absl.logging")
        flags = import_module("absl.flags").FLAGS
        for name in flags:
            flags[name].allow_override = True


_FIRST = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
