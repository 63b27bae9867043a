"""``tf.contrib.training``: hyperparameters and buckets. Loops and gradients are tf_slim's."""

import json
import numbers
import re
from typing import Any, Dict, List, Tuple

from tfcompat_ce.shim import contrib as _contrib
from tfcompat_ce.v1.contrib.bucketing import bucket as bucket
from tfcompat_ce.v1.contrib.bucketing import bucket_by_sequence_length as bucket_by_sequence_length

_ASSIGNED = re.compile(
    r"""
    (?P<name>[a-zA-Z][\w.]*)
    (?:\[\s*(?P<index>\d+)\s*\])?
    \s*=\s*
    (?:\[(?P<list>[^\]]*)\]|(?P<one>[^,\[]*))
    (?:$|,\s*)
    """,
    re.VERBOSE,
)


class HParams:
    """Hyperparameters: attributes of fixed types, which a command line may set.

    >>> hparams = HParams(rate=0.1, sizes=[8, 8], name="net")
    >>> hparams.parse("rate=0.5,sizes=[4,2]").values() == {
    ...     "rate": 0.5, "sizes": [4, 2], "name": "net"
    ... }
    True
    """

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any) -> None:
        """Makes them of keywords; a protocol buffer of them 2.x cannot read."""
        if hparam_def is not None:
            raise ValueError("hparam_def needs a protocol buffer that only 1.x has")
        self._hparam_types: Dict[str, Tuple[type, bool]] = {}
        self._model_structure = model_structure
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def add_hparam(self, name: str, value: Any) -> None:
        """Adds one; its value, or that of a list's first element, gives its type.

        Raises:
          ValueError: there is such an attribute, or the list is empty.
        """
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        is_list = isinstance(value, (list, tuple))
        if is_list and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._hparam_types[name] = (type(value[0] if is_list else value), is_list)
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Sets one.

        Raises:
          KeyError: there is no such hyperparameter.
          ValueError: it has another type, or is a list and the value is none.
        """
        kind, is_list = self._hparam_types[name]
        if isinstance(value, list) != is_list:
            wanted = "a list" if is_list else "a single value"
            raise ValueError(f"the hyperparameter {name} must be {wanted}, not {value!r}")
        if is_list:
            setattr(self, name, [_cast(name, kind, each) for each in value])
        else:
            setattr(self, name, _cast(name, kind, value))

    def del_hparam(self, name: str) -> None:
        """Takes one away, if it is there."""
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values: str) -> "HParams":
        """Sets what a text says: ``rate=0.1,sizes=[1,2],sizes[0]=3``.

        Raises:
          ValueError: it cannot be read, or has a name or a type that is not there.
        """
        kinds = {name: kind for name, (kind, _) in self._hparam_types.items()}
        return self.override_from_dict(parse_values(values, kinds))

    def override_from_dict(self, values_dict: Dict[str, Any]) -> "HParams":
        """Sets each; a dict of indices sets elements of a list."""
        for name, value in values_dict.items():
            if isinstance(value, dict):
                changed = list(getattr(self, name))
                for index, each in value.items():
                    changed[index] = each
                value = changed
            self.set_hparam(name, value)
        return self

    set_from_map = override_from_dict

    def set_model_structure(self, model_structure: Any) -> None:
        """Keeps it."""
        self._model_structure = model_structure

    def get_model_structure(self) -> Any:
        """What was kept."""
        return self._model_structure

    def to_json(self, indent: Any = None, separators: Any = None, sort_keys: bool = False) -> str:
        """Them as JSON."""
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def parse_json(self, values_json: str) -> "HParams":
        """Sets what JSON says."""
        return self.override_from_dict(json.loads(values_json))

    def values(self) -> Dict[str, Any]:
        """Each name with its value."""
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key: str, default: Any = None) -> Any:
        """One, or the default where there is none.

        Raises:
          ValueError: the default has another type.
        """
        if key not in self._hparam_types:
            return default
        if default is not None:
            kind, is_list = self._hparam_types[key]
            if isinstance(default, list) != is_list:
                raise ValueError(f"the hyperparameter {key} cannot have the default {default!r}")
            for each in default if is_list else [default]:
                _cast(key, kind, each)
        return getattr(self, key)

    def __contains__(self, key: str) -> bool:
        return key in self._hparam_types

    def __str__(self) -> str:
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({sorted(self.values().items())})"


def parse_values(
    values: str, type_map: Dict[str, type], ignore_unknown: bool = False
) -> Dict[str, Any]:
    """What a text assigns: values, lists, or a dict of indices for elements of a list.

    Args:
      values: ``rate=0.1,sizes=[1,2]``.
      type_map: The type of each name.
      ignore_unknown: Whether other names are passed over.

    Raises:
      ValueError: it cannot be read, or has a name or a type that is not there, or a name twice.

    >>> parse_values("a=1,b=[x, y],c[1]=2.5", {"a": int, "b": str, "c": float})
    {'a': 1, 'b': ['x', 'y'], 'c': {1: 2.5}}
    """
    found: Dict[str, Any] = {}
    at = 0
    while at < len(values):
        match = _ASSIGNED.match(values, at)
        if match is None:
            raise ValueError(f"Malformed hyperparameter value: {values[at:]}")
        at = match.end()
        name, index = match.group("name"), match.group("index")
        if name not in type_map:
            if ignore_unknown:
                continue
            raise ValueError(f"Unknown hyperparameter type for {name}")
        old = found.get(name)
        if name in found and not (index and isinstance(old, dict) and int(index) not in old):
            raise ValueError(f"Multiple assignments to variable {name!r} in {values}")
        if match.group("list") is not None:
            if index:
                raise ValueError("Assignment of a list to a list index.")
            texts: List[str] = [text for text in re.split("[ ,]", match.group("list")) if text]
            found[name] = [_read(name, type_map[name], text, values) for text in texts]
            continue
        value = _read(name, type_map[name], match.group("one"), values)
        if index:
            found.setdefault(name, {})[int(index)] = value
        else:
            found[name] = value
    return found


def _read(name: str, kind: type, text: str, values: str) -> Any:
    try:
        if kind is bool:
            words = {"true": True, "True": True, "false": False, "False": False}
            return words[text] if text in words else bool(int(text))
        return kind(text)
    except ValueError:
        raise ValueError(
            f"Could not parse hparam {name!r} of type {kind.__name__!r} with value {text!r} in "
            f"{values}"
        ) from None


def _cast(name: str, kind: type, value: Any) -> Any:
    if type(value) is kind or kind is type(None):
        return value
    is_text = isinstance(value, (str, bytes))
    if (
        (issubclass(kind, (str, bytes)) and not is_text)
        or issubclass(kind, bool) != isinstance(value, bool)
        or (issubclass(kind, numbers.Integral) and not isinstance(value, numbers.Integral))
        or (issubclass(kind, numbers.Number) and not isinstance(value, numbers.Number))
    ):
        raise ValueError(f"Could not cast hparam {name!r} of type {kind!r} from value {value!r}")
    make: Any = kind
    return make(value)


_contrib.part(__name__)
