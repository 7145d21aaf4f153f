"""The connections that stand: Django's rows, with what is remembered of them."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from django.dispatch import Signal
from django.dispatch.dispatcher import NONE_ID

from ..texts.callers import is_ours
from ..texts.naming import (
    Place,
    class_attributes,
    code_name,
    code_of,
    instance_dict,
    own_attribute,
)
from ..texts.places import place_token
from ..texts.sender_facts import SenderFacts, facts_of
from ..texts.signal_names import Token, token_of
from .muting import Shadow
from .receiver_rows import (
    Row,
    djangos_rows,
    is_live,
    is_weak,
    key_of,
    names_of,
    rows_of,
    sender_in,
    sender_text,
    target_of,
    uid_of,
    uid_text,
)
from .remembered import (
    Connection,
    Key,
    Made,
    Remembered,
    comparable,
    every_remembered,
    generation,
    remembered_of,
    rows_in,
)
from .routes import is_djangos


def receivers_for(signal: Signal, sender: type) -> tuple[Token, list[tuple[Place, bool]]]:
    """Return a signal's token and the places of the receivers it would reach, asking no cache.

    Each with whether it is connected for every sender.
    """
    wanted = (NONE_ID, id(sender))
    rows = [row for row in djangos_rows(signal) if row[0][1] in wanted]
    targets = [(target_of(row), row[0][1] == NONE_ID) for row in rows]
    return token_of(signal), [
        (place_token(target), for_all) for target, for_all in targets if target is not None
    ]


def version_of(signal: Signal) -> tuple[Any, ...]:
    """Return what differs once a connection of a signal was made, removed or lost."""
    return (generation(), token_of(signal), signal._dead_receivers, *map(id, rows_in(signal) or ()))


def connection_of(signal: Signal, row: Row) -> Connection:
    """Return the connection of a row: as we saw it being made, or as far as the row tells."""
    made = remembered_of(signal).made.get(key_of(row))
    return _unseen(signal, row) if made is None else made.connection


def all_known(signal: Signal) -> Remembered:
    """Return what is remembered of a signal's connections, with those we did not see made."""
    remembered = remembered_of(signal)
    if len(rows_of(signal)) != len(remembered.made):
        for row in djangos_rows(signal):
            if key_of(row) not in remembered.made:
                remembered.add(key_of(row), unseen(signal, row))
    return remembered


def forget_gone() -> None:
    """Forget of every signal the connections that stand no longer, so that nobody is told."""
    for signal, remembered in every_remembered():
        remembered.keep(keys_in(signal))


def unseen(signal: Signal, row: Row) -> Made:
    """Return what there is to remember of a connection that we did not see being made."""
    return made_of(row, target_of(row), _unseen(signal, row), facts_of(sender_in(row)))


def keys_in(signal: Signal) -> set[Key]:
    """Return the keys of the connections of a signal that stand."""
    return set(map(key_of, djangos_rows(signal)))


def stands(signal: Signal, key: Key, made: Made) -> bool:
    """Tell whether a connection that we know, by its key, stands still, and was not made anew."""
    return remembered_of(signal).made.get(key) is made and any(
        key_of(row) == key and is_live(row) for row in djangos_rows(signal)
    )


def taken_out(signal: Signal) -> list[Connection]:
    """Return the connections that neither a ``disconnect()`` nor a death removed, and are gone."""
    made, rows = remembered_of(signal).made, rows_in(signal)
    if rows is None or len(rows) >= len(made):
        return []
    keys = keys_in(signal)
    return [
        each.connection for key, each in list(made.items()) if key not in keys and each.is_alive
    ]


def finder_of(signal: Signal) -> str | None:
    """Return the name of what finds a signal's receivers in the place of Django's own way."""
    own = own_attribute(signal, "_live_receivers")
    own = own.before if type(own) is Shadow else own
    found = next(class_attributes(type(signal), "_live_receivers")) if own is None else own
    found = instance_dict(found).get("__wrapped__", found) if _is_ours(found) else found
    return None if is_djangos(found) else code_name(found)


def _is_ours(method: Any) -> bool:
    return type(method) is FunctionType and is_ours(method.__code__.co_filename)


def made_of(
    row: Row,
    receiver: Any,
    connection: Connection,
    facts: SenderFacts | None,
    watch: Any = None,
    at: int = 0,
) -> Made:
    """Return a row's connection as it is remembered."""
    names = (*names_of(receiver), *map(comparable, uid_of(row)))
    return Made(connection, names, id(code_of(receiver)), at, facts, watch)


def _unseen(signal: Signal, row: Row) -> Connection:
    return Connection(
        token_of(signal),
        place_token(target_of(row)),
        sender_text(row),
        is_weak(row),
        uid_text(uid[0]) if (uid := uid_of(row)) else None,
        row[-1] is True,
        None,
    )
