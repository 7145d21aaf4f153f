"""The badges of a row: the few words that stand beside its name."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

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
    """Return what a folded run tells of what it hides."""
    counted = zip((queries, errors, findings), hidden_words(), strict=False)
    return tuple(
        Badge((one if count == 1 else many).format(n=count), tone)
        for count, (_column, one, many, tone) in counted
        if count
    )


def hidden_words() -> list[tuple[str, str, str, str]]:
    """Return what folded rows count: the column, words for one and for many, and their tone."""
    return [
        ("inside_sql", _("{n} query"), _("{n} queries"), ""),
        ("inside_errors", _("{n} error"), _("{n} errors"), "bad"),
        ("inside_findings", _("{n} finding"), _("{n} findings"), "warn"),
        ("inside_rows", _("{n} row"), _("{n} rows"), ""),
    ]


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
