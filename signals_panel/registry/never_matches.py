"""Connections whose sender can never be what is sent, as far as Django's own signals go.

Each of them is sent by one kind of sender: the classes of models, through models, the
configurations of apps, the classes of handlers. What is concluded is a JSON-safe item;
``reasons`` words it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.core.handlers.base import BaseHandler
from django.db.models import Model

from ..texts.describe import model_facts
from ..texts.naming import bases_of, class_name, instance_dict, plain, printable, short_class_name
from ..texts.sender_facts import (
    APP,
    CLASS,
    INSTANCE,
    RELATION,
    TEXT,
    SenderFacts,
    options_of,
    through_of,
)
from ..texts.senders import INSTANCE as INSTANCE_OF

Item = dict[str, Any]

NAMED = 3
FAKE = "__fake__"
"""The module of models as a migration's past had them."""

_SAVING = tuple(f"{when}_{what}" for what in ("save", "delete") for when in ("pre", "post"))
_OF_MODELS = ("pre_init", "post_init", *_SAVING)


def never_of(signal: str, facts: SenderFacts, text: str | None) -> Item | None:
    """Return why a sender can never be what a signal is sent by; None if it may be.

    *text* is the sender's name. ``why`` is a word, ``connect_to`` the names of what to connect
    to instead. ``certain`` is False where code other than Django's might send so all the same.
    """
    sender, name = facts.target, signal.rpartition(".")[2]
    if sender is None or not apps.models_ready:
        return None
    if facts.kind == CLASS and options_of(sender) and class_name(sender).startswith(f"{FAKE}."):
        return _never("fake", _todays(sender), certain=False)
    if signal in _OF_SIGNALS:
        return _OF_SIGNALS[signal](name, facts, text)
    model = _labelled(facts, text)
    return _never("label", [class_name(model)], certain=False) if model else None


def kin_of(facts: SenderFacts) -> Item:
    """Return how the instances of a class are named as senders, or the class of an instance.

    ``instances`` are what such names are or begin with, ``class`` a dotted name or None.
    """
    target = facts.target
    if target is None or facts.kind == TEXT:
        return {"class": None, "instances": []}
    if facts.kind == APP:
        return {"class": class_name(type(target)), "instances": []}
    if facts.kind != CLASS:
        is_class = facts.kind == INSTANCE
        return {"class": class_name(target) if is_class else None, "instances": []}
    names = [f"{INSTANCE_OF}{class_name(target)}"]
    if options_of(target) is not None:
        names.append(f"{model_facts(target).label}(")
    configs = apps.app_configs.values() if issubclass(target, AppConfig) else ()
    names += [f"AppConfig({each.label})" for each in configs if type(each) is target]
    return {"class": None, "instances": names}


def _never(why: str, connect_to: Any = (), certain: bool = True) -> Item:
    return {"why": why, "connect_to": list(connect_to)[:NAMED], "certain": certain}


def _by_models(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    """Judge a sender of signals that models send, by their class."""
    model, options = facts.target, options_of(facts.target)
    if facts.kind == INSTANCE and options is not None:
        return _never("instance", [class_name(model)])
    if facts.kind != CLASS or options is None:
        return _never("no_model", certain=facts.kind != CLASS)
    if options.abstract:
        return _never("abstract", _heirs(model))
    if options.swapped:
        return _never("swapped", [class_name(apps.get_model(options.swapped))])
    return _never("auto_created") if options.auto_created and name in _SAVING else None


def _by_through_models(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    if facts.kind == RELATION:
        wanted = through_of(facts.target)
        known = [label for label, through, _ in _many_to_many() if through is wanted]
        return _never("through", known or ([class_name(wanted)] if wanted else []))
    options = options_of(facts.target)
    if options is None:
        return _never("through")
    found = list(_many_to_many())
    is_through = any(through is facts.target for _, through, _ in found) or options.auto_created
    if facts.kind == CLASS and is_through:
        return None
    return _never("through", (label for label, _, ends in found if _are_kin(facts.target, ends)))


def _by_prepared(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    """Judge a sender of ``class_prepared``, which a model sends once, as it is finished."""
    if model := _labelled(facts, text):
        return _never("label", [class_name(model)])
    options = options_of(facts.target)
    if facts.kind != CLASS or options is None:
        return _never("no_model")
    if options.abstract:
        return _never("abstract", _heirs(facts.target))
    return _never("prepared") if facts.prepared else None


def _by_apps(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    """Judge a sender of the signals of ``migrate``: apps that have models, by configuration."""
    if facts.kind != APP:
        return _never("app", [f'apps.get_app_config("{each}")' for each in _apps_of(facts, text)])
    config = facts.target
    own = instance_dict(config)
    label = plain(own.get("label"))
    if apps.app_configs.get(label or "") is not config:
        return _never("unloaded")
    return _never("no_models") if own.get("models_module") is None else None


def _by_handlers(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    is_handler = facts.kind == CLASS and _inherits(facts.target, BaseHandler)
    return None if is_handler else _never("handler")


def _by_classes(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    if facts.kind == CLASS:
        return None
    if facts.kind == TEXT:
        return _never("word")
    return _never("instance", [class_name(facts.target)] if facts.kind == INSTANCE else [])


def _by_users(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    """Judge a sender of what is sent by a user's class; a text may name that."""
    model = _labelled(facts, text)
    return _never("word", [class_name(model)]) if model else _by_classes(name, facts, text)


def _by_nobody(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    return _never("nobody")


def _by_text(name: str, facts: SenderFacts, text: str | None) -> Item | None:
    return None if facts.kind == TEXT else _never("text")


_OF_SIGNALS = {
    **{f"django.db.models.signals.{name}": _by_models for name in _OF_MODELS},
    "django.db.models.signals.m2m_changed": _by_through_models,
    "django.db.models.signals.class_prepared": _by_prepared,
    "django.db.models.signals.pre_migrate": _by_apps,
    "django.db.models.signals.post_migrate": _by_apps,
    "django.core.signals.request_started": _by_handlers,
    "django.core.signals.request_finished": _by_handlers,
    "django.core.signals.got_request_exception": _by_nobody,
    "django.core.signals.setting_changed": _by_classes,
    "django.db.backends.signals.connection_created": _by_classes,
    "django.contrib.auth.signals.user_logged_in": _by_users,
    "django.contrib.auth.signals.user_logged_out": _by_users,
    "django.contrib.auth.signals.user_login_failed": _by_text,
}


def _heirs(model: type) -> list[str]:
    """Return the models that inherit from an abstract one and are none themselves."""
    return [class_name(each) for each in apps.get_models() if _inherits(each, model)]


def _many_to_many() -> Iterator[tuple[str, type, tuple[type, ...]]]:
    """Yield each through model as one writes it, itself, and the models at its two ends."""
    for model in apps.get_models(include_swapped=True):
        for field in options_of(model).local_many_to_many if options_of(model) else ():
            own = instance_dict(field)
            relation = own.get("remote_field")
            through = through_of(relation)
            if through is not None:
                label = f"{short_class_name(model)}.{plain(own.get('name'))}.through"
                yield printable(label), through, (model, instance_dict(relation).get("model"))  # type: ignore[misc]


def _are_kin(model: type, others: tuple[Any, ...]) -> bool:
    """Tell whether one of two models inherits from the other, or is it."""
    classes = [each for each in others if issubclass(type(each), type)]
    return any(_inherits(model, each) or _inherits(each, model) for each in classes)


def _inherits(kind: type, base: type) -> bool:
    return any(each is base for each in bases_of(kind))


def _todays(model: Any) -> list[str]:
    """Return the model of today that a migration's model was, if there is one."""
    options = options_of(model)
    found = apps.all_models.get(options.app_label, {}).get(options.model_name)
    return [class_name(found)] if found is not None else []


def _labelled(facts: SenderFacts, text: str | None) -> type[Model] | None:
    """Return the model that a text like ``blog.Post`` names; None for what names none."""
    if facts.kind != TEXT:
        return None
    app, _, name = (text or "").partition(".")
    return apps.all_models[app].get(name.lower()) if app in apps.app_configs else None


def _apps_of(facts: SenderFacts, text: str | None) -> list[str]:
    """Return the labels of the apps that were meant by what is no app's configuration."""
    options = None if facts.kind == RELATION else options_of(facts.target)
    if options is not None:
        return [options.app_label]
    return [
        label
        for label, config in apps.app_configs.items()
        if (facts.kind == CLASS and type(config) is facts.target)
        or (facts.kind == TEXT and text in (label, config.name))
    ]
