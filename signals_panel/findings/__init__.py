"""Findings: what rules conclude from a timeline and the registry, after the request.

A rule is a generator over a ``Case``, in a module of its concern, listed in ``RULES``. It
yields ``Found``s; code, name and severity are the rule's. docs/findings/ has a page for
each code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..conf import options
from ..fates.connected import Connected
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
from .causes import LOOP, RECURSION, Pair, by_cause
from .evidence import calls_of, ids_in, named_in

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


def find(connected: Connected, left_out: Collection[str] = ()) -> list[Item]:
    """Return the findings of a recording as the contract has them: one for each cause.

    Errors come first, then what cost most time, then most queries. Codes that are silenced or
    *left_out* are not among them.
    """
    case = Case(connected)
    silenced = {*options().SILENCED_FINDINGS, *left_out}
    found = [(rule, each) for rule in RULES for each in _contained(rule, case)]
    groups = (
        [each for each in group if each[0].code not in silenced] for group in by_cause(case, found)
    )
    leading = [_leading_first(case, group) for group in groups if group]
    leading.sort(key=lambda group: (_severity(group[0]), *_cost(case, group)))
    return [_item_of_group(case, group) for group in leading]


def has_crashed(finding: Item) -> bool:
    """Tell a rule that failed from what rules find."""
    return bool(finding["hint"] == CRASHED)


SEVERITIES = ("error", "warning", "info")
CRASHED = "This is an error in signals_panel: please report it."


def _contained(rule: Rule, case: Case) -> Iterator[Found]:
    """Yield what a rule finds; a rule that crashes is a finding itself."""
    try:
        yield from rule.find(case)
    except Exception as error:
        message = f"The rule {rule.code} ({rule.name}) failed: {type(error).__name__}: {error}."
        yield Found(message, hint=CRASHED)


def _leading_first(case: Case, group: list[Pair]) -> list[Pair]:
    """Order what one cause gave: the worst leads, the outermost loop and recursion before what
    they made dear.
    """

    def order(pair: Pair) -> tuple[int, int, int, int, int]:
        rule, found = pair
        is_loop = rule.code == LOOP and found.dispatch is not None
        rank = 0 if is_loop else 1 if rule.code == RECURSION else 2
        depth = _depth(case, found.dispatch) if is_loop else 0
        return _severity(pair), rank, depth, *_cost(case, [pair])

    return sorted(group, key=order) if len(group) > 1 else group


def _depth(case: Case, dispatch: int | None) -> int:
    """Return how many dispatches one was sent inside of."""
    return 0 if dispatch is None else sum(1 for _ in case.all_around(dispatch))


def _severity(pair: Pair) -> int:
    rule, found = pair
    return SEVERITIES.index(found.severity or rule.severity)


def _cost(case: Case, group: list[Pair]) -> tuple[int, int]:
    """Return the time and the queries of the calls that findings are about, negative."""
    calls = set().union(*(calls_of(case, found.about) for _, found in group))
    queries = case.calls.queries
    return -sum(map(case.calls.own.__getitem__, calls)), -sum(map(queries.__getitem__, calls))


def _item_of_group(case: Case, group: list[Pair]) -> Item:
    """Return the finding that leads, with the ids of its rows and its parts as evidence."""
    leader, *parts = [_item(case, *pair) for pair in group]
    return {**leader, "evidence": [*ids_in(case, group[0][1]), *parts]}


def _item(case: Case, rule: Rule, found: Found) -> Item:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": found.severity or rule.severity,
        "message": found.message,
        "hint": found.hint,
        "where": found.where,
        **named_in(case, found),
    }
