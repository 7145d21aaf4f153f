"""The part of the registry that somebody asks for: by signal, by sender, by app."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import Any

from django.apps import AppConfig, apps
from django.core.management import CommandError

from ..registry.items import made_at
from ..registry.never_matches import never_of
from ..registry.registry import Registry
from ..texts.naming import class_name, last_part, without_partials
from ..texts.sender_facts import facts_of

Item = dict[str, Any]

NEAREST = 3
"""How many names are offered in the place of one that does not exist."""
LIKENESS = 0.7
"""How much a name must be like what was written: 1.0 is the same."""
WITHOUT_WILDCARDS = str.maketrans("", "", "*?[]")
NOT_BY_MODELS = frozenset(
    (
        "django.core.signals.setting_changed",
        "django.db.backends.signals.connection_created",
        "django.test.signals.template_rendered",
        "django.utils.autoreload.autoreload_started",
        "django.utils.autoreload.file_changed",
    )
)
"""Signals that Django never sends by a model, beside those that ``never_of`` knows."""
PARTS = "connections", "deaths", "removed", "in_vain"


def chosen(registry: Registry, name: str | None, sender: str | None, app: str | None) -> Registry:
    """Return the registry with only what is asked for; all of it where nothing is.

    *name* is the dotted name of a signal, the end of one, or a glob. *sender* is a model such as
    ``shop.Order``, or the name of whatever else a connection is for: connections that it would
    reach are left, those for every sender included. *app* is a label: what is left are receivers
    of that app, and those that a package connects for it.

    Raises:
        CommandError: there is no such thing; the message has the nearest names.
    """
    if name is not None:
        registry = _with_signals(registry, signals_called(registry, name))
    if sender is not None:
        registry = _only(registry, _hears(registry, sender), lambda each: True)
    if app is not None:
        config = app_called(app)
        registry = _only(registry, _is_of(config), lambda each: _is_in(config, each["module"]))
    return registry


def signals_called(registry: Registry, name: str) -> set[str]:
    """Return the signals that a name, the end of one or a glob is for."""
    known = {*registry["signals"], *(each["signal"] for each in registry["connections"])}
    found = {each for each in known if _matches(each, name)}
    if not found:
        raise CommandError(_nothing("signal", name, known))
    return found


def model_called(label: str) -> Any:
    """Return the model of a label or a dotted name, whatever case it is written in."""
    models = apps.get_models(include_auto_created=True)
    named = {model._meta.label_lower: model for model in models}
    named.update({class_name(model): model for model in models})
    found = named.get(label) or named.get(label.lower())
    if found is None:
        raise CommandError(_nothing("model", label, [each._meta.label for each in models]))
    return found


def app_called(label: str) -> AppConfig:
    """Return the configuration of an app."""
    configs = list(apps.get_app_configs())
    found = next((each for each in configs if label in (each.label, each.name)), None)
    if found is None:
        raise CommandError(_nothing("app", label, [each.label for each in configs]))
    return found


def _nothing(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the sentence on a name that does not exist, with those nearest to it."""
    ends: dict[str, list[str]] = {}
    for each in sorted(known):
        for form in {each.lower(), last_part(each).lower()}:
            ends.setdefault(form, []).append(each)
    name_alone = name.translate(WITHOUT_WILDCARDS).strip(".").lower()
    close = difflib.get_close_matches(name_alone, ends, NEAREST, LIKENESS)
    near = list(dict.fromkeys(each for form in close for each in ends[form]))[:NEAREST]
    offer = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"No {kind} is called {name!r}.{offer}"


def _matches(signal: str, name: str) -> bool:
    return (
        signal == name
        or signal.endswith(f".{name}")
        or fnmatchcase(signal, name)
        or fnmatchcase(last_part(signal), name)
    )


def _with_signals(registry: Registry, names: set[str]) -> Registry:
    found = _only(
        registry,
        lambda each: each["signal"] in names,
        lambda each: not each["signal"] or each["signal"] in names,
    )
    return {**found, "signals": sorted(names)}


def _only(
    registry: Registry, keeps: Callable[[Item], bool], keeps_source: Callable[[Item], bool]
) -> Registry:
    """Return the registry with the connections that are kept, and the signals they are to."""
    found = {part: list(filter(keeps, registry[part])) for part in PARTS}
    sources = list(filter(keeps_source, registry["unimported"]))
    signals = sorted({each["signal"] for each in found["connections"]})
    return {**registry, **found, "unimported": sources, "signals": signals}


def _hears(registry: Registry, sender: str) -> Callable[[Item], bool]:
    """Return what tells of a connection whether a send by *sender* would reach it."""
    named = {each["sender"] for part in PARTS for each in registry[part]} - {None}
    if sender in named and sender not in {class_name(each) for each in apps.get_models()}:
        return lambda each: each["sender"] in (None, sender)
    model = model_called(sender)
    facts, text, identity = facts_of(model), class_name(model), str(id(model))
    assert facts is not None

    def hears(connection: Item) -> bool:
        if connection["sender"] is not None:
            return bool(connection["sender_identity"] == identity)
        signal = connection["signal"]
        return signal not in NOT_BY_MODELS and never_of(signal, facts, text) is None

    return hears


def _is_of(config: AppConfig) -> Callable[[Item], bool]:
    """Return what tells of a connection whether it is the receiver of an app's, or made for it."""
    directory = os.path.join(os.fspath(config.path), "")

    def is_of(connection: Item) -> bool:
        site = made_at(connection) or {}
        by_package = connection["connected_for"] is not None
        return _is_in(config, connection["receiver"]) or (
            by_package and str(site.get("file")).startswith(directory)
        )

    return is_of


def _is_in(config: AppConfig, dotted: str) -> bool:
    return apps.get_containing_app_config(without_partials(dotted)) is config
