"""Labels: what rows say, each once. A row adds times, arguments and texts of its own."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from ..texts.arguments import PK_MARK, arguments_of
from ..texts.whose import is_internal, is_internal_bypass, is_internal_send
from .columns import CANCELLED, OUTCOMES, RAISED, SWALLOWED
from .joined import Numbers, Values
from .timeline import Timeline

FAILED = [OUTCOMES[each] for each in (RAISED, SWALLOWED, CANCELLED)]
"""What calls end in that have an exception."""


class Label(NamedTuple):
    """What some rows say.

    Attributes:
        kind: "dispatch", "call", "quiet" or "bypass".
        signal, sender, method: what was sent; of a bypass its model and operation.
        is_internal: whether it is Django's or a package's; of a dispatch, as far as its receivers
            are too.
        caller: of a dispatch, the file, line and function, or None.
        action: of a dispatch, that argument.
        transaction: of a dispatch, the outcome of the one it was sent in, or None; of one that
            all of the view was in, which says nothing of the dispatch, None too.
        receiver: of a call, its name, file and line.
        is_async, outcome, error: of a call; the type of its exception, or "".
    """

    kind: str
    signal: str
    sender: str | None
    method: str
    is_internal: bool
    caller: tuple[str, int, str] | None = None
    action: str = ""
    transaction: str | None = None
    receiver: tuple[Any, ...] | None = None
    is_async: bool = False
    outcome: int | None = None
    error: str = ""


class Labels:
    """The labels of a timeline.

    Attributes:
        all: each of them, once.
        dispatches, calls, quiet, bypasses: which of them each row of these tables has.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.all: list[Label] = []
        self.dispatches = self._add(_dispatches(timeline), _dispatch)
        self.calls = self._add(self._calls(timeline), _call)
        self.quiet = self._add(_quiet(timeline), _dispatch_to_nobody)
        self.bypasses = self._add(_bypasses(timeline), _bypass)

    def _add(self, keys: Iterable[Any], label: Callable[..., Label]) -> Numbers:
        """Add a label for each key there is; return which each has."""
        numbers: dict[Any, int] = {}
        first = len(self.all)
        found = array("i", [numbers.setdefault(key, first + len(numbers)) for key in keys])
        self.all += [label(*key) for key in numbers]
        return found

    def _calls(self, timeline: Timeline) -> Iterable[Any]:
        calls, places = timeline.calls, list(map(tuple, timeline.receivers))
        sent = [(each.signal, each.sender, each.method) for each in self.all]
        of_dispatches = list(map(sent.__getitem__, self.dispatches))
        return zip(
            map(of_dispatches.__getitem__, calls.dispatch),
            map(places.__getitem__, calls.receiver),
            calls.is_async,
            calls.outcome,
            _errors(timeline),
            strict=False,
        )


def _dispatches(timeline: Timeline) -> Iterable[Any]:
    joined, source = timeline.joined, timeline.dispatches.source

    def said(name: str, say: Callable[[Any], Any] = lambda value: value) -> Iterable[Any]:
        return _said(joined.values("dispatches", name), source, say)

    transactions = joined.numbers("dispatches", "transaction")
    of_view = {row.transaction for row in timeline.view_blocks}
    own = {number: each for number, each in timeline.outcomes.items() if number not in of_view}
    outcomes = map(own.get, map(transactions.__getitem__, source))
    return zip(
        said("signal", _name),
        said("sender", _name),
        said("method"),
        said("caller", _line),
        _actions(timeline),
        outcomes if own else repeat(None),
        strict=False,
    )


def _dispatch(
    signal: str, sender: str | None, method: str, caller: Any, action: str, transaction: str | None
) -> Label:
    is_internals = is_internal_send(signal, sender, caller and caller[0])
    return Label("dispatch", signal, sender, method, is_internals, caller, action, transaction)


def _call(
    sent: tuple[str, str | None, str], receiver: Any, is_async: int, outcome: int, error: str
) -> Label:
    label = Label("call", *sent, is_internal(receiver[0]))
    return label._replace(receiver=receiver, is_async=bool(is_async), outcome=outcome, error=error)


def _quiet(timeline: Timeline) -> Iterable[Any]:
    kinds = timeline.joined.values("quiet", "kind")
    return _said(kinds, timeline.quiet.source, lambda kind: (kind[0][0], kind[1][0], kind[2]))


def _dispatch_to_nobody(signal: str, sender: str | None, method: str) -> Label:
    return Label("quiet", signal, sender, method, is_internal_send(signal, sender, None))


def _bypasses(timeline: Timeline) -> Iterable[Any]:
    joined, source = timeline.joined, timeline.bypasses.source
    models, operations = (joined.values("bypasses", name) for name in ("model", "operation"))
    missed, callers = (joined.values("bypasses", name) for name in ("missed", "caller"))
    by_django = joined.numbers("bypasses", "by_django")
    for row in source:
        model = models.at(row)
        receivers = [name for _, found in missed.at(row) for name, *_ in found]
        file = (_line(callers.at(row)) or [None])[0]
        is_internals = is_internal_bypass(model, receivers, file, bool(by_django[row]))
        yield model, operations.at(row), is_internals


def _bypass(model: str, operation: str, is_internals: bool) -> Label:
    return Label("bypass", "", model, operation, is_internals)


def _said(column: Values, source: Numbers, say: Callable[[Any], Any]) -> Iterable[Any]:
    """Return what some rows say of a column."""
    said = list(map(say, column.values))
    return map(said.__getitem__, map(column.cells.__getitem__, source))


def _name(value: Sequence[Any]) -> Any:
    return value[0]


def _line(site: list[Any] | None) -> tuple[Any, ...] | None:
    return None if site is None or site[0] is None else tuple(site[:3])


def _actions(timeline: Timeline) -> Iterable[str]:
    """Return the argument ``action`` of each dispatch, "" where there is none."""
    joined, source = timeline.joined, timeline.dispatches.source
    column = joined.values("dispatches", "arguments")
    actions = [_action(text) if "action" in text else "" for text in column.values]
    if not any(actions):
        return repeat("")
    keys = joined.numbers("dispatches", "pk")
    return [actions[column.cells[row]].replace(PK_MARK, str(keys[row])) for row in source]


def _action(arguments: str) -> str:
    return arguments_of(arguments, PK_MARK).get("action", "").strip("'")


def _errors(timeline: Timeline) -> Iterable[str]:
    """Return the type of each call's exception, "" where there is none."""
    outcome, text = (timeline.joined.values("calls", name) for name in ("outcome", "text"))
    has_failed = [value in FAILED for value in outcome.values]
    if not any(has_failed):
        return repeat("")
    failed = map(has_failed.__getitem__, outcome.cells)
    types = [_type(text.at(row)) if each else "" for row, each in enumerate(failed)]
    return map([*types, ""].__getitem__, timeline.calls.source)  # ``NO_ROW`` reads the last


def _type(error: str) -> str:
    return str(json.loads(error)["type"]) if error else ""
