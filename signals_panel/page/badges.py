"""The badges of a row: the few words that stand beside its name."""

from __future__ import annotations

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

OUTCOMES = {
    None: "",
    RETURNED: "",
    RAISED: "raised %(type)s",
    SWALLOWED: "swallowed %(type)s",
    CANCELLED: "cancelled",
    UNFINISHED: "unfinished",
    NOT_REACHED: "not reached",
}
"""The badge for how a call ended."""


def badges_of(label: Label) -> list[str]:
    """Return the badges of the rows that have a label; empty ones may be among them."""
    if label.kind == "bypass":
        return []
    if label.kind == "call":
        return ["async" if label.is_async else "", _outcome(label)]
    badges = [label.action, "" if label.method == "send" else label.method]
    if label.transaction is not None:
        is_undone = label.transaction == "rolled_back"
        badges.append(_("rolled back") if is_undone else _("in transaction"))
    return badges


def _outcome(label: Label) -> str:
    outcome = OUTCOMES[label.outcome] and _(OUTCOMES[label.outcome])
    return outcome % {"type": label.error.rpartition(".")[2]} if label.error else outcome
