"""The registry: every known signal and every connection to it, now, as JSON-safe rows.

It changes rarely, so it is made once and kept until a connection is made or removed, a
receiver dies, or a module is imported.
"""

from __future__ import annotations

import base64
import functools
import json
import logging
import sys
import zlib
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model

from ..hooks.remembered import generation
from ..hooks.subclasses import choosers, is_unseen
from ..log.clock import monotonic
from ..texts.naming import bases_of, class_name
from ..texts.senders import class_names, known_classes
from ..texts.signal_names import find_names, known_signals, name_of, token_of
from .connected_now import connections_now
from .past_items import deaths_among, finders_of, in_vain_among, removals_among
from .sources import unimported

Item = dict[str, Any]
Registry = dict[str, Any]
"""See ``registry_now``."""

NOTHING: Registry = {
    "signals": [], "connections": [], "deaths": [], "removed": [], "in_vain": [], "finders": {},
    "choosers": {}, "parents": {}, "unimported": [], "unseen": [],
}  # fmt: skip

MAX_AGE = 5.0
"""How many seconds what is stored may be old."""

MAX_PARENTS = 1_000
"""Of how many classes at most it is told what they inherit from."""

logger = logging.getLogger(__name__)


class Kept(NamedTuple):
    """The registry as it was stored last: for which version, and until when at most."""

    version: tuple[int, ...]
    until: float
    text: str


class Packed(NamedTuple):
    """Connections, and the text they were packed as last.

    Attributes:
        items: all of them.
        rows: each with its own text, by its id().
        text: of all.
    """

    items: list[Item]
    rows: dict[int, tuple[Item, str]]
    text: str


_kept = Kept((), 0.0, "")
_packed = Packed([], {}, "")


def registry_now() -> Registry:
    """Return the registry of this process; an empty one where an error of ours prevents it.

    ``signals`` are dotted names. ``connections``, in call order for each signal,
    ``deaths`` (connections whose receiver died, of signals whose name no other has),
    ``removed`` (those that are gone otherwise), the latest last, and ``in_vain`` (calls of
    ``connect()`` or ``disconnect()`` that did nothing) are items as in the document. All have

    - ``token``: the number of the signal, which its name may share with others;
    - ``sender_identity``: what Django tells the sender by; None for every sender;
    - ``connected_in``: the function that connected it, None if that was done once a process,
      as by an import, or was not seen.

    A connection has

    - ``identity``: the same number for the same receiver object;
    - ``alive``: whether the receiver still exists;
    - ``debug_only``: whether it does only because DEBUG is on;
    - ``rebound_at``: the file and line of what has its name instead, if it is debug-only;
    - ``kin``: how instances of its sender are named, and of which class that is one, as
      ``kin_of`` returns it;
    - ``never``: why its sender can never be what is sent, as ``never_of`` returns it;
    - ``at_ns``: the clock when it was made, 0 where that was not seen.

    A death has

    - ``by_itself``: whether the object that received had connected itself;
    - ``times``: how many such receivers have died;
    - ``called``: whether a recording of this process saw the receiver called.

    What was removed has

    - ``disconnected_at``: the file and line that called ``disconnect()``; None if it was taken
      out of ``signal.receivers`` by other means;
    - ``at_ns``: the clock when it was disconnected, 0 where that is not known;
    - ``times``: how often that line removed such a connection;
    - ``called``: whether a recording of this process saw the receiver called;
    - ``again``: whether one for the same receiver and sender is connected now.

    What was in vain has

    - ``method``: ``connect`` or ``disconnect``; ``connected_at`` is the line that called it;
    - ``standing``: the connection that had the ``dispatch_uid``, or that stands all the same;
    - ``of_another``: whether that is the method of another object, or another object of the
      same function;
    - ``at_ns``: the clock when that line first did so while that connection stood;
    - ``times``: how often that line did so.

    ``finders`` are the dotted names of what finds a signal's receivers in the place of Django's
    ``_live_receivers``, by the signal's name.
    ``choosers`` are the names of a signal's own methods that choose whom they call, by its name.
    ``parents`` are what a class inherits from, by its name, for the models and all that sent:
    of those that have to do with the sender of a connection, 1,000 at most. ``unimported``
    is as ``sources.unimported`` returns it. ``unseen`` are the numbers of signals that may be
    sent without being recorded, by a method of their own.
    """
    try:
        return _registry()
    except Exception:
        logger.exception("The signals panel could not tell what is connected.")
        return NOTHING


def stored_registry() -> str:
    """Return the registry as text, made anew only where something may have changed.

    A receiver that loses its last holder, or a file that is saved, tells nobody: for their
    sake it is made anew once it is some seconds old.
    """
    global _kept
    version = (generation(), len(sys.modules), len(class_names))
    if _kept.version != version or monotonic() > _kept.until:
        _kept = Kept(version, monotonic() + MAX_AGE, encoded(registry_now()))
    return _kept.text


def encoded(registry: Registry) -> str:
    """Return a registry as text: its connections, which change least, apart from the rest."""
    global _packed
    known, packed = registry["connections"], _packed
    if packed.items is not known:
        rows = {id(each): packed.rows.get(id(each)) or (each, _row(each)) for each in known}
        keys = json.dumps([*known[0]] if known else [])
        texts = ", ".join([rows[id(each)][1] for each in known])
        _packed = packed = Packed(known, rows, _pack(f'{{"keys": {keys}, "rows": [{texts}]}}'))
    return f"{packed.text}.{_pack(json.dumps({**registry, 'connections': []}))}"


def _row(connection: Item) -> str:
    return json.dumps([*connection.values()])


@functools.lru_cache(maxsize=8)
def decoded(text: str) -> Registry:
    """Return the registry that ``encoded`` was given, to be read only; NOTHING for no text."""
    if not text:
        return NOTHING
    known, rest = text.split(".")
    return {**NOTHING, **_unpacked(rest), "connections": _connections(known)}


def _connections(text: str) -> list[Item]:
    """Return the connections of a text; those packed last are at hand."""
    packed = _packed
    if packed.text == text:
        return packed.items
    known = _unpacked(text)
    return [dict(zip(known["keys"], row, strict=True)) for row in known["rows"]]


def _pack(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 1)).decode("ascii")


def _unpacked(text: str) -> Item:
    value: Item = json.loads(zlib.decompress(base64.b64decode(text)))
    return value


def _registry() -> Registry:
    known_now = known_signals()
    find_names(map(token_of, known_now))
    signals = [(name_of(token_of(each)), each) for each in known_now]
    known = connections_now(signals)
    return {
        "signals": sorted({name for name, _ in signals}),
        "connections": known,
        "deaths": deaths_among(signals),
        "removed": removals_among(signals, known),
        "in_vain": in_vain_among(signals, known),
        "finders": finders_of(signals),
        "choosers": {name: found for name, each in signals if (found := choosers(each))},
        "parents": _parents({each["sender"] for each in known}),
        "unimported": unimported(),
        "unseen": [token_of(each).number for _, each in signals if is_unseen(each)],
    }


def _parents(senders: set[str | None]) -> dict[str, list[str]]:
    models = apps.get_models(include_auto_created=True) if apps.models_ready else []
    found: dict[str, list[str]] = {}
    for kind in (*models, *known_classes()):
        bases = [
            class_name(base)
            for base in bases_of(kind)[1:]
            if base is not object and base is not Model
        ]
        if bases and not senders.isdisjoint((class_name(kind), *bases)):
            found[class_name(kind)] = bases
        if len(found) == MAX_PARENTS:
            break
    return found
