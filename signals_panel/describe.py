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
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import LazyObject, Promise, empty

from .masking import MASK, is_secret, without_credentials
from .naming import IdentityTable, class_name, code_name, instance_dict

MAX_TEXT = 200
"""Longest text of one value, in characters."""
MAX_ITEMS = 10
MAX_DEPTH = 3
MAX_INT_BITS = 256
UNKNOWN = "<not described>"


def describe(value: Any, name: str = "", depth: int = 0) -> str:
    """Return a short text for *value*, the placeholder if there is no safe way to.

    *name* is what the value is called where it was found (an argument, a key, a field);
    a name that speaks of a secret masks the value, whatever it is.
    """
    try:
        if name and is_secret(name):
            return MASK
        describer = _EXACT.get(type(value))
        if describer is None:
            describer = _describer_of(type(value))
        text = describer(value, depth)
        return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
    except Exception:
        return UNKNOWN


def describe_model_instance(instance: Any) -> str:
    """Return ``blog.Post(pk=3)``, from the instance's ``__dict__`` alone."""
    label, name, pk_names = model_facts(type(instance))
    values = instance_dict(instance)
    texts = [describe(values.get(pk, Deferred), f"{name}.{pk}", 1) for pk in pk_names]
    text = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
    return f"{label}(pk={text})"


class ModelFacts(NamedTuple):
    """What the text for a model's instances is made of: ``pk_names`` as in ``__dict__``."""

    label: str
    name: str
    pk_names: list[str]


def model_facts(kind: Any) -> ModelFacts:
    """Return the facts about a model class, remembered while it lives."""
    facts = _MODELS.facts.get(id(kind))
    if facts is None:
        options = kind._meta
        fields = getattr(options, "pk_fields", None) or [options.pk]
        names = [field.attname for field in fields if field is not None]
        facts = _MODELS.add(kind, ModelFacts(options.label, options.object_name, names))
    return facts


class Masked:
    """Stands for a value that must not be shown."""


class Deferred:
    """Stands for a primary key that was never loaded."""


_MODELS: IdentityTable[ModelFacts] = IdentityTable()
_DESCRIBERS: IdentityTable[Callable[[Any, int], str]] = IdentityTable()


def _describer_of(kind: type) -> Callable[[Any, int], str]:
    describer = _DESCRIBERS.facts.get(id(kind))
    if describer is None:
        found = next((use for base, use in _BY_BASE if issubclass(kind, base)), _by_type)
        describer = _DESCRIBERS.add(kind, found)
    return describer


def _by_type(value: Any, depth: int) -> str:
    return f"<{class_name(type(value))}>"


def _text(value: str, depth: int) -> str:
    text = str.__getitem__(value, slice(0, MAX_TEXT))
    return str.__repr__(without_credentials(text) if "://" in text else text)


def _bytes(value: bytes, depth: int) -> str:
    return bytes.__repr__(bytes.__getitem__(value, slice(0, MAX_TEXT)))


def _int(value: int, depth: int) -> str:
    bits = int.bit_length(value)
    return int.__repr__(value) if bits <= MAX_INT_BITS else f"<int of {bits} bits>"


def _sequence(value: Any, depth: int) -> str:
    opening, closing, iterate = _BRACKETS[next(k for k in _BRACKETS if issubclass(type(value), k))]
    if depth >= MAX_DEPTH:
        return f"{opening}…{closing}"
    texts: list[str] = []
    name = ""
    for item in iterate(value):
        if len(texts) == MAX_ITEMS:
            texts.append("…")
            break
        texts.append(describe(item, name, depth + 1))
        name = _name_in(item) if opening == "(" else ""  # ("password", "…") is a pair
    return f"{opening}{', '.join(texts)}{closing}"


def _mapping(value: Any, depth: int) -> str:
    if depth >= MAX_DEPTH:
        return "{…}"
    texts: list[str] = []
    for key, item in _items(value):
        if len(texts) == MAX_ITEMS:
            texts.append("…")
            break
        text = describe(item, _name_in(key), depth + 1)
        texts.append(f"{describe(key, depth=depth + 1)}: {text}")
    return f"{{{', '.join(texts)}}}"


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    """Return a mapping's items; of a server's request only what the request itself says.

    WSGI's environ begins with the variables of the server's process.
    """
    if dict.__contains__(value, "REQUEST_METHOD"):
        own = [(k, v) for k, v in dict.items(value) if type(k) is str and k.startswith("HTTP_")]
        return [(k, dict.get(value, k)) for k in ("REQUEST_METHOD", "PATH_INFO")] + own
    if dict.__contains__(value, "asgi"):
        return [(k, dict.get(value, k)) for k in ("type", "method", "path", "headers")]
    return dict.items(value)


def _name_in(key: Any) -> str:
    """Return the name that a key is: a string's, also where it is of a subclass, or bytes'."""
    if issubclass(type(key), str):
        return str.__str__(key)
    return bytes.decode(key, "latin-1") if issubclass(type(key), bytes) else ""


def _enum(value: Any, depth: int) -> str:
    return f"{class_name(type(value))}.{instance_dict(value)['_name_']}"


def _queryset(value: Any, depth: int) -> str:
    return f"<{type(value).__name__} of {class_name(instance_dict(value)['model'])}>"


def _lazy(value: Any, depth: int) -> str:
    wrapped = instance_dict(value).get("_wrapped", empty)
    return _by_type(value, depth) if wrapped is empty else describe(wrapped, depth=depth + 1)


def _request(value: Any, depth: int) -> str:
    facts = instance_dict(value)
    return f"<{type(value).__name__} {facts.get('method')} {facts.get('path')}>"


def _zoned(value: Any, depth: int) -> str:
    known = type(value.tzinfo).__module__ in ("builtins", "datetime", "zoneinfo")
    return str((value if known else value.replace(tzinfo=None)).isoformat())


def _callable(value: Any, depth: int) -> str:
    return f"<{code_name(value)}>"


_SPECIAL = {Masked: MASK, Deferred: "deferred"}
_BRACKETS: dict[type, tuple[str, str, Callable[[Any], Any]]] = {
    list: ("[", "]", list.__iter__),
    tuple: ("(", ")", tuple.__iter__),
    set: ("{", "}", set.__iter__),
    frozenset: ("{", "}", frozenset.__iter__),
}
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
    (type, lambda value, depth: _SPECIAL.get(value) or f"<class {class_name(value)}>"),
    (str, _text),
    (bytes, _bytes),
    (int, _int),
    (list, _sequence),
    (tuple, _sequence),
    (set, _sequence),
    (frozenset, _sequence),
    (dict, _mapping),
)
