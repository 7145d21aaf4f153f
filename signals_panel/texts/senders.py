"""Text for senders: nearly always a class, whose text is remembered while it lives.

Django tells senders apart by identity, and several may have one name: two instances, two
classes made by one function. So a text is marked with the identity of its sender, which tells
the connections of one from those of another, and is taken off before anyone reads it.
"""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from django.apps import AppConfig
from django.db.models import Model

from .describe import bounded_text, describe, describe_model_instance
from .naming import (
    MAX_NAME,
    IdentityTable,
    bounded,
    class_attribute,
    class_name,
    code_name,
    instance_dict,
)

MARK = "\0"
"""Stands between a sender's name and its identity; the last one in a text does."""
INSTANCE = "instance of "
"""What the name of a sender begins with that has no name of its own."""

_class_names: IdentityTable[str] = IdentityTable()
class_names = _class_names.facts
"""The marked text for a class by its id(), for the hot path."""


def marked_name(sender: Any) -> str | None:
    """Return the text for a sender, marked; that of a class is remembered while it lives."""
    text = class_names.get(id(sender))
    if text is None and sender is not None:
        text = marked(sender_name(sender), _key(sender))
        if issubclass(type(sender), type):
            _class_names.add(sender, text)
    return text


def known_classes() -> list[type]:
    """Return the classes that were named as senders, those that live."""
    return _class_names.targets()


def kind_name(sender: Any) -> str | None:
    """Return the text for a sender, marked only where it is a class: for what is counted by it."""
    if sender is None or issubclass(type(sender), type):
        return marked_name(sender)
    return f"{sender_name(sender)}{MARK}"


def marked(name: str, key: Any) -> str:
    """Return a sender's name, marked with what its part of Django's lookup key stands for."""
    return f"{name}{MARK}{as_identity(key)}"


def as_identity(key: Any) -> str:
    """Return the identity that a sender's part of Django's lookup key stands for."""
    return ".".join(map(str, key)) if type(key) is tuple else str(key)


def parted(text: str | None) -> tuple[str | None, str]:
    """Return a marked text's name and identity; no identity where none was taken."""
    if text is None:
        return None, ""
    name, _, identity = text.rpartition(MARK)
    return name, identity


def sender_name(sender: Any) -> str:
    """Return the name of a sender that is not ``None``.

    A class, function or method has its dotted name, a string is itself, a number a literal, a
    model instance its label and key; of what has no better name it is told what it is.
    """
    kind = type(sender)
    if issubclass(kind, type):
        return class_name(sender)
    if issubclass(kind, str):
        return bounded(bounded_text(sender, MAX_NAME))
    if kind is int or kind is float or kind is bool or kind is complex:
        return describe(sender) if kind is not complex else repr(sender)
    if issubclass(kind, Model):
        return describe_model_instance(sender)
    return _other_name(sender, kind)


def _other_name(sender: Any, kind: type) -> str:
    if issubclass(kind, AppConfig):
        return _app_name(sender)
    if kind is FunctionType or kind is MethodType or kind is BuiltinFunctionType:
        return code_name(sender)
    return f"{INSTANCE}{class_name(kind)}"


def _key(sender: Any) -> Any:
    """Return a sender's part of Django's lookup key: that of a method is of what it binds."""
    if type(sender) is MethodType:
        return id(sender.__self__), id(sender.__func__)
    return id(sender)


def _app_name(config: Any) -> str:
    """Return ``AppConfig(shop)``, whatever the class of the app's configuration."""
    label = instance_dict(config).get("label", class_attribute(type(config), "label"))
    return f"AppConfig({bounded(label) if type(label) is str else ''})"
