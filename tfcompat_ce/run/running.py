"""Run a program as `python` does, rewritten in memory."""

from __future__ import annotations

import atexit
import builtins
import contextlib
import functools
import importlib.util
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType
from typing import Any, NoReturn

from tfcompat_ce.rewrite.files.project import STANDARD_INPUT
from tfcompat_ce.rewrite.rewriter import Options
from tfcompat_ce.rewrite.usage.graph_mode import starts_in_graph_mode
from tfcompat_ce.rewrite.usage.project import Place, Project
from tfcompat_ce.run import keras_methods, old_library
from tfcompat_ce.run.import_hook import After, Finder, GraphMode, install
from tfcompat_ce.run.in_memory import Compiled, compiled
from tfcompat_ce.run.numpy_syntax import give_arithmetic
from tfcompat_ce.run.own import Own, project
from tfcompat_ce.run.telling import left, say, shown
from tfcompat_ce.run.tracebacks import clean
from tfcompat_ce.shim import elsewhere, legacy_keras, seeds, standalone_keras

WHOLE = Options(target="v1")
CHILD = "tfcompat_ce.run.child"


OF_EAGER_MODE = ("not compatible with eager execution", "capture an EagerTensor")
RAN_EAGERLY = (
    "tfcompat-ce: this part of the program builds a graph, and TensorFlow runs eagerly: add "
    "tf.disable_v2_behavior() after the first import of TensorFlow in {}"
)


class CannotStart(Exception):
    """There is no such program. The message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, and how."""

    name: str  # a file, a folder with a __main__.py, a module, or `-`
    is_module: bool = False
    named: tuple[str, ...] = ()  # packages to rewrite wherever they are
    options: Options = WHOLE
    quiet: bool = False
    v1_seeds: bool = False  # whether unseeded operations are seeded as in 1.x
    graph_mode: bool = False  # as 1.x starts: found out once, for the process and its children

    @property
    def rewriting(self) -> Options:
        """How each file is rewritten: the switch to graph mode is not a file's business here."""
        return replace(self.options, switches=False)

    @property
    def file(self) -> str:
        return os.path.join(self.name, "__main__.py") if os.path.isdir(self.name) else self.name

    @property
    def folder(self) -> str:
        """What `python` puts first on the path."""
        if self.is_module or self.name == STANDARD_INPUT:
            return os.getcwd()
        return os.path.dirname(os.path.realpath(self.file))

    def tell(self, path: str, found: Compiled) -> None:
        """Say on standard error what is left to a person."""
        if not self.quiet:
            say(left(shown(path), found.findings, found.error))


def run(command: Command, arguments: tuple[str, ...]) -> NoReturn:
    """Run a program in this process, and end as it does. Raises CannotStart."""
    here = prepare(command, arguments)
    end = _End()
    try:
        start = _module(command, here) if command.is_module else _script(command, here)
        start()
    except (SystemExit, CannotStart):
        raise
    except BaseException as error:
        end.interrupted = isinstance(error, KeyboardInterrupt)
        show(error)
        if any(words in str(error) for words in OF_EAGER_MODE) and not command.quiet:
            print(RAN_EAGERLY.format(command.name), file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


def show(error: BaseException) -> None:
    """Print an error that ends a program, as `python` does."""
    clean(error)
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except SystemExit:
        raise
    except BaseException as trouble:
        clean(trouble)
        trouble.__context__ = None
        print("Error in sys.excepthook:", file=sys.stderr)
        sys.__excepthook__(type(trouble), trouble, trouble.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        sys.__excepthook__(type(error), error, error.__traceback__)


class _End:
    """The last thing that happens: who is interrupted dies of the signal, as `python` does."""

    def __init__(self) -> None:
        self.interrupted = False
        atexit.register(self)

    def __call__(self) -> None:
        if self.interrupted:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError, ValueError, AttributeError):
                    stream.flush()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)


def prepare(command: Command, arguments: tuple[str, ...]) -> Project:
    """The path, the arguments, the import of own modules, Keras 2, and processes to come."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = "" if command.name == STANDARD_INPUT else command.folder
    sys.argv[:] = [command.name, *arguments]
    for package in command.named:
        if _spec(package) is None:
            raise CannotStart(f"--with {package}: there is no such package here")
    here = rewrite_imports(command)
    as_it_was()
    return here


def as_it_was() -> After:
    """Keras 2, NumPy 1 and the library of Python 3.7, as far as a program needs them.

    Gives the hook for a NumPy that is not imported yet.
    """
    choose_keras()
    old_library.restore()
    give_arithmetic()
    return print_as_numpy_1()


def choose_keras() -> None:
    """Keras 2, where it is installed: 1.x had it, as `tf.keras` and as `keras`."""
    keras_methods.restore()
    if elsewhere.is_there("tf_keras"):
        os.environ.setdefault(legacy_keras.VARIABLE, "1")
        if legacy_keras.is_chosen():
            standalone_keras.take_over()


def print_as_numpy_1() -> After:
    """Have `print([loss])` say `[0.5]`, as programs of 1.x did, and not `[np.float32(0.5)]`.

    Gives the hook for a NumPy that is not imported yet.
    """
    hook = After("numpy", functools.partial(_print_as, legacy="1.25"))
    if "numpy" in sys.modules:
        _print_as(sys.modules["numpy"], legacy="1.25")
    else:
        install(hook)
    return hook


def print_as_before() -> None:
    """Have NumPy print numbers as it does by itself."""
    if "numpy" in sys.modules:
        _print_as(sys.modules["numpy"], legacy=False)


def _print_as(numpy: Any, legacy: str | bool) -> None:
    if int(numpy.__version__.partition(".")[0]) >= 2:
        numpy.set_printoptions(legacy=legacy)


def rewrite_imports(command: Command) -> Project:
    """Rewrite the program's own modules from now on. Gives what is known of them."""
    named = command.named
    if command.is_module:
        named = (*named, command.name.partition(".")[0])
    here = project(text)
    install(Finder(Own(named), command.rewriting, command.tell, here))
    return here


def text(path: str) -> bytes:
    """A file's bytes, none where it cannot be read: who imports it is told why."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def settle(command: Command, here: Project, path: str) -> None:
    """Decide once whether TensorFlow is to start in graph mode, also in processes to come."""
    graph_mode = bool(starts_in_graph_mode(here, path))
    if graph_mode:
        install(graph_mode_of(command))
    _prepare_children(replace(command, graph_mode=graph_mode))


def graph_mode_of(command: Command) -> GraphMode:
    """What lets TensorFlow start as this program wants it."""
    return GraphMode(seeds.enable_v1_random_seeds if command.v1_seeds else None)


def _script(command: Command, here: Project) -> Callable[[], None]:
    if command.name == STANDARD_INPUT:
        data, path = sys.stdin.buffer.read(), "<stdin>"
    else:
        path = os.path.abspath(command.file)
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            why = f"can't open file {path!r}: [Errno {error.errno}] {error.strerror}"
            raise CannotStart(why) from None
    here.add(path, data)
    settle(command, here, path)
    place = Place(path, here, keeps_all=True)
    found = compiled(data, path, command.rewriting, place=place)
    command.tell(path, found)
    main = _main()
    if command.name != STANDARD_INPUT:
        main.__file__ = path
        main.__loader__ = SourceFileLoader("__main__", path)
        main.__dict__["__cached__"] = None
    return lambda: exec(found.code, main.__dict__)


def _module(command: Command, here: Project) -> Callable[[], None]:
    name = command.name
    spec = _spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        name += ".__main__"
        spec = _spec(name)
    if spec is None or spec.loader is None or not hasattr(spec.loader, "get_code"):
        raise CannotStart(f"No module named {name}")
    settle(command, here, spec.origin or "")
    code = spec.loader.get_code(name)
    if code is None:
        raise CannotStart(f"No code object available for {name}")
    sys.argv[0] = spec.origin or name
    main = _main()
    main.__file__ = spec.origin
    main.__loader__, main.__spec__ = spec.loader, spec
    main.__package__ = spec.parent
    main.__dict__["__cached__"] = spec.cached
    return lambda: exec(code, main.__dict__)


def _spec(name: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise CannotStart(f"No module named {error.name}") from error
        raise


def _main() -> ModuleType:
    """A new `__main__`; the old one is kept, for what still refers to it."""
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    sys.modules["__tfcompat_ce_main__"] = sys.modules["__main__"]
    sys.modules["__main__"] = main
    return main


# Processes that multiprocessing starts import the program again.


class _Travelling:
    """What a new process unpickles, and is set up by."""

    def __init__(self, command: Command) -> None:
        self.command = command

    def __reduce__(self) -> Any:
        return prepare_child, (self.command,)


_in_child: Command | None = None


def _prepare_children(command: Command) -> None:
    from multiprocessing import spawn

    original = spawn.get_preparation_data
    silent = replace(command, name=os.path.abspath(command.name), quiet=True)
    if command.is_module or command.name == STANDARD_INPUT:
        silent = replace(command, quiet=True)

    def get_preparation_data(name: str) -> dict[str, Any]:
        data: dict[str, Any] = original(name)
        data["tfcompat_ce"] = _Travelling(silent)
        if data.pop("init_main_from_path", None) is not None:
            data["init_main_from_name"] = CHILD
        return data

    spawn.get_preparation_data = get_preparation_data


def prepare_child(command: Command) -> None:
    """Set a new process up."""
    global _in_child
    _in_child = command
    rewrite_imports(command)
    as_it_was()
    if command.graph_mode:
        install(graph_mode_of(command))
    _prepare_children(command)


def load_main(namespace: dict[str, Any]) -> None:
    """Fill a module with the program, in a new process."""
    assert _in_child is not None
    path = _in_child.file
    with open(path, "rb") as file:
        found = compiled(file.read(), path, _in_child.rewriting)
    namespace.update(__file__=path, __spec__=None, __package__=None, __cached__=None)
    exec(found.code, namespace)
