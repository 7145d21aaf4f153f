"""The arguments of a send as one text, quickly: most sends are about a model instance.

A send's text is remembered where it says the same next time: the first argument is an
instance, known by its model and key, the others are ``None``, a bool or a short string.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import pre_init
from django.test.signals import setting_changed

from .describe import Masked, describe, model_facts
from .masking import MASK, is_secret
from .naming import IdentityTable

PK_MARK, IS, END = "\0", "\x1f", "\x1e"
"""In the text: the place of a number, the end of a name, the end of a line."""
MAX_PK = 1 << 62
MAX_TEXTS, MAX_STRING = 1_000, 50
"""How many texts are remembered of a model, and how long a string in them may be, in characters."""


def describe_arguments(signal: Any, sender: Any, named: dict[str, Any]) -> tuple[str, int]:
    """Return the named arguments of a send as lines of name and text, and a number.

    The number stands for ``PK_MARK`` in the text: it is the primary key of the first model
    instance, so that the texts of a thousand sends are one.
    """
    first = None
    for first in named.values():  # noqa: B007
        break
    model = _facts.get(id(type(first)))
    if model is None:
        return _describe(signal, sender, named)
    pk = first.__dict__.get(model.pk_name, "")
    if pk is None:
        pk, texts = 0, model.unsaved
    elif type(pk) is int and 0 < pk < MAX_PK:
        texts = model.saved
    else:
        return _describe(signal, sender, named)
    latest = texts.latest.get(len(named))
    if latest is not None:
        text, first_name, others = latest
        if named.get(first_name) is first:  # comparing is cheaper than looking up by all of it
            for name, value in others:
                if named.get(name, Masked) is not value:
                    break
            else:
                return text, pk
    return _remembered(texts, signal, sender, named, pk)


def arguments_of(text: str, pk: int) -> dict[str, str]:
    """Return the arguments by name, from what ``describe_arguments`` returned."""
    lines = text.replace(PK_MARK, str(pk), 1).split(END)
    return {name: value for name, _, value in (line.partition(IS) for line in lines if line)}


def _remembered(
    texts: _Texts, signal: Any, sender: Any, named: dict[str, Any], pk: int
) -> tuple[str, int]:
    """Return what ``describe_arguments`` does, of a send about an instance."""
    _, *rest = named.values()
    for value in rest:  # these run no code of the user's when they are looked up
        if value is not None and type(value) is not bool and type(value) is not str:
            return _describe(signal, sender, named)
    key = (*named, *rest)
    text = texts.by_key.get(key)
    if text is None:
        text, _ = _describe(signal, sender, named)
        short = all(type(value) is not str or len(value) <= MAX_STRING for value in rest)
        if not short or len(texts.by_key) >= MAX_TEXTS or any(map(is_secret, named)):
            return text, pk
        texts.by_key[key] = text
    first_name, *names = named
    texts.latest[len(named)] = text, first_name, tuple(zip(names, rest, strict=True))
    return text, pk


class _Texts:
    """What sends about instances of a model say.

    Attributes:
        by_key: the texts, by the names of all arguments and the values of all but the first.
        latest: for a number of arguments the latest text, the first argument's name, and the
            names and values of the others.
    """

    def __init__(self) -> None:
        self.by_key: dict[Any, str] = {}
        self.latest: dict[int, tuple[str, str, tuple[tuple[str, Any], ...]]] = {}


class _Model:
    """A model with a key of one column; texts for instances with a key, and for those without."""

    def __init__(self, pk_name: str) -> None:
        self.pk_name = pk_name
        self.saved, self.unsaved = _Texts(), _Texts()


_models: IdentityTable[_Model] = IdentityTable()
_facts = _models.facts


def _describe(signal: Any, sender: Any, named: dict[str, Any]) -> tuple[str, int]:
    if signal is pre_init and "args" in named:
        named = {**named, "args": _positional_fields(sender, named["args"])}
    elif signal is setting_changed and is_secret(str(named.get("setting"))):
        named = {**named, "value": Masked}
    lines, pk = [], 0
    for name, value in named.items():
        text = describe(value, name)
        if not pk and text != MASK:
            pk = _simple_pk(value)
            text = f"{model_facts(type(value)).label}(pk={PK_MARK})" if pk else text
        lines.append(f"{name}{IS}{text}{END}")
    return "".join(lines), pk


def _simple_pk(value: Any) -> int:
    """Return a model instance's primary key where it is one positive number, else 0."""
    kind = type(value)
    if not issubclass(kind, Model):
        return 0
    if id(kind) not in _facts:
        names = model_facts(kind).pk_names
        if kind.__getattribute__ is not object.__getattribute__ or len(names) != 1:
            return 0  # else it is the user's code that would run
        _models.add(kind, _Model(names[0]))
    pk = value.__dict__.get(_facts[id(kind)].pk_name)
    return pk if type(pk) is int and 0 < pk < MAX_PK else 0


def _positional_fields(model: Any, values: Any) -> dict[str, Any]:
    """Map the positional arguments of a model's constructor to their field names."""
    names = (field.attname for field in model._meta.concrete_fields)
    return dict(zip(names, values, strict=False))
