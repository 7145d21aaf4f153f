"""Text for values: bounded, masked, never a query, and never a line of the user's code.

A value is looked at only through its type and, where that is safe, its ``__dict__``:
``__str__``, ``__repr__`` and properties belong to the user, can run SQL, and would make
the program behave differently with the panel on.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import types
import uuid
import zoneinfo
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import LazyObject, Promise, empty

from .called import calls_secret, name_before, name_in
from .masking import MASK, is_secret, is_value
from .naming import (
    IdentityTable,
    class_attribute,
    class_name,
    code_name,
    instance_dict,
    plain,
    printable,
    short_class_name,
)
from .secret_text import without_secrets

MAX_TEXT = 200
"""Longest text of one value, in characters."""
MAX_READ = 100
"""How much more of a text is searched for secrets than is kept, in characters."""
MAX_ITEMS = 10
MAX_DEPTH = 3
MAX_INT_BITS = 256
MAX_ASKED = 50
"""How many of a mapping's keys tell whether it says a name and a value beside that."""
LAST_KEYS = 300
"""How many of a mapping's last keys tell whether it is a request's; a server adds those last."""
MAX_REMEMBERED = 1_000
"""How many texts of strings are remembered."""
UNKNOWN = "<not described>"


def describe(value: Any, name: str = "", depth: int = 0) -> str:
    """Return a short text for *value*, the placeholder if there is no safe way to.

    *name* is what the value is called where it was found (an argument, a key, a field);
    a name that speaks of a secret masks the value, whatever it is.
    """
    try:
        if name and is_secret(name):
            return MASK
        kind = type(value)
        describer = _known.get(id(kind))
        if describer is None:
            describer = _describer_of(kind)
        text = describer(value, depth)
        return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
    except Exception:
        return UNKNOWN


def bounded_text(text: str, most: int) -> str:
    """Return about as many characters of a string as may be kept, without the secrets in it."""
    read = str.__getitem__(text, slice(0, most + MAX_READ))
    is_cut = str.__len__(text) > len(read)
    told = without_secrets(read, is_cut)
    return f"{told}…" if is_cut and len(told) < most else told[:most]


def describe_model_instance(instance: Any) -> str:
    """Return ``blog.Post(pk=3)``, from the instance's ``__dict__`` alone."""
    label, name, pk_names = model_facts(type(instance))
    values = instance_dict(instance)
    texts = [_key_text(values.get(pk, Deferred), f"{name}.{pk}") for pk in pk_names]
    text = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
    return f"{label}(pk={text})"


def _key_text(value: Any, name: str) -> str:
    """Return the text for a primary key; a number opens nothing, whatever its model is called."""
    is_number = type(value) is int or value is None or value is Deferred
    return describe(value, "" if is_number else name, 1)


class ModelFacts(NamedTuple):
    """What the text for a model's instances is made of: ``pk_names`` as in ``__dict__``."""

    label: str
    name: str
    pk_names: list[str]


def model_facts(kind: Any) -> ModelFacts:
    """Return the facts about a model class, remembered while it lives."""
    facts = _MODELS.facts.get(id(kind))
    if facts is None:
        options = class_attribute(kind, "_meta")
        fields = getattr(options, "pk_fields", None) or [options.pk]
        names = [instance_dict(field)["attname"] for field in fields if field is not None]
        facts = _MODELS.add(kind, ModelFacts(options.label, options.object_name, names))
    return facts


class Masked:
    """Stands for a value that must not be shown."""


class Deferred:
    """Stands for a primary key that was never loaded."""


_MODELS: IdentityTable[ModelFacts] = IdentityTable()
_DESCRIBERS: IdentityTable[Callable[[Any, int], str]] = IdentityTable()
_texts: dict[str, str] = {}
"""The texts of short strings in which nothing was masked."""
_known = _DESCRIBERS.facts
"""What describes a value by the id() of its type: a type's own hash may be the user's."""


def _describer_of(kind: type) -> Callable[[Any, int], str]:
    found = next((use for base, use in _BY_BASE if issubclass(kind, base)), None)
    return _DESCRIBERS.add(kind, _of_type(kind) if found is None else found)


def _of_type(kind: type) -> Callable[[Any, int], str]:
    text = f"<{class_name(kind)}>"
    return lambda value, depth: text


def _by_type(value: Any, depth: int) -> str:
    return f"<{class_name(type(value))}>"


def _text(value: str, depth: int) -> str:
    if type(value) is not str:
        return str.__repr__(bounded_text(value, MAX_TEXT))
    return _texts.get(value) or _text_of_other(value)


def _text_of_other(value: str) -> str:
    """Return the text for a string; remember one without secrets: most are said again."""
    text = repr(bounded_text(value, MAX_TEXT))
    if len(value) <= MAX_TEXT and text == repr(value):
        if len(_texts) >= MAX_REMEMBERED:
            _texts.clear()
        _texts[value] = text
    return text


def _bytes(value: bytes, depth: int) -> str:
    read = bytes.__getitem__(value, slice(0, MAX_TEXT + MAX_READ + 1))
    told = bounded_text(read.decode("latin-1"), MAX_TEXT)
    return bytes.__repr__(told.encode("latin-1", "replace"))


def _int(value: int, depth: int) -> str:
    bits = int.bit_length(value)
    return int.__repr__(value) if bits <= MAX_INT_BITS else f"<int of {bits} bits>"


def _list(value: list[Any], depth: int) -> str:
    return f"[{_items(list.__iter__(value), depth, _is_pair(value))}]"


def _is_pair(value: list[Any]) -> bool:
    """Tell whether a list may be a name and its value: longer ones are lists of names, too."""
    return list.__len__(value) == 2


def _tuple(value: tuple[Any, ...], depth: int) -> str:
    names = _field_names(type(value))
    if names and calls_secret(zip(names, tuple.__iter__(value), strict=False)):
        names = ["secret" if is_value(name) else name for name in names]
    comma = "," if tuple.__len__(value) == 1 else ""
    return f"({_items(tuple.__iter__(value), depth, True, names)}{comma})"


def _field_names(kind: type) -> list[str]:
    """Return the names of a named tuple's fields; none for what has no names."""
    for attribute in ("_fields", "__match_args__") if kind is not tuple else ():
        fields = class_attribute(kind, attribute)
        if issubclass(type(fields), tuple):
            return [plain(each) or "" for each in tuple.__iter__(fields)]
    return []


def _set(value: set[Any], depth: int) -> str:
    return f"{{{_items(set.__iter__(value), depth)}}}" if set.__len__(value) else "set()"


def _frozenset(value: frozenset[Any], depth: int) -> str:
    if not frozenset.__len__(value):
        return "frozenset()"
    return f"frozenset({{{_items(frozenset.__iter__(value), depth)}}})"


def _items(
    values: Iterable[Any], depth: int, are_pairs: bool = False, names: Sequence[str] = ()
) -> str:
    """Return the texts of what a container holds; see ``described``."""
    texts = described(values, depth + 1, are_pairs, names) if depth < MAX_DEPTH else ["…"]
    return ", ".join(texts)


def described(
    values: Iterable[Any], depth: int = 0, are_pairs: bool = True, names: Sequence[str] = ()
) -> list[str]:
    """Return a text for each of these values, at most ``MAX_ITEMS`` and an ellipsis.

    *are_pairs* says that after a name may stand its value; *names* are those of the values.
    """
    texts: list[str] = []
    before = ""
    for place, value in enumerate(values):
        if place == MAX_ITEMS:
            texts.append("…")
            break
        name = names[place] if place < len(names) else ""
        name = name if name and is_secret(name) else name_before(value, before)
        texts.append(describe(value, name, depth))
        before = name_in(value) if are_pairs or _is_option(value) else ""
    return texts


def _is_option(value: Any) -> bool:
    """Tell an argument of a command line such as ``--password``, which its value follows."""
    return issubclass(type(value), str) and str.startswith(value, "-")


def _mapping(value: Any, depth: int) -> str:
    if depth >= MAX_DEPTH:
        return "{…}"
    pairs = _pairs(value)
    hides = calls_secret((name_in(key), item) for key, item in islice(pairs, MAX_ASKED))
    texts: list[str] = []
    for key, item in pairs:
        if len(texts) == MAX_ITEMS:
            texts.append("…")
            break
        name = name_in(key)
        text = MASK if hides and is_value(name) else describe(item, name, depth + 1)
        texts.append(f"{describe(key, depth=depth + 1)}: {text}")
    return f"{{{', '.join(texts)}}}"


def _pairs(value: Any) -> Iterable[tuple[Any, Any]]:
    """Return a mapping's items; of a server's request only what the request itself says.

    WSGI's environ begins with the variables of the server's process. No key is looked up: it
    would be compared with those there are, and how these compare is the user's.
    """
    last = islice(dict.__reversed__(value), LAST_KEYS)
    marks = {key for key in last if type(key) is str and key in ("REQUEST_METHOD", "asgi")}
    if not marks:
        return dict.items(value)
    own = {key: item for key, item in dict.items(value) if type(key) is str}
    if "REQUEST_METHOD" in marks:
        headers = [(key, item) for key, item in own.items() if key.startswith("HTTP_")]
        return [(key, own.get(key)) for key in ("REQUEST_METHOD", "PATH_INFO")] + headers
    return [(key, own.get(key)) for key in ("type", "method", "path", "headers")]


def _enum(value: Any, depth: int) -> str:
    facts = instance_dict(value)
    name = plain(facts.get("_name_"))
    if name is None:  # flags that have no name together
        return f"{class_name(type(value))}({describe(facts.get('_value_'), depth=depth + 1)})"
    return f"{class_name(type(value))}.{name}"


def _queryset(value: Any, depth: int) -> str:
    return f"<{short_class_name(type(value))} of {class_name(instance_dict(value)['model'])}>"


def _lazy(value: Any, depth: int) -> str:
    wrapped = instance_dict(value).get("_wrapped", empty)
    if wrapped is empty or depth >= MAX_DEPTH:
        return _by_type(value, depth)
    return describe(wrapped, depth=depth + 1)


def _request(value: Any, depth: int) -> str:
    facts = instance_dict(value)
    method, path = (plain(facts.get(name)) for name in ("method", "path"))
    path = path and printable(bounded_text(path, MAX_TEXT))
    return f"<{short_class_name(type(value))} {method} {path}>"


def _zoned(value: Any, depth: int) -> str:
    """Return a time; a zone is asked for its offset only where no code of the user's can be."""
    zone = type(value.tzinfo)
    known = zone is type(None) or zone is dt.timezone or zone is zoneinfo.ZoneInfo
    return str((value if known else value.replace(tzinfo=None)).isoformat())


def _callable(value: Any, depth: int) -> str:
    return f"<{code_name(value)}>"


def _type(value: type, depth: int) -> str:
    if value is Masked:
        return MASK
    return "deferred" if value is Deferred else f"<class {class_name(value)}>"


_EXACT: dict[type, Callable[[Any, int], str]] = {
    type(None): lambda value, depth: "None",
    bool: lambda value, depth: "True" if value else "False",
    float: lambda value, depth: float.__repr__(value),
    decimal.Decimal: lambda value, depth: f"Decimal('{value}')",
    uuid.UUID: lambda value, depth: f"UUID('{value}')",
    dt.date: lambda value, depth: value.isoformat(),
    dt.datetime: _zoned,
    dt.time: _zoned,
    dt.timedelta: lambda value, depth: str(value),
    types.FunctionType: _callable,
    types.MethodType: _callable,
    types.BuiltinFunctionType: _callable,
}
_BY_BASE: tuple[tuple[type, Callable[[Any, int], str]], ...] = (
    (Model, lambda value, depth: describe_model_instance(value)),
    (QuerySet, _queryset),
    (HttpRequest, _request),
    (enum.Enum, _enum),
    (LazyObject, _lazy),
    (Promise, _by_type),
    (type, _type),
    (str, _text),
    (bytes, _bytes),
    (int, _int),
    (list, _list),
    (tuple, _tuple),
    (set, _set),
    (frozenset, _frozenset),
    (dict, _mapping),
)
for _kind, _describer in _EXACT.items():
    _DESCRIBERS.add(_kind, _describer)
