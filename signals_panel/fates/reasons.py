"""Why a connection was not called, in one sentence: the only place that words it.

The sentences on connections that can never match are in ``never_wording``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, NamedTuple

from ..hooks.connections import DIED, MADE, REMOVED
from ..log.toolbars import TOOLBAR
from ..registry.never_matches import FAKE
from ..registry.registry import Registry
from .never_wording import why_never

Item = dict[str, Any]
Sender = tuple[str | None, str]
"""A sender's name and identity: none where nobody received what several of that name sent."""
Senders = dict[int, dict[Sender, int]]
"""How often each sender sent each signal, by the signal's token."""
Methods = dict[int, dict[Sender, set[str]]]
"""By which methods each sender sent each signal, by the signal's token."""
Muted = AbstractSet[tuple[Any, ...]]
"""The tokens of signals, each with the name, file and line of a receiver that was muted then."""
Names = dict[str, list[str]]

NAMED = 3
"""How many senders a reason names; the rest is counted."""

CALLED, NOT_SENT, NOT_REACHED, TOO_LATE = "called", "not_sent", "not_reached", "too_late"
OTHER_SENDER, CHILD_SENT, PARENT_SENT = "other_sender", "child_sent", "parent_sent"
GONE, LOST, ELSEWHERE, TOOLBARS = "removed", "died", "elsewhere", "toolbars"
MUTED, FILTERED, UNSEEN, NEVER = "muted", "filtered", "unseen", "never_matches"

ALONE = ": a connection hears its own sender alone"
NOT_THE_SAME = ", but not by the very object it is for: senders are told apart by identity"
OUTSIDE = " meanwhile, in threads outside this recording"
OF_THE_PAST = ", a model as a migration's past had it: another class than this sender"
BY_INSTANCES = ", by instances of this class and not by it: senders are told apart by identity"
BY_THE_CLASS = ", the class of this instance: senders are told apart by identity"


class Reason(NamedTuple):
    """What a connection did, or why it did nothing.

    Attributes:
        kind: one word, as docs/document.md lists them.
        before, after: the sentence around the names; all of it where there are none.
        names: who explains it, such as the senders there were; None for no sender.
        more: how many more of them there are.
    """

    kind: str
    before: str
    names: tuple[str | None, ...] = ()
    more: int = 0
    after: str = ""

    @property
    def text(self) -> str:
        """The sentence, every name in full."""
        names = ", ".join("no sender" if each is None else each for each in self.names)
        more = f" and {self.more} other{'s' * (self.more > 1)}" if self.more else ""
        return f"{self.before}{names}{more}{self.after}"


class Sent:
    """What was sent, and what is known of the senders, as far as reasons need it."""

    def __init__(
        self,
        senders: Senders,
        registry: Registry,
        span: tuple[int, int],
        elsewhere: Senders,
        latest: Senders,
        methods: Methods,
        muted: Muted = frozenset(),
    ) -> None:
        self._senders, self._parents, self._latest = senders, registry["parents"], latest
        self.unseen, self.finders = registry["unseen"], registry["finders"]
        self._muted = muted
        self._choosers, self._methods = registry["choosers"], methods
        (self.started_ns, self.ended_ns), self._elsewhere = span, elsewhere
        self._children: Names = defaultdict(list)
        for child, bases in self._parents.items():
            for base in bases:
                self._children[base].append(child)

    def by(self, connection: Item) -> dict[Sender, int]:
        """Return how often each sender sent a connection's signal."""
        return self._senders.get(connection["token"], {})

    def elsewhere(self, connection: Item) -> dict[Sender, int]:
        """Return the same of what was sent outside of the recording."""
        return self._elsewhere.get(connection["token"], {})

    def elsewhere_to(self, connection: Item) -> int:
        """Return how often a sender that a connection is for sent outside of the recording."""
        found = self.elsewhere(connection)
        return sum(times for sender, times in found.items() if _is_for(connection, sender))

    def since(self, connection: Item) -> bool:
        """Tell whether one that a connection is for sent, and was received, after it was made."""
        latest = self._latest.get(connection["token"], {})
        made = connection.get("at_ns")
        return made is not None and any(
            self.started_ns + start > made
            for sender, start in latest.items()
            if _is_for(connection, sender)
        )

    def has_muted(self, connection: Item) -> bool:
        """Tell whether a test muted a connection's receiver when its signal was sent."""
        place = connection["receiver"], connection["file"], connection["line"]
        return (connection["token"], *place) in self._muted

    def choosers(self, connection: Item) -> tuple[str, ...]:
        """Return which methods of the signal's own sent it, each of which chooses whom it calls."""
        own = self._choosers.get(connection["signal"], ())
        sent = self._methods.get(connection["token"], {})
        found = [sent[each] for each in sent if _is_for(connection, each)]
        return tuple(name for name in own if any(name in each for each in found))

    def by_children(self, connection: Item) -> list[str]:
        """Return the senders that inherit from the one a connection was made for."""
        return self._among(self._children.get(connection["sender"], ()), connection)

    def by_parents(self, connection: Item) -> list[str]:
        """Return the senders that the one a connection was made for inherits from."""
        return self._among(self._parents.get(connection["sender"], ()), connection)

    def _among(self, names: Collection[str], connection: Item) -> list[str]:
        sent = {name for name, _ in self.by(connection)}
        return [each for each in names if each in sent]


def called(calls: int, failed: int, not_reached: int) -> Reason:
    """Return what a connection did that was called."""
    parts = [f"called {_often(calls)}"]
    parts += [f"raised {_often(failed)}"] if failed else []
    parts += [f"not reached {_often(not_reached)}"] if not_reached else []
    return Reason(CALLED, ", ".join(parts))


def not_called(connection: Item, raisers: tuple[str | None, ...], sent: Sent) -> Reason:
    """Return why a connection was not called.

    *raisers* has who raised before it, where a send did not reach it: None if nobody did.
    """
    if connection["receiver"].startswith(TOOLBAR):
        return Reason(TOOLBARS, "the toolbar's own: not recorded")
    if (gone := _gone(connection, sent)) is not None:
        return gone
    if raisers == (None,):
        return Reason(NOT_REACHED, "not reached: the send ended before it")
    if raisers:
        return Reason(NOT_REACHED, "not reached: ", raisers, after=" raised before it")
    return _unheard(connection, sent)


def _unheard(connection: Item, sent: Sent) -> Reason:
    """Return why a connection that stands was not called."""
    senders = sent.by(connection)
    names = dict.fromkeys(name for name, _ in senders)
    if connection["token"] in sent.unseen:
        return Reason(UNSEEN, "its signal has a send of its own: not recorded")
    if sent.has_muted(connection):
        return Reason(MUTED, "muted by mute_signals()")
    if connection.get("muted"):
        return Reason(MUTED, "sent while it was taken out of signal.receivers, as to mute it")
    if any(_is_for(connection, each) for each in senders):
        return _passed_over(connection, sent)
    if elsewhere := sent.elsewhere_to(connection):
        return Reason(ELSEWHERE, f"sent {_often(elsewhere)}{OUTSIDE}")
    return _not_sent_to(connection, names, sent)


def _not_sent_to(connection: Item, names: Collection[str | None], sent: Sent) -> Reason:
    """Return why a connection was not called whose sender did not send, as far as is known."""
    if _can_never_match(connection, names) and not sent.by_children(connection):
        return Reason(NEVER, why_never(connection))
    if not names:
        return _not_sent(connection, sent)
    if connection["sender"] in names:
        return _naming(OTHER_SENDER, "sent only by ", names, NOT_THE_SAME)
    return _of_others(connection, names, sent)


def _not_sent(connection: Item, sent: Sent) -> Reason:
    """Return why a connection was not called whose signal the recording has not."""
    others = dict.fromkeys(name for name, _ in sent.elsewhere(connection))
    if others:
        return _naming(ELSEWHERE, "sent only by ", others, OUTSIDE)
    return Reason(NOT_SENT, "not sent")


def _gone(connection: Item, sent: Sent) -> Reason | None:
    """Return how a connection ended; None for one that stands."""
    if not connection["alive"]:
        when = "meanwhile" if connection["change"] == DIED else "before"
        return Reason(LOST, f"died {when}: only weak references held the receiver")
    if connection["change"] == REMOVED:
        return Reason(GONE, "disconnected meanwhile")
    return _taken(connection, sent) if "disconnected_at" in connection else None


def _taken(connection: Item, sent: Sent) -> Reason | None:
    """Return how a connection ended that was not removed by what was recorded."""
    site = connection["disconnected_at"]
    if site is None:
        return Reason(MUTED, "taken out of signal.receivers, not by disconnect()")
    line = f"at {site['file']}:{site['line']}"
    if connection["at_ns"] > sent.ended_ns:
        is_sent = any(_is_for(connection, each) for each in sent.by(connection))
        return Reason(GONE, f"disconnected since, {line}") if is_sent else None
    if connection["at_ns"] > sent.started_ns:
        return Reason(ELSEWHERE, f"disconnected meanwhile by what is not recorded, {line}")
    return Reason(GONE, f"disconnected before, {line}")


def _passed_over(connection: Item, sent: Sent) -> Reason:
    """Return why a connection was not called that stands, and whose sender sent its signal."""
    if not sent.since(connection) and (late := _late(connection, sent)):
        return late
    if finder := sent.finders.get(connection["signal"]):
        return Reason(FILTERED, f"sent, but not called: {finder} chooses who receives")
    if chosen := sent.choosers(connection):
        return Reason(FILTERED, f"sent, but not called by {', '.join(chosen)}() of its signal")
    return _OUT_OF_SIGHT


def _late(connection: Item, sent: Sent) -> Reason | None:
    """Return why a connection was not called that was made after all that it is for."""
    made = connection.get("at_ns", 0)
    if connection["change"] == MADE or made > sent.ended_ns:
        return _TOO_LATE
    if made > sent.started_ns:
        return Reason(ELSEWHERE, "connected meanwhile by what is not recorded")
    return None


def _of_others(connection: Item, names: Collection[str | None], sent: Sent) -> Reason:
    """Return why a connection was not called whose signal only others sent."""
    if heirs := sent.by_children(connection):
        return _naming(CHILD_SENT, "sent by ", heirs, f", which inherits from this sender{ALONE}")
    if bases := sent.by_parents(connection):
        return _naming(PARENT_SENT, "sent by ", bases, f", which this sender inherits from{ALONE}")
    return _of_its_kin(connection, names) or _naming(
        OTHER_SENDER, "sent only by ", names, OF_THE_PAST if all(map(_is_past, names)) else ""
    )


def _of_its_kin(connection: Item, names: Collection[str | None]) -> Reason | None:
    """Return why, where a class was given and instances send, or the other way about."""
    kin = connection.get("kin") or {"class": None, "instances": []}
    instances = tuple(kin["instances"])
    if found := [each for each in names if instances and each and each.startswith(instances)]:
        return _naming(NEVER, "sent by ", found, BY_INSTANCES)
    if kin["class"] is not None and kin["class"] in names:
        return _naming(NEVER, "sent by ", (kin["class"],), BY_THE_CLASS)
    return None


def _is_past(name: str | None) -> bool:
    return name is not None and name.startswith(f"{FAKE}.")


def _can_never_match(connection: Item, names: Collection[str | None]) -> bool:
    never = connection.get("never")
    if not never:
        return False
    return never["certain"] or (any(names) and connection["sender"] not in names)


def _is_for(connection: Item, sender: Sender) -> bool:
    """Tell whether a connection is for a sender, as far as is known."""
    name, identity = sender
    if connection["sender_identity"] in (None, identity):
        return True
    alike = not identity and name == connection["sender"]
    return alike and connection["change"] == MADE  # had it stood, it would have received


_TOO_LATE = Reason(TOO_LATE, "connected only after it was sent")
_OUT_OF_SIGHT = Reason(
    MUTED,
    "sent, but not called: Django found it neither in signal.receivers nor in a cache of it then, "
    "though it is connected now",
)


def _naming(kind: str, before: str, names: Collection[str | None], after: str = "") -> Reason:
    named = tuple(islice(names, NAMED))
    return Reason(kind, before, named, len(names) - len(named), after)


def _often(times: int) -> str:
    return "once" if times == 1 else f"{times} times"
