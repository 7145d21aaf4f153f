"""The badges of a row: the few words that stand beside its name."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..timeline.columns import (  # fmt: skip
    CANCELLED,
    NOT_REACHED,
    RAISED,
    RETURNED,
    SWALLOWED,
    UNFINISHED,
)
from ..timeline.labels import Label


class Badge(NamedTuple):
    """Some words, and how they look: "bad", "warn", or "" for neither."""

    text: str
    tone: str = ""


OUTCOMES = {
    None: Badge(""),
    RETURNED: Badge(""),
    RAISED: Badge("raised %(type)s", "bad"),
    SWALLOWED: Badge("swallowed %(type)s", "bad"),
    CANCELLED: Badge("cancelled", "warn"),
    UNFINISHED: Badge("unfinished", "warn"),
    NOT_REACHED: Badge("not reached", "warn"),
}
"""The badge for how a call ended."""


def badges_of(label: Label) -> tuple[Badge, ...]:
    """Return the badges of the rows that have a label."""
    if label.kind == "call":
        return _written(Badge("async" if label.is_async else ""), _outcome(label))
    if label.kind == "dispatch":
        method = "" if label.method == "send" else label.method
        return _written(Badge(label.action), Badge(method), _transaction(label))
    return ()


def hidden_badges(queries: int, errors: int, findings: int) -> tuple[Badge, ...]:
    """Return what a folded row tells of what it hides."""
    counted = (
        (queries, ngettext("%(n)d query", "%(n)d queries", queries), ""),
        (errors, ngettext("%(n)d error", "%(n)d errors", errors), "bad"),
        (findings, ngettext("%(n)d finding", "%(n)d findings", findings), "warn"),
    )
    return tuple(Badge(text % {"n": count}, tone) for count, text, tone in counted if count)


def _written(*badges: Badge) -> tuple[Badge, ...]:
    return tuple(badge for badge in badges if badge.text)


def _transaction(label: Label) -> Badge:
    if label.transaction == "rolled_back":
        return Badge(_("rolled back"), "bad")
    return Badge(_("in transaction") if label.transaction else "")


def _outcome(label: Label) -> Badge:
    text, tone = OUTCOMES[label.outcome]
    text = text and _(text)
    return Badge(text % {"type": label.error.rpartition(".")[2]} if label.error else text, tone)
