"""What a test's recording gives: one send, and one call of a receiver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from django.dispatch import Signal

from ..log.kept import MAX_ARGUMENTS, KeptSend
from ..texts.own_methods import own_attributes
from ..texts.signal_names import signal_name
from .wording import from_sender, with_arguments

__unittest = True

FIRST_KEPT = f"a recording keeps the arguments of its first {MAX_ARGUMENTS:,} sends"
OWN_NOT_KEPT = "none of what a method of the signal's own sends to nobody"


class Site(TypedDict):
    """A line of code."""

    file: str
    line: int
    function: str


class Sent:
    """One send of a signal.

    Attributes:
        signal, sender: the objects themselves.
        method: ``send``, ``send_robust``, ``asend`` or ``asend_robust``; that of the signal's own
            class where it has one.
        caller: the line that sent it, None where no code of the project did.
    """

    __slots__ = ("_arguments", "caller", "method", "sender", "signal")

    def __init__(self, kept: KeptSend) -> None:
        self.signal: Signal = kept.signal
        self.sender: Any = kept.sender
        self.method: str = kept.method
        self._arguments = kept.arguments
        self.caller: Site | None = site_of(kept)

    @property
    def arguments(self) -> dict[str, Any]:
        """What was sent besides the sender, by name; dicts, lists and sets as they were then.

        Raises:
            AssertionError: the recording did not keep them.
        """
        __tracebackhide__ = True
        if self._arguments is None:
            message = f"The arguments of this send are not known: {why_not_kept(self)}."
            raise AssertionError(message)
        return self._arguments

    def __repr__(self) -> str:
        told = with_arguments(self._arguments or {})
        return f"<Sent {signal_name(self.signal)}{from_sender(self.sender)}{told}>"


def why_not_kept(*sends: KeptSend | Sent) -> str:
    """Return why the arguments of sends are not known, as far as it may be the reason there."""
    is_own = any(each.method in own_attributes(type(each.signal)) for each in sends)
    return f"{FIRST_KEPT}, and {OWN_NOT_KEPT}" if is_own else FIRST_KEPT


def site_of(kept: KeptSend) -> Site | None:
    """Return the line that sent something, as the document has it."""
    site = kept.caller
    if site is None or site.file is None or site.line is None:
        return None
    return {"file": site.file, "line": site.line, "function": site.function or ""}


class Frame(TypedDict):
    """A line that an exception passed through."""

    file: str
    line: int
    function: str


class Error(TypedDict):
    """An exception as text."""

    type: str
    message: str
    frames: list[Frame]


@dataclass(frozen=True)
class Received:
    """One call of a receiver, as the document has it.

    Attributes:
        receiver, signal, sender: their names; None for no sender.
        outcome: ``returned``, ``raised``, ``swallowed``, ``cancelled`` or ``unfinished``.
        queries: how many it ran itself, in ``query_ns`` nanoseconds.
        duration_ns, self_ns: in nanoseconds; the latter without what ran inside.
        response: what it returned, as text; None where it did not return.
        error: what it raised.
        is_async: whether the receiver is.
        dispatch_uid: as it was connected with, as text.
    """

    receiver: str
    signal: str
    sender: str | None
    outcome: str
    queries: int
    query_ns: int
    duration_ns: int
    self_ns: int
    response: str | None
    error: Error | None
    is_async: bool
    dispatch_uid: str | None


def received(call: dict[str, Any], dispatch: dict[str, Any]) -> Received:
    """Return a call of the document."""
    taken = Received.__dataclass_fields__.keys() & call.keys()
    about = {"signal": dispatch["signal"], "sender": dispatch["sender"]}
    return Received(**about, **{name: call[name] for name in taken})
