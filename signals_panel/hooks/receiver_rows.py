"""The rows of ``signal.receivers``, in which Django keeps connections, read without user code.

A row is ``(key, receiver, is_async)``, from Django 6.1 with a weak reference to the sender
before the last item. Its key holds ids, so a sender that was connected before we could see it
is looked up among the model classes.
"""

from __future__ import annotations

import functools
from types import MethodType
from typing import Any
from weakref import ReferenceType, WeakMethod

from django.apps import apps
from django.dispatch import Signal
from django.dispatch.dispatcher import NONE_ID

from ..texts.describe import describe
from ..texts.naming import MAX_WRAPPERS, instance_dict, own_attribute
from ..texts.senders import as_identity, marked, marked_name
from .remembered import Key, comparable, rows_in

UNKNOWN_SENDER = "a sender connected before the panel was loaded"

Row = Any
Identity = int | tuple[int, int]


def rows_of(signal: Signal) -> list[Row]:
    """Return ``signal.receivers`` itself; an empty list where that is none of Django's."""
    rows = own_attribute(signal, "receivers")
    return rows if type(rows) is list else []


def djangos_rows(signal: Signal) -> list[Row]:
    """Return a copy of the rows, without what others may have put among them."""
    return [row for row in rows_in(signal) or () if _is_djangos(row)]


def key_of(row: Row) -> Key:
    """Return the key of a row, in a form that may be compared."""
    name, sender = row[0]
    return comparable(name), sender


def identity_of(receiver: Any) -> Identity:
    """Return what Django keys a receiver by: the same for each access to a bound method."""
    if type(receiver) is MethodType:
        return id(receiver.__self__), id(receiver.__func__)
    return id(receiver)


def names_of(receiver: Any) -> tuple[Identity, ...]:
    """Return what a receiver is found by: its identity, and that of the function it runs."""
    return identity_of(receiver), id(function_of(receiver))


def function_of(receiver: Any) -> Any:
    """Return what a method, a partial or a wrapper runs; any other receiver itself."""
    for _ in range(MAX_WRAPPERS):
        if type(receiver) is MethodType:
            receiver = receiver.__func__
        elif type(receiver) is functools.partial:
            receiver = receiver.func
        elif "__wrapped__" in instance_dict(receiver):
            receiver = instance_dict(receiver)["__wrapped__"]
        else:
            break
    return receiver


def target_of(row: Row) -> Any:
    """Return the receiver of a row, None if it died; of what poses as a method, its function."""
    reference = row[1]
    if not is_weak(row):
        return reference
    if type(reference) is not WeakMethod:
        return ReferenceType.__call__(reference)
    owner, function = ReferenceType.__call__(reference), reference._func_ref()
    if owner is None or function is None:
        return None
    return MethodType(function, owner) if reference._meth_type is MethodType else function


def is_live(row: Row) -> bool:
    """Tell whether a row's receiver exists, and its sender as far as the row tells."""
    sender = row[2] if len(row) == 4 else None
    return target_of(row) is not None and (sender is None or sender() is not None)


def owner_in(row: Row) -> Any:
    """Return the object that the receiver of a weak row lives by: a bound method's instance."""
    return ReferenceType.__call__(row[1])


def is_weak(row: Row) -> bool:
    """Tell whether a row refers to its receiver weakly."""
    return issubclass(type(row[1]), ReferenceType)


def new_row(before: list[Row], last: Row, now: list[Row], receiver: Any, sender: Any) -> Row:
    """Return the row that a ``connect()`` added; None if there was one with its key.

    *before* is the list there was, and *last* its last row then. Django appends to it, or to
    a copy without what died; other threads may have appended too.
    """
    for row in reversed(now):
        if row is last:
            return None
        if _is_for(row, sender) and _refers_to(row, receiver):
            is_old = now is not before and any(row is each for each in before)
            return None if is_old else row
    return None


def gone_rows(before: list[Row], now: list[Row]) -> list[Row]:
    """Return the rows that are there no longer; *before* is a copy of the list there was.

    Nearly always it is one, and all before it stand where they stood.
    """
    if len(now) == len(before) - 1 and (not now or now[-1] is before[-1] or now[-1] is before[-2]):
        low, high = 0, len(now)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if before[middle] is now[middle] else (low, middle)
        return [before[low]]
    left = set(map(id, now))
    return [row for row in before if id(row) not in left]


def sender_identity(row: Row) -> str | None:
    """Return the identity of the sender that a row is for, None for every sender."""
    sender = row[0][1]
    return None if sender == NONE_ID else as_identity(sender)


def sender_text(row: Row) -> str | None:
    """Return the marked text for the sender of a row, as far as the row tells."""
    wanted = row[0][1]
    if wanted == NONE_ID:
        return None
    sender = sender_in(row)
    return marked(UNKNOWN_SENDER, wanted) if sender is None else marked_name(sender)


def sender_in(row: Row) -> Any:
    """Return the sender of a row; None for every sender, or where it is not found."""
    sender = row[2]() if len(row) == 4 and row[2] is not None else None
    if sender is not None or row[0][1] == NONE_ID:
        return sender
    return next((m for m in apps.get_models(True) if id(m) == row[0][1]), None)


def uid_of(row: Row) -> tuple[Any, ...]:
    """Return the ``dispatch_uid`` in a row's key; nothing where that has the receiver's id."""
    name = row[0][0]
    if type(name) is int:
        target = target_of(row)
        return () if target is None or id(target) == name else (name,)
    return () if _is_identity(name) else (name,)


def uid_text(uid: Any) -> str:
    """Return the text for a ``dispatch_uid``."""
    return uid if type(uid) is str else describe(uid)


def _is_identity(name: Any) -> bool:
    return type(name) is tuple and all(type(part) is int for part in name)


def _is_djangos(row: Row) -> bool:
    return type(row) is tuple and len(row) >= 3 and type(row[0]) is tuple and len(row[0]) == 2


def _is_for(row: Row, sender: Any) -> bool:
    key = row[0][1]
    return type(key) is not int or key == id(sender)


def _refers_to(row: Row, receiver: Any) -> bool:
    """Tell whether a row's receiver is this one; of what only poses as a method, presumably."""
    if type(row[1]) is not WeakMethod:
        return (owner_in(row) if is_weak(row) else row[1]) is receiver
    if type(receiver) is not MethodType:
        return row[1]._meth_type is not MethodType
    return owner_in(row) is receiver.__self__ and row[1]._func_ref() is receiver.__func__
