"""One cause, one finding: which findings one loop, operation, receiver or error gave.

Findings that share a *key* have one cause; the keys of each are worked out here:

- one exception, however many sends it aborted on its way (S101, S102);
- one line that sent or changed rows without sending (S204, S304, S404): a loop, an operation;
- one receiver that costs (S401 to S403);
- and for both of these, the outermost loop around most of what they are about. A line is a loop
  where S304 tells of it, or where S403 found all the repeats of a receiver.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from .case import Case, Found, Item, Rule

Pair = tuple[Rule, Found]
Key = tuple[object, ...]

ERRORS, LINES = ("S101", "S102"), ("S204", "S304", "S404")
LOOP, REPEATS = "S304", "S403"
RECEIVERS = ("S401", "S402", REPEATS)


def by_cause(case: Case, found: list[Pair]) -> list[list[Pair]]:
    """Return findings grouped by their cause, groups and members in the order given."""
    groups: list[list[int]] = []
    by_key: dict[Key, list[int]] = {}
    for number, keys in enumerate(_keys(case, found)):
        joined = [number]
        for group in {id(by_key[key]): by_key[key] for key in keys if key in by_key}.values():
            joined += group
            groups.remove(group)
        groups.append(joined)
        same = set(joined)
        for key in [*keys, *(key for key, group in by_key.items() if not same.isdisjoint(group))]:
            by_key[key] = joined
    return [[found[number] for number in sorted(group)] for group in sorted(groups, key=min)]


def calls_about(case: Case, found: Found) -> dict[int, Item]:
    """Return the calls a finding is about, by id: those of its dispatches too."""
    calls: dict[int, Item] = {}
    for each in about(found):
        inside = [case.calls[each]] if each in case.calls else case.calls_of.get(each, [])
        calls |= {call["id"]: call for call in inside}
    return calls


def about(found: Found) -> tuple[int, ...]:
    """Return the ids of all that a finding is about, those it names first."""
    named = (found.dispatch, found.call, found.bypass)
    rest = found.about or [each for each in named[::-1] if each is not None][:1]
    return tuple(rest)


class _Causes:
    """The loops of a document, and which is the outermost around what findings are about."""

    def __init__(self, case: Case, found: list[Pair]) -> None:
        self.case = case
        self.bypasses = {each["id"]: each for each in case.document["bypasses"]}
        loops = set(filter(None, (self._loop_of(*each) for each in found)))
        self.loops: dict[int, Key | None] = {}
        for dispatch in case.document["dispatches"] if loops else ():  # outer ones come first
            around, line = case.parent(dispatch), _line(dispatch)
            outer = None if around is None else self.loops[around["id"]]
            self.loops[dispatch["id"]] = outer or (line if line in loops else None)
        self.receivers: dict[Key, list[int]] = defaultdict(list)
        for rule, each in found:
            if rule.code in RECEIVERS and each.call is not None:
                self.receivers[self.receiver(each)] += about(each)

    def keys(self, rule: Rule, found: Found) -> Iterable[Key]:
        if rule.code in ERRORS:
            yield from (("error", call) for call in about(found))
        if rule.code in LINES:
            yield from filter(None, (self.line(found), self.loop(about(found))))
        if rule.code in RECEIVERS and found.call is not None:
            receiver = self.receiver(found)
            yield from filter(None, (receiver, self.loop(self.receivers[receiver])))

    def receiver(self, found: Found) -> Key:
        call = self.case.calls[found.call]  # type: ignore[index]
        return "receiver", call["named"], call["file"], call["line"]

    def line(self, found: Found) -> Key | None:
        """Return the only line that did all that a finding is about."""
        lines = {_line(self._item(each)) for each in about(found)}
        return lines.pop() if len(lines) == 1 else None

    def loop(self, ids: Iterable[int]) -> Key | None:
        """Return the outermost loop around most of some dispatches, calls or bypasses."""
        counts = Counter(self._outermost(each) for each in ids)
        [(loop, count)] = counts.most_common(1) or [(None, 0)]
        return loop if count * 2 > counts.total() else None

    def _outermost(self, number: int) -> Key | None:
        item = self._item(number)
        if "operation" not in item:
            return self.loops.get(item["id"])
        call = item["parent_call"]
        return None if call is None else self.loops.get(self.case.calls[call]["dispatch"])

    def _item(self, number: int) -> Item:
        """Return a dispatch, that of a call, or a bypass."""
        if number in self.case.calls:
            number = self.case.calls[number]["dispatch"]
        return self.case.dispatches.get(number) or self.bypasses[number]

    def _loop_of(self, rule: Rule, found: Found) -> Key | None:
        return self.line(found) if rule.code in (LOOP, REPEATS) and about(found) else None


def _keys(case: Case, found: list[Pair]) -> list[list[Key]]:
    causes = _Causes(case, found)
    return [list(causes.keys(*each)) for each in found]


def _line(item: Item) -> Key | None:
    """Return the line that made a dispatch or a bypass; None where it is not known."""
    caller = item["caller"]
    return None if caller is None else ("line", caller["file"], caller["line"])
