"""What the installed TensorFlow has: its public names, their signatures, and which are one object.

    python collect.py OUT.json

One script for every release from 0.12 on: Python 3.6 syntax, and nothing but the standard library
and TensorFlow. It writes a dump::

    {"version": "2.21.0",
     "roots": {"tf": {"nn.softmax": [KIND, PARAMETERS, IDENTITY, ORIGIN, CANONICAL], ...},
               "compat.v1": {...}, "compat.v2": {...}},
     "skipped": ["contrib.bigtable: ImportError(...)", ...]}

KIND is function, class, module or constant. PARAMETERS is a list of ``[name, optional, kind]``,
the kind being ``positional``, ``keyword``, ``*`` or ``**``; or None where they cannot be known.
IDENTITY is the same for two names that are the same object, and None where that means nothing.
ORIGIN is where it is defined, as in ``tensorflow.python.ops.nn_ops.softmax``. CANONICAL is what
TensorFlow itself calls it first in 2.x.
"""

import contextlib
import enum
import functools
import importlib
import inspect
import json
import os
import pkgutil
import re
import sys
import types

# Folders of the package that some releases show as attributes of `tf`, but which are not its API.
PRIVATE = {"compiler", "core", "dtensor", "include", "platform", "python", "security", "tools"}
PRIVATE_IN_CONTRIB = {"api", "cc", "core", "java", "kernels", "ops", "python"}
# Modules made from protocol buffers and from the kernels' registry.
GENERATED = re.compile("_pb2$|^gen_")
# Programs use a name or two of it; the rest is what SWIG made.
UNWALKED = {"compat.v1", "compat.v2", "pywrap_tensorflow"}
# `tf.keras` and the like: names only. Keras is a library of its own with a version of its own.
KERAS = ("keras", "contrib.keras")
# What `from __future__ import ...` leaves behind: the module does not tidy its names.
FUTURE = ("absolute_import", "division", "print_function")
DEEPEST = 8


class Collector:
    """One walk over TensorFlow; identities hold within it."""

    def __init__(self):
        self.skipped = []
        # So that no identity is given twice.
        self.alive = []

    def root(self, module):
        """Every public name below a module, as a dict from dotted name to what is said of it."""
        rows = {}
        self.walk(module, "", rows, ())
        return rows

    def walk(self, module, prefix, rows, path):
        if id(module) in path or len(path) > DEEPEST:
            return
        path = path + (id(module),)
        for name in self.names_of(module, prefix):
            dotted = prefix + name
            if dotted == "contrib":
                rows[dotted] = ["module", None, None, None, None]
                continue
            try:
                value = getattr(module, name)
            except Exception as error:
                self.skip(dotted, error)
                continue
            if isinstance(value, types.ModuleType):
                if not self.is_public_module(value, module, prefix, name):
                    continue
                rows[dotted] = ["module", None, None, module_origin(value), None]
                # The namespaces of the other generation are walked as roots of their own.
                if dotted not in UNWALKED:
                    self.walk(value, dotted + ".", rows, path)
            elif self.is_public(value, module, prefix, name):
                self.row(dotted, value, rows)

    def names_of(self, module, prefix):
        try:
            names = dir(module)
            if is_untidy(module) and not prefix.startswith("contrib."):
                names = all_of(module) or names
        except Exception as error:
            self.skip(prefix[:-1], error)
            return []
        return sorted({name for name in names if not name.startswith("_")})

    def skip(self, dotted, error):
        self.skipped.append(f"{dotted}: {error!r}"[:300])

    def is_public_module(self, value, parent, prefix, name):
        real = module_name(value)
        if GENERATED.search(name):
            return False
        if not prefix:
            return name not in PRIVATE and is_tensorflow(real)
        if not is_untidy(parent):
            return is_tensorflow(real)
        if not prefix.startswith("contrib."):
            return name in all_of(parent)
        if name in PRIVATE_IN_CONTRIB or not hasattr(parent, "__path__"):
            return False
        package = "tensorflow." + ".".join(prefix.split(".")[:2]) + "."
        # tf.contrib.slim passes on tf.contrib.losses and others as its own.
        passed_on = prefix == "contrib.slim." and real.endswith("." + name)
        return real.startswith(package) or (passed_on and real.startswith("tensorflow.contrib."))

    def is_public(self, value, parent, prefix, name):
        if not is_untidy(parent) or name in all_of(parent):
            return type(value).__name__ != "_Feature"
        if kind_of(value) == "constant":
            return name.isupper()
        room = "tensorflow.contrib." if prefix.startswith("contrib.") else "tensorflow."
        return module_of(value).startswith(room)

    def row(self, dotted, value, rows):
        kind = kind_of(value)
        below = unwrapped(value)
        self.alive.append(below)
        keras = is_keras(dotted)
        origin = origin_of(below, kind)
        parameters = None
        if kind in ("function", "class") and not keras:
            with contextlib.suppress(Exception):
                parameters = parameters_of(value, kind)
        identity = identity_of(below, kind, dotted)
        rows[dotted] = [kind, parameters, identity, origin, canonical_of(below, kind)]
        if kind == "class" and not keras and not is_message(value):
            self.members(dotted, value, rows)

    def members(self, dotted, value, rows):
        """What of a class is used through its name: class methods, static methods, constants."""
        for name in sorted(dir(value)):
            if name.startswith("_") or dotted + "." + name in rows:
                continue
            owner = next((base for base in value.__mro__ if name in vars(base)), object)
            if base_name(owner) != base_name(value):
                continue
            held = vars(owner)[name]
            with contextlib.suppress(Exception):
                found = getattr(value, name)
                constant = isinstance(found, (int, float, str, value))
                if constant or isinstance(held, (staticmethod, classmethod)):
                    self.row(dotted + "." + name, found, rows)

    def contrib(self, tf, rows):
        """`tf.contrib`, submodule by submodule: some do not import where an option is missing."""
        try:
            contrib = importlib.import_module("tensorflow.contrib")
        except ImportError:
            return
        rows["contrib"] = ["module", None, None, None, None]
        names = [found[1] for found in pkgutil.iter_modules(contrib.__path__)]
        for name in names + [name for name in dir(contrib) if not name.startswith("_")]:
            dotted = "contrib." + name
            if name in PRIVATE_IN_CONTRIB or name in FUTURE or dotted in rows:
                continue
            try:
                module = importlib.import_module("tensorflow.contrib." + name)
            except BaseException as error:
                module = getattr(contrib, name, None)
                if not isinstance(module, types.ModuleType):
                    self.skip(dotted, error)
                    continue
            if not module_name(module).startswith("tensorflow"):
                continue
            rows[dotted] = ["module", None, None, module_origin(module), None]
            for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
                if found[2] and found[1] not in PRIVATE_IN_CONTRIB:
                    with contextlib.suppress(BaseException):
                        importlib.import_module("tensorflow." + dotted + "." + found[1])
            self.walk(module, dotted + ".", rows, ())


def is_tensorflow(module):
    """Is it a module of TensorFlow's or Keras's, by its name? Keras 3's lazy ones have none."""
    return module == "" or module.startswith(("tensorflow", "keras", "tf_keras"))


def is_untidy(module):
    """Does it show what it imports for itself, too?"""
    return any(name in vars(module) for name in FUTURE)


def is_keras(dotted):
    return any(dotted == name or dotted.startswith(name + ".") for name in KERAS)


def all_of(module):
    """Its `__all__`."""
    return list(vars(module).get("__all__", ()))


def module_name(module):
    """Its name; Keras 3's lazy modules refuse to say."""
    try:
        return str(module.__name__)
    except Exception:
        return ""


def said(value, name):
    """An attribute, or None. Some objects raise anything but AttributeError."""
    try:
        return getattr(value, name, None)
    except Exception:
        return None


def module_of(value):
    return str(said(value, "__module__") or "")


def module_origin(module):
    name = module_name(module)
    return name if name.startswith("tensorflow.python.") else None


def kind_of(value):
    if isinstance(value, type):
        return "class"
    named = callable(value) and said(value, "__name__")
    return "function" if named or isinstance(value, functools.partial) else "constant"


def base_name(value):
    """Its name without what tells 1.x's class from 2.x's: these inherit from each other."""
    return value.__name__.replace("V1", "").replace("V2", "").replace("Base", "")


def is_message(value):
    """Is it a protocol buffer's class, whose members are the fields?"""
    return hasattr(value, "DESCRIPTOR") or hasattr(value, "SerializeToString")


def layers(value):
    """A callable, then what TensorFlow's decorators wrap, down to the function itself.

    They change no meaning: they deprecate, dispatch, export. `functools.wraps` says less: the
    `Dataset.from_tensor_slices` of 1.x is said to wrap that of 2.x, and returns something else.
    """
    for _ in range(20):
        yield value
        if isinstance(value, types.MethodType):
            under = value.__func__
        else:
            decorator = said(value, "_tf_decorator")
            # `functools.wraps` copies the mark, too: then it is the mark of what is wrapped.
            copied = said(said(value, "__wrapped__"), "_tf_decorator") is decorator
            under = None if copied else said(decorator, "decorated_target")
        if under is None or isinstance(value, type):
            return
        value = under


def unwrapped(value):
    return list(layers(value))[-1]


def origin_of(value, kind):
    if kind == "constant":
        return None
    name = said(value, "__qualname__") or said(value, "__name__")
    module = module_of(value)
    if not name or "<" in name or not module.startswith("tensorflow"):
        return None
    return module + "." + name


def canonical_of(value, kind):
    if kind == "constant":
        return None
    names = (said(value, "__dict__") or {}).get("_tf_api_names") or ()
    return next((str(name) for name in names if not is_keras(name)), None)


def identity_of(value, kind, dotted):
    """Numbers and strings are the same object by chance: there the name must be the same too."""
    if isinstance(value, (bool, int, float, str, bytes, type(None))):
        return "{} {!r}".format(dotted.rpartition(".")[2], value)
    return str(id(value))


def parameters_of(value, kind):
    """``[name, optional, kind]`` of each parameter, or None."""
    if kind == "class":
        return of_class(value)
    bound = isinstance(value, types.MethodType)
    return of_function(value, 1 if bound else 0)


def of_class(value):
    if isinstance(value, enum.EnumMeta) or is_message(value):
        return None
    for base in value.__mro__:
        for special in ("__init__", "__new__"):
            found = vars(base).get(special)
            if isinstance(found, staticmethod):
                found = found.__func__
            if found is not None and base is not object:
                if not callable(found) or isinstance(found, type(object.__init__)):
                    return None
                return of_function(found, 1)
    return []


def of_partial(value):
    """What is given already by keyword, and all behind it, can be given by keyword only."""
    stars = ("VAR_POSITIONAL", "VAR_KEYWORD")
    kinds = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**", "KEYWORD_ONLY": "keyword"}
    return [
        [
            name,
            found.default is not found.empty or found.kind.name in stars,
            kinds.get(found.kind.name, "positional"),
        ]
        for name, found in inspect.signature(value).parameters.items()
    ]


def of_function(value, skip):
    if isinstance(value, functools.partial):
        return of_partial(value)
    spec = None
    for layer in layers(value):
        spec = said(said(layer, "_tf_decorator"), "decorator_argspec")
        if spec is not None:
            break
    if spec is None:
        value = unwrapped(value)
        spec = inspect.getfullargspec(value)
        while not spec.args and spec.varargs and spec.varkw and hasattr(value, "__wrapped__"):
            value = value.__wrapped__
            spec = inspect.getfullargspec(value)
    return of_spec(spec)[skip:]


def of_spec(spec):
    """From an `inspect.FullArgSpec`, or the older `ArgSpec` that has no keyword-only ones."""
    required = len(spec.args) - len(spec.defaults or ())
    found = [[name, at >= required, "positional"] for at, name in enumerate(spec.args)]
    if spec.varargs:
        found.append([spec.varargs, True, "*"])
    defaults = getattr(spec, "kwonlydefaults", None) or {}
    for name in getattr(spec, "kwonlyargs", None) or ():
        found.append([name, name in defaults, "keyword"])
    keywords = getattr(spec, "varkw", None) or getattr(spec, "keywords", None)
    if keywords:
        found.append([keywords, True, "**"])
    return found


def collect():
    """The dump of the TensorFlow that this Python has."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    collector = Collector()
    # One object for all three: identities are compared between them.
    roots = {"tf": collector.root(tf)}
    collector.contrib(tf, roots["tf"])
    for name in ("v1", "v2"):
        module = getattr(tf.compat, name, None)
        if isinstance(module, types.ModuleType):
            roots["compat." + name] = collector.root(module)
    return {"version": tf.__version__, "roots": roots, "skipped": sorted(collector.skipped)}


if __name__ == "__main__":
    found = collect()
    with open(sys.argv[1], "w") as out:
        json.dump(found, out, indent=0, sort_keys=True)
