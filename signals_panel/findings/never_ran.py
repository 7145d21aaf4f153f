"""It never ran: receivers that only DEBUG keeps alive, that died, or that nothing imported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from ..fates.connected import Code
from ..fates.reasons import NOT_SENT
from ..fates.shared_names import short_place
from ..registry.items import made_at
from ..texts.callers import is_project_file
from ..timeline.joined import Numbers
from .case import ERROR, WARNING, Case, Found, Item, Rule, last_name, place, sent_by, times

KEEP = "Keep a reference to it for as long as it is wanted, or connect it with weak=False."
RENAME = "Give the two different names."
KEEP_OBJECT = "Keep it, or the object whose method it is, or connect it with weak=False."
IMPORT = "Import it in ready() of its app's AppConfig."


def debug_only(case: Case) -> Iterator[Found]:
    """A weak receiver of a signal that was sent is gone where DEBUG is off."""
    for group in _by_receiver(case, _debug_only_now(case)):
        first, rebound = group[0], group[0]["rebound_at"]
        signals = ", ".join(dict.fromkeys(last_name(each["signal"]) for each in group))
        name = f"{first['receiver']} (line {first['line']})" if rebound else case.named(first)
        reason = f", line {rebound['line']} gives its name to another," if rebound else ""
        yield Found(
            f"{name} is connected weakly to {signals}{reason} and only DEBUG "
            "keeps it alive: with DEBUG off it would be gone.",
            RENAME if rebound else KEEP,
            where=place(first),
            **_evidence(case, first),
        )


def died(case: Case) -> Iterator[Found]:
    """A receiver died that was meant to last, and its signal was sent without it.

    Meant to last is what is connected as the process starts. Of the others, an object that
    connected itself, or that was called before, may well have lived for as long as it should.
    What was connected anew, or called in this recording, was not missed.
    """
    found = [each for each in case.registry["deaths"] if _by_mistake(each)]
    known = case.registry["connections"] if found else ()
    alive = {_anew(each) for each in known if each["alive"]}
    for group in _by_receiver(case, (each for each in found if _anew(each) not in alive)):
        first, site = group[0], made_at(group[0])
        sent = (_first_for(case, each) for each in group)
        dispatch = next((each for each in sent if each is not None), None)
        called = any(_calls_of(case, each) for each in group)
        count = sum(each["times"] for each in group)
        if dispatch is not None and not called:
            yield Found(
                f"{first['receiver']} was connected weakly at {short_place(site)} and died"
                f"{times(count)}: {sent_by(case.kind(dispatch))} did not reach it.",
                KEEP_OBJECT,
                where=place(site),
                dispatch=dispatch,
            )


def not_imported(case: Case) -> Iterator[Found]:
    """A module connects a receiver to a signal that was sent, and was never imported."""
    sent = {"", *(kind.signal for kind in case.kinds.all)}
    told = set()
    for each in case.registry["unimported"]:
        if each["signal"] in sent and each["module"] not in told:
            told.add(each["module"])
            file = short_place(each).rpartition(":")[0]
            yield Found(
                f"{file} connects a receiver at line {each['line']}, but nothing has imported "
                f"{each['module']}.",
                IMPORT,
                where=place(each),
                dispatch=_first_of(case, each["signal"]),
            )


def _debug_only_now(case: Case) -> Iterator[Item]:
    """Yield the debug-only connections of the very signals that were sent.

    A signal may share its name with one that was not sent: the document lists the connections
    of those sent, so where it has fewer that look the same than there are, nothing is said.
    """
    found = [each for each in case.registry["connections"] if each["debug_only"]]
    if found:
        sent = {kind.signal for kind in case.kinds.all}
        of_sent = (each for each in case.connected.listed if each["fate"]["reason"] != NOT_SENT)
        listed = Counter(_key(case, each) for each in of_sent)
        alive = (each for each in case.registry["connections"] if each["alive"])
        known = Counter(_key(case, each) for each in alive)
        for each in found:
            key = _key(case, each)
            if each["signal"] in sent and listed[key] >= known[key]:
                yield each


def _by_mistake(death: Item) -> bool:
    """Tell whether a receiver of the project was not meant to die."""
    if death["file"] is not None and not is_project_file(death["file"]):
        return False
    return death["connected_in"] is None or not (death["by_itself"] or death["called"])


def _evidence(case: Case, connection: Item) -> Item:
    """Return the first call of a receiver, or else a dispatch of its signal."""
    calls = _calls_of(case, connection)
    if calls:
        return {"dispatch": case.calls.dispatch[calls[0]], "call": calls[0]}
    return {"dispatch": _first_of(case, connection["signal"])}


def _calls_of(case: Case, connection: Item) -> Numbers:
    """Return the calls of a connection's receiver by its signal, reached or not."""
    code = case.code_of(connection)
    wanted = {at for at, each in enumerate(case.connected.receivers) if each == code}
    calls = enumerate(case.connected.called if wanted else ())
    return case.in_order(
        call
        for call, receiver in calls
        if receiver in wanted and case.kind_of(call).signal == connection["signal"]
    )


def _first_of(case: Case, signal: str) -> int | None:
    """Return the first dispatch of a signal."""
    return case.first_sent(lambda kind: kind.signal == signal)


def _first_for(case: Case, connection: Item) -> int | None:
    """Return the first dispatch that a connection was made for."""
    signal, sender = connection["signal"], connection["sender"]
    return case.first_sent(lambda kind: kind.signal == signal and sender in (None, kind.sender))


def _by_receiver(case: Case, connections: Iterable[Item]) -> list[list[Item]]:
    groups: dict[Code, list[Item]] = defaultdict(list)
    for each in connections:
        groups[case.code_of(each)].append(each)
    return list(groups.values())


def _anew(connection: Item) -> tuple[object, ...]:
    """Return what a connection has in common with one made anew, from whatever line."""
    return tuple(connection[name] for name in ("signal", "receiver", "file", "line"))


def _key(case: Case, connection: Item) -> tuple[object, ...]:
    return connection["signal"], *case.code_of(connection)


RULES = (
    Rule("S201", "debug-only-receiver", ERROR, debug_only),
    Rule("S202", "receiver-died", WARNING, died),
    Rule("S203", "module-not-imported", WARNING, not_imported),
)
