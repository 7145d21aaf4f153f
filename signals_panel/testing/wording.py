"""Words for what was sent: names, values with secrets masked, places, how often."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from unittest.mock import ANY

from ..texts.describe import bounded_text, describe
from ..texts.masking import MASK, is_secret
from ..texts.naming import class_name
from ..texts.senders import sender_name

MATCHERS = ("unittest.mock.", "_pytest.", "dirty_equals.")
"""Where classes are from whose instances stand for values, and say best themselves for which."""


def from_sender(sender: Any) -> str:
    """Return `` from shop.models.Order``; nothing for any sender."""
    return "" if sender is ANY else f" from {sender_text(sender)}"


def sender_text(sender: Any) -> str:
    """Return the name of a sender."""
    if class_name(type(sender)).startswith(MATCHERS):
        return value_text(sender, "")
    return "no sender" if sender is None else sender_name(sender)


def with_arguments(arguments: Mapping[str, Any]) -> str:
    """Return `` with order=shop.Order(pk=1), total=3``; nothing where there are none."""
    told = ", ".join(f"{name}={value_text(value, name)}" for name, value in arguments.items())
    return f" with {told}" if told else ""


def value_text(value: Any, name: str) -> str:
    """Return the text for a value of some name: bounded, secrets masked."""
    if name and is_secret(name):
        return MASK
    if class_name(type(value)).startswith(MATCHERS):
        return bounded_text(repr(value), 200)
    return describe(value, name)


def often(times: int) -> str:
    """Return how often, in words."""
    return {1: "once", 2: "twice"}.get(times, f"{times:,} times")


def near(file: str) -> str:
    """Return a file's path from the working directory, if it is below that."""
    here = os.path.join(os.getcwd(), "")
    return file.removeprefix(here)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number of something: ``1 query``, ``2 queries``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
