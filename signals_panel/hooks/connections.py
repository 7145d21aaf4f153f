"""``connect`` and ``disconnect``: as Django has them, and what is noted of what they did."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from weakref import ref

from django.db.models.base import ModelBase
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from ..log.clock import perf_counter_ns
from ..log.counts import NO_COUNT
from ..log.log import STREAMS, current_state
from ..texts.connect_sites import ConnectSite, as_a_model_is_made, connect_site_token
from ..texts.naming import class_attribute
from ..texts.places import place_token
from ..texts.sender_facts import facts_of
from ..texts.senders import marked_name, parted
from ..texts.signal_names import token_of
from . import in_vain
from .gone import Death, Removal, connects_itself, deaths, removals
from .patching import original, put
from .receiver_rows import (
    Row,
    djangos_rows,
    gone_rows,
    is_weak,
    key_of,
    new_row,
    owner_in,
    rows_of,
    target_of,
    uid_of,
    uid_text,
)
from .remembered import SLACK, Connection, note_news, remembered_of
from .standing import connection_of, made_of
from .subclasses import watch

MADE, REMOVED, DIED = "made", "removed", "died"

_connect = original(Signal, "connect")
_disconnect: Callable[..., bool] = original(Signal, "disconnect")
_model_connect = original(ModelSignal, "connect")
_model_disconnect = original(ModelSignal, "disconnect")

MAX_ASKED = 200
_asked: dict[tuple[int, int, str], ConnectSite] = {}
"""Lines that disconnect by the label of a model, by the identity of the signal and the receiver,
which Django keeps until there is such a model.
"""


class WeakAt(int):
    """The ``weak`` of a connection by a model's label, with the line that made it.

    Django keeps what it is to do until there is such a model, if ever; so it keeps the line.
    """

    site: ConnectSite


def install() -> None:
    """Patch ``connect`` and ``disconnect``."""
    put(Signal, "connect", connect)
    put(Signal, "disconnect", disconnect)
    put(ModelSignal, "connect", model_connect)
    put(ModelSignal, "disconnect", model_disconnect)


def connect(
    self: Signal,
    receiver: Any,
    sender: Any = None,
    weak: Any = True,
    dispatch_uid: Any = None,
) -> None:
    site = None
    if type(weak) is WeakAt:
        site, weak = weak.site, bool(weak)
    before = rows_of(self)
    last = before[-1] if before else None
    _connect(self, receiver, sender, weak, dispatch_uid)
    try:
        watch(type(self))
        row = new_row(before, last, rows_of(self), receiver, sender)
        in_vain.wanted(self, receiver, sender)
        if row is not None:
            _made(self, row, receiver, sender, site)
        elif dispatch_uid is not None:
            in_vain.connected(self, receiver, sender, dispatch_uid, weak, site)
    except Exception:
        _contained()


def disconnect(
    self: Signal, receiver: Any = None, sender: Any = None, dispatch_uid: Any = None
) -> bool:
    before = list(rows_of(self))
    removed = _disconnect(self, receiver, sender, dispatch_uid)
    try:
        if removed:
            _removed(self, before, receiver, sender)
        else:
            in_vain.disconnected(self, receiver, sender, dispatch_uid)
    except Exception:
        _contained()
    return removed


def model_connect(
    self: ModelSignal,
    receiver: Any,
    sender: Any = None,
    weak: Any = True,
    dispatch_uid: Any = None,
    apps: Any = None,
) -> None:
    if issubclass(type(sender), str) and type(weak) is bool:
        weak = _with_site(self, weak)
    _model_connect(self, receiver, sender, weak, dispatch_uid, apps)


def model_disconnect(
    self: ModelSignal,
    receiver: Any = None,
    sender: Any = None,
    dispatch_uid: Any = None,
    apps: Any = None,
) -> Any:
    if issubclass(type(sender), str):
        try:
            _note_asked(self, receiver, sender)
        except Exception:
            _contained()
    return _model_disconnect(self, receiver, sender, dispatch_uid, apps)


def _note_asked(signal: ModelSignal, receiver: Any, label: str) -> None:
    """Remember the line that disconnects by the label of a model that may be yet to come."""
    if len(_asked) >= MAX_ASKED:
        _asked.pop(next(iter(_asked)), None)
    _asked[id(signal), id(receiver), str.lower(label)] = connect_site_token(signal)


def _site_asked(signal: Signal, receiver: Any, sender: Any) -> ConnectSite:
    """Return the line that disconnects, also if it is Django that does, as it made the model."""
    site = connect_site_token(signal)
    if _asked and issubclass(type(sender), ModelBase):
        label = class_attribute(sender, "_meta").label_lower
        asked = _asked.pop((id(signal), id(receiver), label), site)
        return asked if as_a_model_is_made(site) else site
    return site


def _with_site(signal: ModelSignal, weak: bool) -> int:
    try:
        with_site = WeakAt(weak)
        with_site.site = connect_site_token(signal)
    except Exception:
        _contained()
        return weak
    return with_site


def _made(signal: Signal, row: Row, receiver: Any, sender: Any, site: ConnectSite | None) -> None:
    uid = uid_of(row)
    connection = Connection(
        token_of(signal),
        place_token(receiver),
        marked_name(sender),
        is_weak(row),
        uid_text(uid[0]) if uid else None,
        row[-1] is True,
        connect_site_token(signal) if site is None else site,
    )
    watch = _on_death(signal, row, receiver, connection) if connection.weak else None
    remembered = remembered_of(signal)
    remembered.add(
        key_of(row), made_of(row, receiver, connection, facts_of(sender), watch, perf_counter_ns())
    )
    if len(remembered.made) > 2 * len(rows_of(signal)) + SLACK:
        remembered.keep(map(key_of, djangos_rows(signal)))
    _note_change(connection, MADE)
    _look_again()


def _removed(signal: Signal, before: list[Row], receiver: Any, sender: Any) -> None:
    site = _site_asked(signal, receiver, sender)
    for row in gone_rows(before, rows_of(signal)):
        if target_of(row) is not None:
            connection = connection_of(signal, row)
            remembered_of(signal).forget(key_of(row))
            removals.add(
                (_of_any(connection), site),
                Removal(connection, ref(signal), site, perf_counter_ns()),
            )
            _note_change(connection, REMOVED)


def _on_death(signal: Signal, row: Row, receiver: Any, connection: Connection) -> Any:
    by_itself = connects_itself(receiver, connection.connected_at)
    death = Death(connection, ref(signal), by_itself)
    kind = _of_any(connection), by_itself
    return ref(owner_in(row), functools.partial(_died, kind, death, _note_change, deaths.add))


def _of_any(connection: Connection) -> Connection:
    """Return a connection as any of its sender's name: which of many it was is no difference."""
    name = parted(connection.sender)[0]
    return connection if name is None else connection._replace(sender=name)


def _died(kind: Any, death: Death, note: Any, died: Any, reference: object) -> None:
    died(kind, death)
    note(death.connection, DIED)


def _note_change(
    connection: Connection,
    change: str,
    state_now: Any = current_state.get,
    note_news: Any = note_news,
    columns: int = len(STREAMS["changes"]),
) -> None:
    """Write a row; bound to all it needs, since receivers die even as Python shuts down."""
    note_news()
    state = state_now()
    if state is None or state[0].limit < 0:
        return
    changes = state[0].rows["changes"]
    if len(changes) < state[0].limit * columns:
        changes.extend((state[1], *connection, change))
    else:
        state[0].dropped["changes"] += 1


def _look_again() -> None:
    """Let the next send that nobody receives look for connections that are missing."""
    state = current_state.get()
    if state is not None:
        state[0].looked.clear()
        state[3] = NO_COUNT


def _contained() -> None:
    state = current_state.get()
    if state is not None:
        state[0].dropped["errors"] += 1
