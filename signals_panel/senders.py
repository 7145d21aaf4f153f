"""Text for senders: nearly always a class, whose name is remembered while it lives."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from .describe import bounded_text, describe, describe_model_instance
from .naming import MAX_NAME, IdentityTable, bounded, class_name

_class_names: IdentityTable[str] = IdentityTable()
class_names = _class_names.facts
"""The text for a class by its id(), for the hot path."""


def name_of_sender(sender: Any) -> str | None:
    """Return the text for a sender; that of a class is remembered while it lives."""
    name = _class_names.facts.get(id(sender))
    if name is None:
        name = sender_name(sender)
        if name is not None and issubclass(type(sender), type):
            _class_names.add(sender, name)
    return name


def sender_name(sender: Any) -> str | None:
    """Return the text for a sender: a dotted class name, a literal, an instance's label.

    ``None`` stays ``None``; a string is itself; what has no better name gives its type.
    """
    kind = type(sender)
    if sender is None:
        return None
    if issubclass(kind, type):
        return class_name(sender)
    if issubclass(kind, str):
        return bounded(bounded_text(sender, MAX_NAME))
    if kind is complex:
        return repr(sender)
    if kind is int or kind is float or kind is bool:
        return describe(sender)
    return describe_model_instance(sender) if issubclass(kind, Model) else class_name(kind)
