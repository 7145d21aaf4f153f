"""The steps of an operation, as JSON-safe items: what is sent, who is bypassed, what else is.

A step has a ``kind``: ``signal`` (sent, with its receivers), ``bypass`` (what a row's own signals
would have told them), or ``note``. All have a ``text``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ..registry.items import made_at
from ..registry.registry import Registry
from ..texts.naming import class_name

Item = dict[str, Any]

SIGNALS = "django.db.models.signals."
INIT, SAVE = ("pre_init", "post_init"), ("pre_save", "post_save")
DELETE = ("pre_delete", "post_delete")


class Receivers:
    """Who receives the signals of models, as the registry knows."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._by_signal: dict[str, list[Item]] = defaultdict(list)
        for each in registry["connections"]:
            if each["alive"]:
                self._by_signal[each["signal"]].append(each)

    def of(self, name: str, model: type) -> list[Item]:
        """Return the receivers of Django's signal of that name that a model's send reaches."""
        identity = str(id(model))
        return [
            _receiver(each)
            for each in self._by_signal[f"{SIGNALS}{name}"]
            if each["sender"] is None or each["sender_identity"] == identity
        ]

    def hear(self, names: Iterable[str], model: type) -> bool:
        """Tell whether anybody receives one of some signals of a model."""
        return any(self.of(name, model) for name in names)

    def for_classes(self, names: Iterable[str], classes: Iterable[type]) -> Iterator[Item]:
        """Yield the connections to some signals for these very classes."""
        identities = {str(id(each)) for each in classes}
        for name in names:
            for each in self._by_signal[f"{SIGNALS}{name}"]:
                if each["sender"] is not None and each["sender_identity"] in identities:
                    yield each

    def by_hand(self, model: type) -> dict[str, list[Item]]:
        """Return the receivers of signals that are not Django's for a model, by their signal."""
        identity = str(id(model))
        return {
            signal: found
            for signal, connections in sorted(self._by_signal.items())
            if not signal.startswith("django.")
            for found in [
                [_receiver(each) for each in connections if _is_for(each, identity)],
            ]
            if found
        }


def sent(receivers: Receivers, name: str, model: type, text: str = "") -> Item:
    """Return the step of a signal that is sent by a model."""
    return {
        "kind": "signal",
        "signal": f"{SIGNALS}{name}",
        "sender": class_name(model),
        "receivers": receivers.of(name, model),
        "text": text,
    }


def bypassed(receivers: Receivers, names: Iterable[str], model: type, text: str) -> Item:
    """Return the step of a change that a model's receivers of some signals do not hear of."""
    found = {name: receivers.of(name, model) for name in names}
    return {
        "kind": "bypass",
        "model": class_name(model),
        "signals": [f"{SIGNALS}{name}" for name, missed in found.items() if missed],
        "receivers": [each for missed in found.values() for each in missed],
        "text": text,
    }


def note(text: str) -> Item:
    """Return a step that only says something."""
    return {"kind": "note", "text": text}


def _is_for(connection: Item, identity: str) -> bool:
    return connection["sender"] is not None and connection["sender_identity"] == identity


def _receiver(connection: Item) -> Item:
    return {
        **{key: connection[key] for key in ("signal", "receiver", "file", "line", "is_async")},
        "for_every_sender": connection["sender"] is None,
        "connected_at": made_at(connection),
    }
