"""What rules read, and what they yield."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..conf import Options, options
from ..fates.connected import Code, Connected
from ..fates.shared_names import named, shared_names, short_place
from ..texts.naming import last_part
from ..timeline.columns import NOT_REACHED, TOP
from ..timeline.joined import Numbers
from ..timeline.kinds import Kind
from .told import Told

Item = dict[str, Any]

NAMED = 3
"""How many of several names a sentence has; the rest is counted."""
UNNAMED = "unnamed signal created at "
ERROR, WARNING, INFO = "error", "warning", "info"
FRAMEWORK = ("django.", "debug_toolbar.")
"""Whose receivers the user cannot change."""
COMMANDS = ("django.db.models.signals.pre_migrate", "django.db.models.signals.post_migrate")
"""Signals that no page sends: whoever migrates can wait."""


class About(NamedTuple):
    """Rows of one of the timeline's tables: "dispatches", "calls" or "bypasses"."""

    table: str
    rows: Sequence[int]


@dataclass(frozen=True)
class Found:
    """What a rule concluded once, with its evidence: rows of the timeline's tables.

    Attributes:
        message: one sentence that names the user's own code.
        hint: what to do.
        where: the file and line to look at.
        dispatch, call, bypass: what to look at in the timeline; the rows of sends nobody received
            count on from those of dispatches.
        severity: where it is not that of its rule.
        dispatches, calls, bypasses: all that it was concluded from, of one kind, where that is
            more than the last of these.
        blocks: those whose rollback it tells of, each the outermost of those rolled back.
    """

    message: str
    hint: str = ""
    where: Item | None = None
    dispatch: int | None = None
    call: int | None = None
    bypass: int | None = None
    severity: str | None = None
    dispatches: Sequence[int] = ()
    calls: Sequence[int] = ()
    bypasses: Sequence[int] = ()
    blocks: Sequence[int] = ()

    @property
    def about(self) -> About:
        """All that it was concluded from."""
        several = {"bypasses": self.bypasses, "calls": self.calls, "dispatches": self.dispatches}
        one = {"bypasses": self.bypass, "calls": self.call, "dispatches": self.dispatch}
        for table, rows in several.items():
            if rows:
                return About(table, rows)
        for table, row in one.items():
            if row is not None:
                return About(table, [row])
        return About("dispatches", ())


@dataclass(frozen=True)
class Rule:
    """A rule: its stable code, its name, how severe it is, and how it finds.

    ``find`` yields what it found in a case; it may raise, which is contained.
    """

    code: str
    name: str
    severity: str
    find: Callable[[Case], Iterable[Found]]


class Case(Told):
    """A recording and the registry of its process, with the ways rules look things up.

    Dispatches, calls and bypasses are named by their rows in the timeline's tables.

    Attributes:
        connected: the connections, and which of them each call came by.
        registry: as ``registry_now`` returns it.
        timeline, kinds: the recording, and what its dispatches share.
        options: the thresholds in force.
        dispatches, calls: the timeline's.
    """

    def __init__(self, connected: Connected) -> None:
        super().__init__(connected.timeline)
        self.connected, self.registry = connected, connected.registry
        self.kinds = connected.kinds
        self.options: Options = options()
        self.dispatches, self.calls = self.timeline.dispatches, self.timeline.calls

    @cached_property
    def around(self) -> Numbers:
        """The dispatch that each dispatch was sent inside of, or ``TOP``."""
        within = [*self.calls.dispatch, TOP]  # the last is what ``TOP`` reads
        return list(map(within.__getitem__, self.dispatches.parent))

    @cached_property
    def transactions(self) -> Numbers:
        """The number of the transaction each dispatch was in; of none it is in no table."""
        return self.dispatches.taken(self.timeline.joined.numbers("dispatches", "transaction"))

    @cached_property
    def undone(self) -> dict[int, int]:
        """The transactions rolled back, each with the outermost one around it that was."""
        parents = self.timeline.joined.mapping("transactions", "number", "parent")
        found: dict[int, int] = {}
        for number, outcome in self.timeline.outcomes.items():  # outer ones come first
            if outcome == "rolled_back":
                found[number] = found.get(parents[number], number)
        return found

    @cached_property
    def ran(self) -> Numbers:
        """The calls that were reached, by their start."""
        outcomes = enumerate(self.calls.outcome)
        return self.in_order(call for call, outcome in outcomes if outcome != NOT_REACHED)

    @cached_property
    def calls_by_receiver(self) -> dict[Code, Numbers]:
        """The calls that ran, by their receiver; those of a page."""
        commands = {at for at, kind in enumerate(self.kinds.all) if kind.signal in COMMANDS}
        sent, called = self.kinds.dispatches, self.connected.called
        groups: dict[int, Numbers] = defaultdict(list)
        for call in self.ran:
            if not commands or sent[self.calls.dispatch[call]] not in commands:
                groups[called[call]].append(call)
        return {self.connected.receivers[each]: calls for each, calls in groups.items()}

    @cached_property
    def shared_names(self) -> set[str]:
        """The names that several receivers have."""
        return shared_names(self.registry["connections"])

    def ended_as(self, outcome: int) -> Numbers:
        """Return the calls of an outcome, by their start."""
        outcomes = enumerate(self.calls.outcome)
        return self.in_order(call for call, found in outcomes if found == outcome)

    def in_order(self, calls: Iterable[int]) -> Numbers:
        """Return calls by their start."""
        return sorted(calls, key=self.calls.start.__getitem__)

    def named(self, connection: Item) -> str:
        """Return the name of a connection's receiver, told from others of that name."""
        return named(connection, connection["connected_at"], self.shared_names)

    def code_of(self, connection: Item) -> Code:
        """Return the receiver of a connection, as of the calls by it."""
        return Code(self.named(connection), connection["file"], connection["line"])

    def code(self, call: int) -> Code:
        """Return the receiver of a call."""
        return self.connected.receivers[self.connected.called[call]]

    def kind(self, dispatch: int) -> Kind:
        """Return what a dispatch, or a send nobody received, shares with others."""
        return self.kinds.all[self.kinds.sent[dispatch]]

    def kind_of(self, call: int) -> Kind:
        """Return the kind of a call's dispatch."""
        return self.kind(self.calls.dispatch[call])

    def place(self, call: int) -> Item | None:
        """Return the file and line of a call's receiver."""
        code = self.code(call)
        return place_of(code.file, code.line)

    def caller(self, dispatch: int) -> Item | None:
        """Return the file and line that sent a dispatch."""
        line = self.kind(dispatch).line
        return line and place_of(*line)

    def first_sent(self, is_meant: Callable[[Kind], bool]) -> int | None:
        """Return the first dispatch of the kinds that are meant; None where there is none."""
        found = (row for kind, row in self.kinds.first.items() if is_meant(self.kinds.all[kind]))
        return next(found, None)

    def all_around(self, dispatch: int) -> Iterator[int]:
        """Yield the dispatches that one was sent inside of, from the innermost."""
        while (dispatch := self.around[dispatch]) != TOP:
            yield dispatch


def place(item: Item | None) -> Item | None:
    """Return the file and line of a connection or the like; None without a file."""
    return place_of(item.get("file"), item.get("line")) if item else None


def place_of(file: str | None, line: int | None) -> Item | None:
    """Return a file and line as the document has them; None without a file."""
    return None if file is None else {"file": file, "line": line}


def last_name(dotted: str) -> str:
    """Return a dotted name's last part, for sentences; all of what is no mere name.

    Of a signal without a name the place where it was made is shortened.
    """
    file, found, line = dotted.removeprefix(UNNAMED).rpartition(":")
    if found and dotted.startswith(UNNAMED):
        return f"{UNNAMED}{short_place({'file': file, 'line': line})}"
    name = dotted.partition("[")[0]
    return dotted if " " in name or "(" in name else last_part(dotted)


def sent_by(kind: Kind) -> str:
    """Return what was sent, for sentences: ``post_save of blog.models.Post``."""
    signal, sender = kind.signal, kind.sender
    name = last_name(signal) if signal.startswith(("django.", UNNAMED)) else signal
    return name if sender is None else f"{name} of {sender}"


def some_of(names: list[str], one: str = "") -> str:
    """Return names for a sentence, the rest counted: ``a, b, c and 2 more receivers``."""
    shown, more = ", ".join(names[:NAMED]), len(names) - NAMED
    noun = one and f" {one}{'s' * (more > 1)}"
    return f"{shown} and {more} more{noun}" if more > 0 else shown


def times(count: int) -> str:
    """Return what a sentence adds for what happened more than once."""
    return f" ({count} times)" if count > 1 else ""
