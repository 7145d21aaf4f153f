"""What rules read, and what they yield."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..conf import Options, options
from ..fates.shared_names import named, shared_names, short_place
from ..registry.registry import Registry

Item = dict[str, Any]
Code = tuple[str, str | None, int | None]
"""A receiver: its name, told from others of that name, its file and line."""

UNNAMED = "unnamed signal created at "
ERROR, WARNING, INFO = "error", "warning", "info"
FRAMEWORK = ("django.", "debug_toolbar.")
"""Whose receivers the user cannot change."""
COMMANDS = ("django.db.models.signals.pre_migrate", "django.db.models.signals.post_migrate")
"""Signals that no page sends: whoever migrates can wait."""


@dataclass(frozen=True)
class Found:
    """What a rule concluded once, with its evidence.

    Attributes:
        message: one sentence that names the user's own code.
        hint: what to do.
        where: the file and line to look at.
        dispatch, call, bypass: ids in the document.
        severity: where it is not that of its rule.
        about: the ids of all the dispatches, calls or bypasses it was concluded from, where they
            are more than the last of these.
    """

    message: str
    hint: str = ""
    where: Item | None = None
    dispatch: int | None = None
    call: int | None = None
    bypass: int | None = None
    severity: str | None = None
    about: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule: its stable code, its name, how severe it is, and how it finds.

    ``find`` yields what it found in a case; it may raise, which is contained.
    """

    code: str
    name: str
    severity: str
    find: Callable[[Case], Iterable[Found]]


class Case:
    """A document and the registry of its process, with the ways rules look things up.

    Attributes:
        document: schema 1, its findings still empty.
        registry: as ``registry_now`` returns it.
        started_ns: the clock when the recording began; 0 where that is not known.
        sent: the token of the signal and the identity of the sender of each dispatch, by its
            id; empty where they are not known.
        options: the thresholds in force.
    """

    def __init__(
        self,
        document: Item,
        registry: Registry,
        started_ns: int,
        sent: dict[int, tuple[int, str]],
    ) -> None:
        self.document = document
        self.registry = registry
        self.started_ns = started_ns
        self.sent = sent
        self.options: Options = options()

    @cached_property
    def dispatches(self) -> dict[int, Item]:
        """The dispatches by id."""
        return {each["id"]: each for each in self.document["dispatches"]}

    @cached_property
    def calls(self) -> dict[int, Item]:
        """The calls by id."""
        return {each["id"]: each for each in self.document["calls"]}

    @cached_property
    def calls_of(self) -> dict[int, list[Item]]:
        """The calls of each dispatch, by its id, in order."""
        return grouped(self.document["calls"], "dispatch")

    @cached_property
    def calls_by_receiver(self) -> dict[Code, list[Item]]:
        """The calls that ran, by the receiver's name, file and line; those of a page."""
        groups = defaultdict(list)
        for call in self.document["calls"]:
            sent = self.dispatches[call["dispatch"]]["signal"]
            if call["self_ns"] is not None and sent not in COMMANDS:
                groups[self.code_of(call)].append(call)
        return groups

    @cached_property
    def queries_of(self) -> dict[int | None, list[Item]]:
        """The queries each call ran itself, by its id; those outside of any under None."""
        return grouped(self.document["queries"], "call")

    @cached_property
    def shared_names(self) -> set[str]:
        """The names that several receivers have."""
        return shared_names(self.registry["connections"])

    def named(self, connection: Item) -> str:
        """Return the name of a connection's receiver, told from others of that name."""
        return named(connection, connection["connected_at"], self.shared_names)

    def code_of(self, item: Item) -> Code:
        """Return what a connection and the calls by it have in common."""
        name = item["named"] if "outcome" in item else self.named(item)
        return name, item["file"], item["line"]

    def parent(self, dispatch: Item) -> Item | None:
        """Return the dispatch inside which another was made; None at the top."""
        if dispatch["parent_call"] is None:
            return None
        return self.dispatches[self.calls[dispatch["parent_call"]]["dispatch"]]


def place(item: Item) -> Item | None:
    """Return the file and line of a call, a connection or a caller; None without a file."""
    if not item or item.get("file") is None:
        return None
    return {"file": item["file"], "line": item["line"]}


def last_name(dotted: str) -> str:
    """Return a dotted name's last part, for sentences; all of what is no mere name.

    Of a signal without a name the place where it was made is shortened.
    """
    file, found, line = dotted.removeprefix(UNNAMED).rpartition(":")
    if found and dotted.startswith(UNNAMED):
        return f"{UNNAMED}{short_place({'file': file, 'line': line})}"
    return dotted if " " in dotted or "(" in dotted else dotted.rpartition(".")[2]


def sent_by(dispatch: Item) -> str:
    """Return what was sent, for sentences: ``post_save of blog.models.Post``."""
    signal, sender = dispatch["signal"], dispatch["sender"]
    name = last_name(signal) if signal.startswith(("django.", UNNAMED)) else signal
    return name if sender is None else f"{name} of {sender}"


def times(count: int) -> str:
    """Return what a sentence adds for what happened more than once."""
    return f" ({count} times)" if count > 1 else ""


def grouped(items: list[Item], key: str) -> dict[Any, list[Item]]:
    """Return items by what they have under a key, in their order; a default dict."""
    groups: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        groups[item[key]].append(item)
    return groups
