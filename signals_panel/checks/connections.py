"""What the system checks say of connections: of receivers that never run, or run twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Warning as Message
from django.urls import get_resolver

from ..fates.in_vain_wording import OWN_UID, by_line, how_to_disconnect, why_dropped, why_left
from ..fates.listed import is_projects
from ..fates.never_wording import why_never
from ..fates.shared_names import named, shared_names
from ..findings.case import last_name
from ..hooks.database_deletes import CASCADE, effects_of
from ..hooks.in_vain import CONNECT, DISCONNECT
from ..registry.items import made_at
from ..registry.overlaps import overlaps
from ..registry.registry import Registry, registry_now
from ..texts.naming import class_name

Item = dict[str, Any]

_SAVING = ("pre_save", "post_save")
_NAMES = {
    CASCADE: ("pre_delete", "post_delete"),
    "DB_SET_NULL": _SAVING,
    "DB_SET_DEFAULT": _SAVING,
}

FIRST = 'List "signals_panel" first in INSTALLED_APPS.'
RENAME = "Give the two different names."
SENDER = "Connect it for a sender that sends this signal, or for every sender."
KEEP = "Keep a reference to it for as long as it is wanted, or connect it with weak=False."


def connection_problems() -> Iterator[Message]:
    """Yield W001 to W004 and W007 to W010; the URLconf is loaded, as Django's own checks do."""
    load_urlconf()
    yield from problems_in(registry_now())


def load_urlconf() -> Exception | None:
    """Import the URLconf, which may connect receivers; return what came of it, if it failed."""
    if getattr(settings, "ROOT_URLCONF", None):
        try:
            _ = get_resolver().url_patterns
        except Exception as error:  # Django's own checks tell
            return error
    return None


def problems_in(registry: Registry) -> Iterator[Message]:
    """Yield what is wrong with the connections of a registry, or of a part of one."""
    alive = _named([each for each in registry["connections"] if each["alive"]])
    yield from _unimported(registry["unimported"])
    yield from _kept_by_debug(alive)
    yield from _connected_twice(alive)
    yield from _not_first(alive)
    yield from _unheard_by_database(alive)
    yield from _never_matching(alive)
    yield from _dropped(registry["in_vain"])
    yield from _left(registry["in_vain"])


def _named(connections: list[Item]) -> list[Item]:
    """Return connections with the name that tells their receiver from others, as ``named``."""
    shared = shared_names(connections)
    return [{**each, "named": named(each, each["connected_at"], shared)} for each in connections]


def _unimported(found: list[Item]) -> Iterator[Message]:
    for items in _grouped(found, "module"):
        signals = _signals(items)
        yield Message(
            f"{items[0]['module']} connects receivers{f' to {signals}' if signals else ''}, but "
            "nothing imports it: they never run.",
            hint="Import it in ready() of its app's AppConfig.",
            obj=_place(items[0]),
            id="signals_panel.W001",
        )


def _kept_by_debug(connections: list[Item]) -> Iterator[Message]:
    found = [each for each in connections if each["debug_only"] and is_projects(each)]
    for items in _grouped(found, "named", "file", "line"):
        first, other = items[0], items[0]["rebound_at"]
        why = f" ({_place(other)} has taken its name)" if other else ""
        yield Message(
            f"{first['named']} is connected to {_signals(items)} and lives only because DEBUG "
            f"is on{why}: in production it never runs.",
            hint=RENAME if other else KEEP,
            obj=_place(first),
            id="signals_panel.W002",
        )


def _connected_twice(connections: list[Item]) -> Iterator[Message]:
    for one, other in overlaps(connections):
        if is_projects(one) or is_projects(other):
            yield Message(
                f"{one['receiver']} is connected to {last_name(one['signal'])} twice, "
                f"{_how(one)} and {_how(other)}: one send runs it twice.",
                hint="Keep one of the two.",
                obj=_place(one),
                id="signals_panel.W003",
            )


def _not_first(connections: list[Item]) -> Iterator[Message]:
    names = [config.name for config in apps.get_app_configs()]
    earlier = set(names[: names.index("signals_panel")])
    unseen = [each["receiver"] for each in connections if each["connected_at"] is None]
    missed = {name: app for name in unseen for app in [_app_of(name)] if app in earlier}
    if missed:
        yield Message(
            f"signals_panel is listed after {', '.join(sorted(set(missed.values())))}, so it did "
            f"not see where {', '.join(missed)} was connected.",
            hint=FIRST,
            id="signals_panel.W004",
        )


def _unheard_by_database(connections: list[Item]) -> Iterator[Message]:
    """Yield what databases delete or change that receivers for that very model do not hear of."""
    for effect in dict.fromkeys(
        effect for model in apps.get_models() for effect in effects_of([model])
    ):
        signals = {f"django.db.models.signals.{name}" for name in _NAMES[effect.on_delete]}
        model, deleted = class_name(effect.model), class_name(effect.deleted)
        found = [
            each
            for each in connections
            if each["signal"] in signals and each["sender"] == model and is_projects(each)
        ]
        if found:
            names = ", ".join(dict.fromkeys(each["named"] for each in found))
            yield Message(
                f"{names} will not hear of it where deleting {deleted} has the database "
                f"{'delete' if effect.on_delete == CASCADE else 'change'} rows of {model}: "
                f"{effect.field} is {effect.on_delete}, which sends no {_signals(found)}.",
                hint=f"Do the work in a pre_delete receiver of {deleted}, or silence this check "
                "if it does not matter there.",
                obj=_place(found[0]),
                id="signals_panel.W007",
            )


def _never_matching(connections: list[Item]) -> Iterator[Message]:
    """Yield the connections whose sender Django never sends their signal by."""
    for each in connections:
        if each["never"] and each["never"]["certain"] and is_projects(each):
            why = why_never(each).removeprefix("never: ")
            yield Message(
                f"{each['named']}, connected to {last_name(each['signal'])} for "
                f"{each['sender']}, never runs: {why}.",
                hint=SENDER,
                obj=_place(each["connected_at"] or each),
                id="signals_panel.W008",
            )


def _dropped(found: list[Item]) -> Iterator[Message]:
    """Yield the receivers that are not connected, as others have their ``dispatch_uid``."""
    for first, *_ in by_line(found, CONNECT):
        yield Message(
            f"{first['receiver']} is not connected to {last_name(first['signal'])}: "
            f"{why_dropped(first, _place)}.",
            hint=OWN_UID,
            obj=_place(made_at(first)),
            id="signals_panel.W009",
        )


def _left(found: list[Item]) -> Iterator[Message]:
    """Yield the receivers that are connected still, as they were disconnected in another way.

    Whether a ``disconnect()`` of another object was meant for what stands is not known.
    """
    sure = [each for each in found if not each["of_another"]]
    for first, *_ in by_line(sure, DISCONNECT):
        yield Message(
            f"{first['standing']['receiver']} is still connected to "
            f"{last_name(first['signal'])}: {why_left(first, _place)}.",
            hint=how_to_disconnect(first),
            obj=_place(made_at(first)),
            id="signals_panel.W010",
        )


def _grouped(items: list[Item], *keys: str) -> Iterable[list[Item]]:
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for each in items:
        groups[tuple(each[key] for key in keys)].append(each)
    return groups.values()


def _signals(items: list[Item]) -> str:
    """Return the signals of items; nothing for those that reading a file does not tell."""
    return ", ".join(dict.fromkeys(last_name(each["signal"]) for each in items if each["signal"]))


def _app_of(receiver: str) -> str | None:
    config = apps.get_containing_app_config(receiver)
    return None if config is None else config.name


def _how(connection: Item) -> str:
    site = made_at(connection)
    made = f" at {_place(site)}" if site else ""
    return f"for {connection['sender'] or 'every sender'}{made}"


def _place(item: Item) -> str | None:
    return None if item["file"] is None else f"{item['file']}:{item['line']}"
