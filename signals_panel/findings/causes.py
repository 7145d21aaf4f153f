"""One cause, one finding: which findings one loop, operation, receiver or error gave.

Findings that share a *key* have one cause; the keys of each are worked out here:

- one exception, however many sends it aborted on its way (S101, S102);
- one line that sent or changed rows without sending (S204, S304, S404): a loop, an operation;
- one receiver that costs (S401 to S403);
- one recursion: what it was told of by (S305), the ``RecursionError`` it ended in, the repeats
  of receivers that it ran again and again (S403);
- one rollback, or those of a loop: what they made vain (S501 to S504), and the receiver that
  raised last before;
- and for both of these, the outermost loop around most of what they are about. A line is a loop
  where S304 tells of it, or where S403 found all the repeats of a receiver.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from ..timeline.columns import TOP
from ..timeline.joined import Numbers
from .case import About, Case, Found, Rule
from .evidence import dispatches_of
from .rollbacks import latest_in_blocks

Pair = tuple[Rule, Found]
Key = tuple[object, ...]

ERRORS, LINES = ("S101", "S102"), ("S204", "S304", "S404")
LOOP, REPEATS, RECURSION = "S304", "S403", "S305"
RECEIVERS = ("S401", "S402", REPEATS)


def by_cause(case: Case, found: list[Pair]) -> list[list[Pair]]:
    """Return findings grouped by their cause, groups and members in the order given."""
    causes, first = list(range(len(found))), dict[Key, int]()

    def cause(number: int) -> int:
        """Return the first finding of those known to have one cause."""
        while causes[number] != number:
            number = causes[number]
        return number

    for number, keys in enumerate(_keys(case, found)):
        for key in keys:
            one, other = sorted((cause(first.setdefault(key, number)), cause(number)))
            causes[other] = one
    groups: dict[int, list[Pair]] = defaultdict(list)
    for number, pair in enumerate(found):
        groups[cause(number)].append(pair)
    return list(groups.values())


class _Causes:
    """The loops of a recording, and which is the outermost around what findings are about."""

    def __init__(self, case: Case, found: list[Pair]) -> None:
        self.case = case
        self.lines = [_line(kind.line) for kind in case.kinds.all]
        loops = set(filter(None, (self._loop_of(*each) for each in found)))
        lines = [line if line in loops else None for line in self.lines]
        self.loops = self._outermost(map(lines.__getitem__, case.kinds.dispatches), bool(loops))
        roots: dict[int, Key] = {}
        for rule, each in found:
            if self._is_recursion(rule, each):
                roots |= {sent: ("recursion", sent) for sent in self._dispatches(each.about)}
        self.recursions = self._outermost(map(roots.get, range(len(case.around))), bool(roots))
        self.latest = latest_in_blocks(case)
        self.receivers: dict[Key, Numbers] = defaultdict(list)
        for rule, each in found:
            if rule.code in RECEIVERS and each.call is not None:
                self.receivers[self.receiver(each)] += each.about.rows

    def keys(self, rule: Rule, found: Found) -> Iterable[Key]:
        if rule.code in ERRORS:
            yield from (("error", call) for call in found.about.rows)
            latest = self.latest.keys() & self._dispatches(found.about)
            yield from (("rollback", self.latest[sent]) for sent in latest)
        if rule.code in LINES:
            yield from filter(None, (self.line(found), self.loop(found.about)))
        if rule.code in RECEIVERS and found.call is not None:
            receiver = self.receiver(found)
            calls = About("calls", self.receivers[receiver])
            yield from filter(None, (receiver, self.loop(calls)))
        if rule.code == REPEATS or self._is_recursion(rule, found):
            yield from self._recursions_around(found)
        yield from (("rollback", block) for block in found.blocks)
        if found.blocks:  # those of a loop say the same
            yield rule.code, found.message

    def _is_recursion(self, rule: Rule, found: Found) -> bool:
        """Tell whether a finding is that something recursed, or of where that ended."""
        if rule.code not in ERRORS:
            return rule.code == RECURSION
        errors = map(self.case.error, found.about.rows)
        return any(error and error["type"].endswith("RecursionError") for error in errors)

    def _recursions_around(self, found: Found) -> set[Key]:
        """Return the recursions that most of what a finding is about is inside of."""
        around = [self.recursions[sent] for sent in self._dispatches(found.about)]
        inside = [each for each in around if each is not None]
        return set(inside) if len(inside) * 2 > len(around) else set()

    def receiver(self, found: Found) -> Key:
        return "receiver", *self.case.code(found.call)  # type: ignore[arg-type]

    def line(self, found: Found) -> Key | None:
        """Return the only line that did all that a finding is about."""
        lines = set(self._lines(found.about))
        return lines.pop() if len(lines) == 1 else None

    def loop(self, about: About) -> Key | None:
        """Return the outermost loop around most of some dispatches, calls or bypasses."""
        counts = Counter(self._loops(about))
        [(loop, count)] = counts.most_common(1) or [(None, 0)]
        return loop if count * 2 > counts.total() else None

    def _lines(self, about: About) -> Iterator[Key | None]:
        """Yield the lines that did what a finding is about, at least once each."""
        if about.table == "bypasses":
            for row in about.rows:
                caller = self.case.bypasses[row]["caller"]
                yield caller and _line((caller["file"], caller["line"]))
        sent = self.case.kinds.sent
        yield from map(self.lines.__getitem__, set(map(sent.__getitem__, self._dispatches(about))))

    def _loops(self, about: About) -> Iterator[Key | None]:
        """Yield the outermost loop around each of some dispatches, calls or bypasses."""
        if about.table == "bypasses":
            parents = self.case.timeline.bypasses.parent
            calls = (parents[row] for row in about.rows)
            sent = (TOP if call == TOP else self.case.calls.dispatch[call] for call in calls)
            yield from (None if each == TOP else self.loops[each] for each in sent)
        yield from map(self.loops.__getitem__, self._dispatches(about))

    def _dispatches(self, about: About) -> Iterable[int]:
        return dispatches_of(self.case, about)

    def _outermost(self, marks: Iterable[Key | None], are_any: bool) -> list[Key | None]:
        """Return of each dispatch the mark of the outermost around it that has one, or its own."""
        if not are_any:
            return [None] * len(self.case.around)
        found: list[Key | None] = []
        for mark, around in zip(marks, self.case.around, strict=True):
            outer = None if around == TOP else found[around]
            found.append(outer or mark)
        return found

    def _loop_of(self, rule: Rule, found: Found) -> Key | None:
        return self.line(found) if rule.code in (LOOP, REPEATS) else None


def _keys(case: Case, found: list[Pair]) -> list[list[Key]]:
    causes = _Causes(case, found)
    return [list(causes.keys(*each)) for each in found]


def _line(line: tuple[str, int] | None) -> Key | None:
    return line and ("line", *line)
