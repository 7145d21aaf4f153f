"""Findings: what rules conclude from a document and the registry, after the request.

A rule is a generator over a ``Case``, in a module of its concern, listed in ``RULES``. It
yields ``Found``s; code, name and severity are the rule's. docs/findings.md has a section for
each code.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..conf import options
from ..registry.registry import Registry
from . import (
    bypasses,
    commits,
    costs,
    deletes,
    duplicates,
    failures,
    growth,
    in_vain,
    never_ran,
    recursion,
    repeats,
    too_early,
)
from .case import Case, Found, Item, Rule
from .causes import LOOP, Pair, about, by_cause, calls_about

RULES: tuple[Rule, ...] = (
    *failures.RULES,
    *never_ran.RULES,
    *in_vain.RULES,
    *bypasses.RULES,
    *duplicates.RULES,
    *growth.RULES,
    *repeats.RULES,
    *recursion.RULES,
    *costs.RULES,
    *deletes.RULES,
    *too_early.RULES,
    *commits.RULES,
)
"""Every rule, in the order its findings are listed within their severity."""


def find(
    document: Item,
    registry: Registry,
    started_ns: int = 0,
    sent: dict[int, tuple[int, str]] | None = None,
) -> list[Item]:
    """Return the findings of a document as the contract has them: one for each cause.

    *started_ns* is the clock when the recording began, *sent* has the token of the signal and
    the identity of the sender of each dispatch, by its id: without them nothing is said of what
    depends on these. Errors come first, then what cost most time, then most queries.
    """
    case = Case(document, registry, started_ns, sent or {})
    silenced = set(options().SILENCED_FINDINGS)
    found = [(rule, each) for rule in RULES for each in _contained(rule, case)]
    groups = (
        [each for each in group if each[0].code not in silenced] for group in by_cause(case, found)
    )
    leading = [_leading_first(case, group) for group in groups if group]
    leading.sort(key=lambda group: (_severity(group[0]), *_cost(case, group)))
    return [_item_of_group(group) for group in leading]


def has_crashed(finding: Item) -> bool:
    """Tell a rule that failed from what rules find."""
    return bool(finding["hint"] == CRASHED)


SEVERITIES = ("error", "warning", "info")
MAX_IDS = 20
"""How many rows of the timeline a finding names as its evidence."""
CRASHED = "This is an error in signals_panel: please report it."


def _contained(rule: Rule, case: Case) -> Iterator[Found]:
    """Yield what a rule finds; a rule that crashes is a finding itself."""
    try:
        yield from rule.find(case)
    except Exception as error:
        message = f"The rule {rule.code} ({rule.name}) failed: {type(error).__name__}: {error}."
        yield Found(message, hint=CRASHED)


def _leading_first(case: Case, group: list[Pair]) -> list[Pair]:
    """Order what one cause gave: the worst leads, the outermost loop before what it made dear."""

    def order(pair: Pair) -> tuple[int, bool, int, int, int]:
        rule, found = pair
        is_loop = rule.code == LOOP and found.dispatch is not None
        depth = _depth(case, found.dispatch) if is_loop else 0
        return _severity(pair), not is_loop, depth, *_cost(case, [pair])

    return sorted(group, key=order)


def _depth(case: Case, dispatch: int | None) -> int:
    """Return how many dispatches one was sent inside of."""
    around = None if dispatch is None else case.parent(case.dispatches[dispatch])
    depth = 0
    while around is not None:
        depth, around = depth + 1, case.parent(around)
    return depth


def _severity(pair: Pair) -> int:
    rule, found = pair
    return SEVERITIES.index(found.severity or rule.severity)


def _cost(case: Case, group: list[Pair]) -> tuple[int, int]:
    """Return the time and the queries of the calls that findings are about, negative."""
    calls: dict[int, Item] = {}
    for _, found in group:
        calls |= calls_about(case, found)
    time = sum(call["self_ns"] or 0 for call in calls.values())
    return -time, -sum(call["queries"] for call in calls.values())


def _item_of_group(group: list[Pair]) -> Item:
    """Return the finding that leads, with the ids of its rows and its parts as evidence."""
    leader, *parts = [_item(*pair) for pair in group]
    named = [leader[each] for each in ("dispatch", "call", "bypass") if leader[each] is not None]
    ids = list(dict.fromkeys([*named, *about(group[0][1])]))
    return {**leader, "evidence": [*ids[:MAX_IDS], *parts]}


def _item(rule: Rule, found: Found) -> Item:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": found.severity or rule.severity,
        "message": found.message,
        "hint": found.hint,
        "where": found.where,
        "dispatch": found.dispatch,
        "call": found.call,
        "bypass": found.bypass,
    }
