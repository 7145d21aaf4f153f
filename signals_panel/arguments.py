"""The arguments of a send as one text, quickly: most sends are about a model instance."""

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
MAX_LINES = 1_000


def describe_arguments(signal: Any, sender: Any, named: dict[str, Any]) -> tuple[str, int]:
    """Return the named arguments of a send as lines of name and text, and a number.

    The number stands for ``PK_MARK`` in the text: it is the primary key of the first model
    instance, so that the texts of a thousand sends are one.
    """
    if signal is pre_init and "args" in named:
        named = {**named, "args": _positional_fields(sender, named["args"])}
    elif signal is setting_changed and is_secret(str(named.get("setting"))):
        named = {**named, "value": Masked}
    text, pk = "", 0
    for name, value in named.items():
        lines = _lines_by_model.get(id(type(value)))
        if lines is not None and not pk:
            key = value.__dict__.get(lines.pk_name, lines)
            if key is None:
                line = lines.unsaved[name]
            elif type(key) is int and 0 < key < MAX_PK:
                line, pk = lines.marked[name], key
            else:
                line = _line(name, value)
        elif value is None:
            line = _NONE[name]
        elif value is True or value is False:
            line = _TRUE[name] if value else _FALSE[name]
        else:
            line = _line(name, value)
        text = f"{text}{line}" if text else line
    return text, pk


def arguments_of(text: str, pk: int) -> dict[str, str]:
    """Return the arguments by name, from what ``describe_arguments`` returned."""
    lines = text.replace(PK_MARK, str(pk), 1).split(END)
    return {name: value for name, _, value in (line.partition(IS) for line in lines if line)}


class _Lines(dict[str, str]):
    """Lines that give the same text to whatever name is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __missing__(self, name: str) -> str:
        line = f"{name}{IS}{MASK if is_secret(name) else self.text}{END}"
        if len(self) < MAX_LINES:
            self[name] = line
        return line


class _ModelLines:
    """The lines of arguments that are instances of a model with a key of one column.

    Attributes:
        marked: for an instance whose key is given beside the text.
        unsaved: for an instance that has no key yet.
    """

    def __init__(self, label: str, pk_name: str) -> None:
        self.pk_name = pk_name
        self.marked = _Lines(f"{label}(pk={PK_MARK})")
        self.unsaved = _Lines(f"{label}(pk=None)")


_NONE, _TRUE, _FALSE = _Lines("None"), _Lines("True"), _Lines("False")
_models: IdentityTable[_ModelLines] = IdentityTable()
_lines_by_model = _models.facts


def _line(name: str, value: Any) -> str:
    kind = type(value)
    if issubclass(kind, Model) and id(kind) not in _lines_by_model:
        facts = model_facts(kind)
        plain = kind.__getattribute__ is object.__getattribute__  # else it is the user's code
        if plain and len(facts.pk_names) == 1:
            _models.add(kind, _ModelLines(facts.label, facts.pk_names[0]))
    return f"{name}{IS}{describe(value, name)}{END}"


def _positional_fields(model: Any, values: Any) -> dict[str, Any]:
    """Map the positional arguments of a model's constructor to their field names."""
    names = (field.attname for field in model._meta.concrete_fields)
    return dict(zip(names, values, strict=False))
