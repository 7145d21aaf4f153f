"""The rows of a dispatch: what a send writes before and after its receivers run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.signals import request_finished
from django.dispatch import Signal

from ..log.elsewhere import note, open_logs
from ..log.kept import keep
from ..log.log import OpenLog, State
from ..texts.arguments import INSTANCE, ModelTexts, describe_arguments
from ..texts.callers import caller_token
from ..texts.errors import error_text
from ..texts.places import NO_ONE, NOT_OURS, list_token, lists_of_one
from ..texts.senders import class_names, marked_name
from ..texts.signal_names import known_tokens, token_of
from .blocks import open_work, transaction_of
from .muting import Audible, write_muted
from .quiet import count_quiet
from .requests import is_unseen, muted_log
from .routes import Known, remember

RETURNED, RAISED, SWALLOWED, CANCELLED = "returned", "raised", "swallowed", "cancelled"
NOT_TOLD = "", 0
"""The text and number of arguments that are not described."""


def begin(
    state: State,
    signal: Signal,
    sender: Any,
    named: dict[str, Any],
    method: str,
    sync: Sequence[Any],
    asynchronous: Sequence[Any],
    connections: Any = None,
    depth: int = 4,
) -> int:
    """Write the row of a dispatch; return its number, 0 when it is not to be recorded.

    *connections* is the list in which Django found the receivers, where it keeps one; *depth*
    is how far above ``caller_token`` the code that sends stands. A send whose receivers are
    all gone is one nobody received; one whose receivers are muted has a row.
    """
    if signal is request_finished and is_unseen(state, sender):
        return 0
    receivers = None if asynchronous else lists_of_one.get(id(sync[0])) if len(sync) == 1 else None
    if receivers is None:
        receivers = list_token(sync, asynchronous)
        if receivers is NOT_OURS:
            return 0
        if receivers is NO_ONE and type(sync) is not Audible:
            count_quiet(state, signal, sender, method, named)
            return 0
    token = known_tokens.get(id(signal))
    name = class_names.get(id(sender))
    known = (
        token_of(signal) if token is None else token,
        marked_name(sender) if name is None else name,
        receivers,
    )
    number = write_row(state, signal, sender, named, method, known, None, depth)
    if connections and not asynchronous and type(sync) is list:
        remember(signal, connections, sender, sync, known)
    if number and type(sync) is Audible:
        write_muted(state[0], number, sync.muted)
    return number


def write_row(
    state: State,
    signal: Signal,
    sender: Any,
    named: dict[str, Any],
    method: str,
    known: Known,
    model: ModelTexts | None,
    depth: int = 3,
) -> int:
    """Write the row of a dispatch of which it is known whom it reaches; return as ``begin``.

    *model* is what is known of the sender as a model; None where it is none, or not looked up.
    """
    log: OpenLog = state[0]
    limit = log.limit
    if limit < 0:
        sent_elsewhere(state, signal, sender)
        return 0
    if log.counted:
        log.write_counted()
    number = next(log.numbers)
    if number > limit:
        log.dropped["dispatches"] += 1
        return 0
    token, name, receivers = known
    arguments, pk = (
        describe_arguments(signal, sender, named, model)
        if log.keeps_all or INSTANCE in named
        else NOT_TOLD
    )
    write = log.write_dispatch  # as in ``send``: by a local name
    write(
        (
            number,
            state[1],
            token,
            name,
            method,
            caller_token(depth, signal),
            arguments,
            pk,
            transaction_of(log, named) if open_work else 0,
            receivers,
        )
    )
    if log.kept:
        keep(log, number, state[1], signal, sender, method, named)
    return number


def sent_elsewhere(state: State | None, signal: Signal, sender: Any) -> None:
    """Note a send with receivers that no recording sees, for those that are open; never raises.

    *state* is None or that of a closed log, as a task has that has outlived its request. What
    the toolbar sends while it is at work is its own.
    """
    if open_logs and (state is None or state[0] is not muted_log):
        note(signal, sender)


def failure_text(error: BaseException) -> str:
    """Return the stored text of an exception; never raises."""
    try:
        return error_text(error)
    except Exception:
        return ""
