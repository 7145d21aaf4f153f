"""Findings: what rules conclude from a document and the registry, after the request.

A rule is a generator over a ``Case``, in a module of its concern, listed in ``RULES``. It
yields ``Found``s; code, name and severity are the rule's. docs/findings.md has a section for
each code.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..conf import options
from ..registry import Registry
from . import (
    bypasses,
    commits,
    costs,
    deletes,
    duplicates,
    failures,
    growth,
    never_ran,
    recursion,
    repeats,
    too_early,
)
from .case import Case, Found, Item, Rule

RULES: tuple[Rule, ...] = (
    *failures.RULES,
    *never_ran.RULES,
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


def find(document: Item, registry: Registry) -> list[Item]:
    """Return the findings of a document as the contract has them, errors first."""
    case = Case(document, registry)
    silenced = set(options().SILENCED_FINDINGS)
    found = [
        _item(rule, each)
        for rule in RULES
        if rule.code not in silenced
        for each in _contained(rule, case)
    ]
    return sorted(found, key=lambda item: SEVERITIES.index(item["severity"]))


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
