"""The arguments of a send as one text, quickly: most sends are about a model instance.

A send's text is remembered where it says the same next time: the first argument is an
instance, known by its model and key, the others are ``None``, a bool or a short string.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from operator import attrgetter
from types import GetSetDescriptorType
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelBase
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import pre_init

from .called import name_in
from .describe import Masked, describe, model_facts
from .masking import MASK, is_naming, is_secret, is_value
from .naming import IdentityTable, bounded, class_attribute, instance_dict, plain

INSTANCE = "instance"
"""What Django's signals of models call what they are about, and what rules know it by."""
PK_MARK, IS, END = "\0", "\x1f", "\x1e"
"""In the text: the place of a number, the end of a name, the end of a line."""
MAX_PK = 1 << 62
DJANGOS_KEYS = (DeferredAttribute, ForeignKeyDeferredAttribute)
"""What a model has in the place of a key that was not loaded."""
MAX_TEXTS, MAX_STRING = 1_000, 50
"""How many texts are remembered of a model, and how long a string in them may be, in characters."""
MAX_ARGUMENTS = 50
"""How many arguments of a send are described; the rest is counted, and who shares a cut name."""
_ESCAPED = {ord(mark): repr(mark)[1:-1] for mark in (PK_MARK, IS, END)}


def describe_arguments(
    signal: Any, sender: Any, named: dict[str, Any], model: ModelTexts | None = None
) -> tuple[str, int]:
    """Return the named arguments of a send as lines of name and text, and a number.

    The number stands for ``PK_MARK`` in the text: it is the primary key of the first model
    instance, so that the texts of a thousand sends are one. *model* is what is known of the
    sender, where that was looked up already.
    """
    first = named.get(INSTANCE)
    if model is None or type(first) is not sender:
        first, model = _first_of(named)
        if model is None:
            return _describe(signal, sender, named)
    pk_of = model.pk_of
    try:
        pk = pk_of(first)
    except (AttributeError, KeyError):
        pk = ""
    if pk is None:
        pk, texts = 0, model.unsaved
    elif type(pk) is int and 0 < pk < MAX_PK:
        texts = model.saved
    else:
        return _describe(signal, sender, named)
    count = len(named)
    if count == 1 and texts.alone is not None and INSTANCE in named:
        return texts.alone, pk
    latest = texts.latest.get(count)
    if latest is not None:
        text, first_name, others = latest
        if named.get(first_name) is first:  # comparing is cheaper than looking up by all of it
            for name, value in others:
                if named.get(name, Masked) is not value:
                    break
            else:
                return text, pk
    return _remembered(texts, signal, sender, named, pk)


def _first_of(named: dict[str, Any]) -> tuple[Any, ModelTexts | None]:
    """Return the first argument of a send, and what is known of its class as a model."""
    for name, first in named.items():
        if type(name) is str:  # else its hash is the user's
            return first, known_models.get(id(type(first)))
        break
    return None, None


def arguments_of(text: str, pk: int | str) -> dict[str, str]:
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
    for name in named:
        if type(name) is not str:
            return _describe(signal, sender, named)
    key = (*named, *rest)
    text = texts.by_key.get(key)
    if text is None:
        text, _ = _describe(signal, sender, named)
        if len(texts.by_key) >= MAX_TEXTS or MASK in text or not _may_be_kept(named, rest):
            return text, pk
        texts.by_key[key] = text
    first_name, *names = named
    if first_name == INSTANCE and not names:
        texts.alone = text
    texts.latest[len(named)] = text, first_name, tuple(zip(names, rest, strict=True))
    return text, pk


def _may_be_kept(named: dict[str, Any], rest: list[Any]) -> bool:
    """Tell whether a text and what it is of are short."""
    strings = [*named, *(value for value in rest if type(value) is str)]
    return len(named) <= MAX_ARGUMENTS and all(len(each) <= MAX_STRING for each in strings)


class _Texts:
    """What sends about instances of a model say.

    Attributes:
        by_key: the texts, by the names of all arguments and the values of all but the first.
        alone: that of sends about an ``instance`` and nothing else, once it is known.
        latest: for a number of arguments the latest text, the first argument's name, and the
            names and values of the others.
    """

    def __init__(self) -> None:
        self.by_key: dict[Any, str] = {}
        self.alone: str | None = None
        self.latest: dict[int, tuple[str, str, tuple[tuple[str, Any], ...]]] = {}


class ModelTexts:
    """A model with a key of one column.

    Attributes:
        pk_of: returns the key of an instance; AttributeError or KeyError where it is not loaded.
        saved, unsaved: texts for instances with a key, and for those without.
    """

    def __init__(self, pk_of: Callable[[Any], Any]) -> None:
        self.pk_of = pk_of
        self.saved, self.unsaved = _Texts(), _Texts()


_models: IdentityTable[ModelTexts] = IdentityTable()
known_models = _models.facts
"""What is known of a model by its ``id()``, for the hot path."""


def _describe(signal: Any, sender: Any, named: dict[str, Any]) -> tuple[str, int]:
    """Return what ``describe_arguments`` does, of any send; its names may be of any string type."""
    if signal is pre_init:
        named = _with_fields(sender, named)
    lines: dict[str, str] = {}
    pk, hides = 0, False
    for name, value in islice(named.items(), MAX_ARGUMENTS):
        begin, is_masked, says_name = _begins[name if type(name) is str else str.__str__(name)]
        if is_masked:
            text = MASK
        elif not pk and (pk := _simple_pk(value)):
            text = f"{model_facts(type(value)).label}(pk={PK_MARK})"
        else:
            text = _escaped(describe(value))
        hides = hides or (says_name and is_secret(name_in(value)))
        lines[begin] = text
    if hides:  # as setting_changed does, with a secret setting
        lines |= {begin: MASK for begin in lines if is_value(begin.rstrip(IS))}
    if len(lines) < len(named):
        lines[f"…{IS}"] = f"{len(named) - len(lines)} more"
    return "".join([f"{begin}{text}{END}" for begin, text in lines.items()]), pk


def _with_fields(sender: Any, named: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``pre_init``, the positional ones by the names of their fields."""
    told = {str.__str__(name): value for name, value in named.items()}
    if "args" in told:
        told["args"] = _positional_fields(sender, told["args"])
    return told


class _Begins(dict[str, tuple[str, bool, bool]]):
    """How the line of an argument of some name begins; whether that name is a secret's, and
    whether it says what another argument is called.
    """

    def __missing__(self, name: str) -> tuple[str, bool, bool]:
        found = f"{_escaped(bounded(name))}{IS}", is_secret(name), is_naming(name)
        if len(self) < MAX_TEXTS:
            self[name] = found
        return found


_begins = _Begins()


def _escaped(text: str) -> str:
    """Return a text without the marks that stand for something in the arguments' text."""
    return text if text.isprintable() else text.translate(_ESCAPED)


def _simple_pk(value: Any) -> int:
    """Return a model instance's primary key where it is one positive number, else 0."""
    kind = type(value)
    model = known_models.get(id(kind))
    if model is None:
        if not issubclass(kind, Model):
            return 0
        names = model_facts(kind).pk_names
        if len(names) != 1 or not _reads_plainly(kind):
            return 0  # else it is the user's code that would run
        model = _models.add(kind, ModelTexts(_reader(kind, names[0])))
    try:
        pk = model.pk_of(value)
    except (AttributeError, KeyError):
        return 0
    return pk if type(pk) is int and 0 < pk < MAX_PK else 0


def _reader(kind: type, name: str) -> Callable[[Any], Any]:
    """Return what reads a plain model's key without running code of the user's.

    Asking for ``__dict__`` has Python make that dictionary, for as long as the instance lives; as
    an attribute the key is read without. Of one that is not loaded Django raises AttributeError,
    and asks no database for it.
    """
    is_djangos = type(class_attribute(kind, name)) in DJANGOS_KEYS
    if is_djangos and class_attribute(kind, "__getattr__") is None:
        return attrgetter(name)
    return lambda instance: instance.__dict__[name]


def _reads_plainly(kind: type) -> bool:
    """Tell whether no code of a model's own runs where ``__dict__`` is read."""
    own = type(class_attribute(kind, "__dict__"))
    return own is GetSetDescriptorType and (
        class_attribute(kind, "__getattribute__") is class_attribute(object, "__getattribute__")
    )


def _positional_fields(model: Any, values: Any) -> Any:
    """Map the positional arguments of a model's constructor to their field names."""
    if type(values) is not tuple or not issubclass(type(model), ModelBase):
        return values
    fields = class_attribute(model, "_meta").concrete_fields
    return {
        plain(instance_dict(field).get("attname")): value
        for field, value in zip(fields, values, strict=False)
    }
