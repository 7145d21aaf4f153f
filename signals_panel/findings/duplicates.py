"""It ran too often: receivers that one send runs twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from ..fates.connected import Code
from ..fates.listed import is_projects
from ..fates.shared_names import short_place
from ..registry.items import made_at
from ..registry.overlaps import Pair, imported_twice, overlaps
from ..timeline.columns import NOT_REACHED
from ..timeline.joined import Numbers
from .case import WARNING, Case, Found, Item, Rule, last_name, place

TWICE = "Keep one of the two: Django drops a second connection only for the same sender and uid."
ONE_PATH = "Import the module by one name everywhere, the one its app has in INSTALLED_APPS."


def connected_twice(case: Case) -> Iterator[Found]:
    """One object is connected to one signal twice, and a dispatch ran it twice."""
    told = set()
    for pair, sent in _happened(case, overlaps(case.registry["connections"])):
        one, other = pair
        ran = _runs(case, sent[0])
        runs = sum(ran[code] for code in set(map(case.code_of, pair)))
        if any(map(is_projects, pair)) and (one["token"], one["identity"]) not in told:
            told.add((one["token"], one["identity"]))
            yield Found(
                f"{case.named(one)} is connected to {last_name(one['signal'])} {_how(one)} and "
                f"{_how(other)}: {_dispatches(sent)} ran it {_often(runs)}.",
                TWICE,
                where=place(made_at(other)) or place(other),
                dispatch=sent[0],
            )


def functions_imported_twice(case: Case) -> Iterator[Found]:
    """One function is connected under two module names, and a dispatch ran both."""
    told = set()
    for pair, sent in _happened(case, imported_twice(case.registry["connections"])):
        one, other = pair
        cause = one["file"], other["receiver"].removesuffix(one["receiver"])
        if any(map(is_projects, pair)) and cause not in told:
            told.add(cause)
            yield Found(
                f"{case.named(one)} and {case.named(other)} are one function, imported under two "
                f"names: {_dispatches(sent)} of {last_name(one['signal'])} ran both.",
                ONE_PATH,
                where=place(one),
                dispatch=sent[0],
            )


def _happened(case: Case, found: Iterable[Pair]) -> Iterator[tuple[Pair, Numbers]]:
    """Yield the pairs of connections both of which one dispatch called, with such dispatches."""
    pairs = list(found)
    known: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for number, (one, other) in enumerate(pairs):
        sender = other["sender"] if one["sender"] is None else one["sender"]
        known[one["signal"], sender].append(number)
    needed = [Counter(map(case.code_of, pair)) for pair in pairs]
    of_kinds = [
        [each for sender in {None, kind.sender} for each in known.get((kind.signal, sender), ())]
        for kind in (case.kinds.all if pairs else ())
    ]
    sent: dict[int, Numbers] = defaultdict(list)
    for dispatch, kind in enumerate(case.kinds.dispatches if any(of_kinds) else ()):
        for number in of_kinds[kind]:
            if needed[number] <= _runs(case, dispatch):
                sent[number].append(dispatch)
    return ((pairs[number], sent[number]) for number in sorted(sent))


def _runs(case: Case, dispatch: int) -> Counter[Code]:
    """Return how often a dispatch ran each receiver."""
    calls = case.dispatches.calls_of(dispatch)
    return Counter(case.code(call) for call in calls if case.calls.outcome[call] != NOT_REACHED)


def _how(connection: Item) -> str:
    """Return for which senders a connection is, and where it was made if that is known."""
    uid = connection["dispatch_uid"]
    return (
        f"for {connection['sender'] or 'every sender'}"
        f"{f' as {uid!r}' if uid else ''}{_made_at(connection)}"
    )


def _made_at(connection: Item) -> str:
    site = made_at(connection)
    return f" ({short_place(site)})" if site else ""


def _dispatches(sent: Numbers) -> str:
    return "a dispatch" if len(sent) == 1 else f"{len(sent)} dispatches"


def _often(runs: int) -> str:
    return "twice" if runs == 2 else f"{runs} times"


RULES = (
    Rule("S301", "connected-twice", WARNING, connected_twice),
    Rule("S302", "imported-twice", WARNING, functions_imported_twice),
)
