"""What was sent while a test records: the objects themselves, to compare them with others.

All else that records holds text alone. These objects are held by the recording that asked for
them, and let go with it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..texts.callers import CallSite, line_token
from .log import OpenLog

MAX_ARGUMENTS = 10_000
"""Of how many sends a recording keeps the arguments."""
COPIED = (dict, list, set)
"""What is copied when sent, as it may be changed later; subclasses are not."""


class KeptSend(NamedTuple):
    """One send, as its receivers got it.

    Attributes:
        number: of its dispatch; 0 for a send nobody received.
        node: what it was sent under.
        signal, sender, method: as they were sent.
        arguments: those by name; None where they are not known, or enough were kept before.
        caller: the line that sent it, None for nobody's.
    """

    number: int
    node: int
    signal: Any
    sender: Any
    method: str
    arguments: dict[str, Any] | None
    caller: CallSite | None


class Kept:
    """What a recording keeps of what was sent, in order.

    Attributes:
        sends: of its log; those outside of the recording too, where others write to that log.
    """

    def __init__(self) -> None:
        self.sends: list[KeptSend] = []

    def add(self, send: KeptSend) -> None:
        """Keep a send, the first ones with their arguments."""
        is_full = len(self.sends) >= MAX_ARGUMENTS
        self.sends.append(send._replace(arguments=None) if is_full else send)


def keep(
    log: OpenLog,
    number: int,
    node: int,
    signal: Any,
    sender: Any,
    method: str,
    named: dict[str, Any] | None,
) -> None:
    """Keep a send for each recording of a log that asked for it; its arguments where known."""
    arguments = None if named is None else _copied(named)
    send = KeptSend(number, node, signal, sender, method, arguments, line_token(2, signal))
    for kept in log.kept:
        if len(kept.sends) < log.limit:
            kept.add(send)
        else:
            log.dropped["kept sends"] += 1


def start_keeping(log: OpenLog) -> Kept:
    """Keep what is sent from now on; sends nobody received are no longer guessed."""
    kept = Kept()
    log.kept = (*log.kept, kept)
    log.forget_counts()
    return kept


def stop_keeping(log: OpenLog, kept: Kept) -> None:
    """Keep no more of what is sent."""
    log.kept = tuple(each for each in log.kept if each is not kept)


def _copied(named: dict[str, Any]) -> dict[str, Any]:
    arguments = named.copy()
    for name, value in named.items():
        if type(value) in COPIED and type(name) is str:  # else its hash is the user's
            arguments[name] = value.copy()
    return arguments
