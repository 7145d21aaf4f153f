"""It costs: deletes that receivers for all senders keep from being one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, deletion

from ..registry.items import made_at
from ..texts.naming import class_name
from ..timeline.joined import Numbers
from .case import FRAMEWORK, INFO, NAMED, Case, Found, Item, Rule, last_name

SIGNALS = ("django.db.models.signals.pre_delete", "django.db.models.signals.post_delete")
SKIPPED = getattr(deletion, "SKIP_COLLECTION", {deletion.DO_NOTHING})
"""What a foreign key does on delete where Django need not look at its rows."""
HINT = "Connect it for the senders it needs, so that the others are deleted by one query."

Key = tuple[Any, ...]
"""A signal and a receiver of it: dotted names, file and line."""


def fast_delete_disabled(case: Case) -> Iterator[Found]:
    """A receiver for all senders had Django fetch rows that one query could have deleted."""
    deletes = _deletes(case)
    senders = _senders(case) if deletes else {}
    models = {class_name(model): model for model in apps.get_models()} if deletes else {}
    rows: dict[Key, dict[str, int]] = defaultdict(dict)
    calls: dict[Key, int] = {}
    about: dict[Key, Numbers] = defaultdict(list)
    for name, dispatches in deletes.items():
        called = _called(case, dispatches)
        for_all = all(None in senders[key] and name not in senders[key] for key in called)
        if for_all and name in models and _has_fast_delete(models[name]):
            calls = {**called, **calls}
            of_signals = _by_signal(case, dispatches)
            for key in called:
                rows[key][name] = max(map(len, of_signals.values()))
                about[key] += of_signals[key[0]]
    for key, call in calls.items():
        if not key[1].startswith(FRAMEWORK):
            yield Found(
                f"{case.code(call).name} is connected to {last_name(key[0])} of all senders: "
                f"{_in_words(rows[key])} were fetched to be deleted, where one query would do.",
                HINT,
                where=senders[key][None] or case.place(call),
                dispatch=case.calls.dispatch[call],
                call=call,
                dispatches=about[key],
            )


def _deletes(case: Case) -> dict[str, Numbers]:
    """Return, by model, the delete signals of rows that Django fetched, two or more by one line.

    What is deleted by its own ``delete()`` was there already.
    """
    lines = [
        (kind.signal, kind.sender, *kind.line)
        if kind.signal in SIGNALS and kind.sender and kind.line
        else None
        for kind in case.kinds.all
    ]
    groups: dict[Key, Numbers] = defaultdict(list)
    for dispatch, kind in enumerate(case.kinds.dispatches if any(lines) else ()):
        if (line := lines[kind]) is not None:
            origin, instance = case.said(dispatch, "origin", "instance")
            if origin != instance:
                groups[line].append(dispatch)
    found: dict[str, Numbers] = defaultdict(list)
    for (_, sender, *_line), group in groups.items():
        if len(group) > 1:
            found[sender] += group
    return found


def _by_signal(case: Case, dispatches: Numbers) -> dict[str, Numbers]:
    found: dict[str, Numbers] = defaultdict(list)
    for dispatch in dispatches:
        found[case.kind(dispatch).signal].append(dispatch)
    return found


def _senders(case: Case) -> dict[Key, dict[str | None, Item | None]]:
    """Return where each receiver was connected, by the senders it was connected for."""
    found: dict[Key, dict[str | None, Item | None]] = defaultdict(dict)
    for each in case.connected.listed:
        if each["signal"] in SIGNALS:
            key = each["signal"], each["receiver"], each["file"], each["line"]
            found[key][each["sender"]] = made_at(each)
    return found


def _called(case: Case, dispatches: Numbers) -> dict[Key, int]:
    """Return the first call of each receiver of some dispatches."""
    found: dict[Key, int] = {}
    for dispatch in dispatches:
        signal = case.kind(dispatch).signal
        for call in case.in_order(case.dispatches.calls_of(dispatch)):
            receiver = case.timeline.receivers[case.calls.receiver[call]]
            found.setdefault((signal, *receiver), call)
    return found


def _has_fast_delete(model: type[Model]) -> bool:
    """Tell whether Django deletes rows of a model by one query where nobody listens.

    As ``Collector.can_fast_delete`` says: nothing depends on them, and they on no parent.
    """
    options: Any = model._meta
    relations = (
        field
        for field in options.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and (field.one_to_one or field.one_to_many)
    )
    return (
        not options.concrete_model._meta.parents
        and all(each.field.remote_field.on_delete in SKIPPED for each in relations)
        and not any(hasattr(field, "bulk_related_objects") for field in options.private_fields)
    )


def _in_words(rows: dict[str, int]) -> str:
    shown = [f"{count} rows of {model}" for model, count in list(rows.items())[:NAMED]]
    more = len(rows) - NAMED
    return ", ".join(shown) + (f" and of {more} more model{'s' * (more > 1)}" if more > 0 else "")


RULES = (Rule("S404", "fast-delete-disabled", INFO, fast_delete_disabled),)
