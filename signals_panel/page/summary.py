"""What was sent in a request, in a few words: for the sidebar, and wherever requests are listed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def summary(totals: dict[str, int], findings: int = 0) -> str:
    """Return what went wrong, or how much was received: ``24 signals, 1 error``.

    *findings* is how many there are, where they were looked for.
    """
    if not totals["sends"]:
        return _("no signals")
    signals = ngettext("%(n)d signal", "%(n)d signals", totals["sends"]) % {"n": totals["sends"]}
    return ", ".join([signals, *(_wrong(totals["errors"], findings) or [_received(totals)])])


def _wrong(errors: int, findings: int) -> list[str]:
    told = []
    if errors:
        told.append(ngettext("%(n)d error", "%(n)d errors", errors) % {"n": errors})
    if findings:
        told.append(ngettext("%(n)d finding", "%(n)d findings", findings) % {"n": findings})
    return told


def _received(totals: dict[str, int]) -> str:
    calls = totals["calls"]
    if not calls:
        return _("no receivers")
    words = ngettext("%(n)d receiver in %(time)s", "%(n)d receivers in %(time)s", calls)
    return words % {"n": calls, "time": rounded(totals["receiver_ns"])}


def rounded(ns: int) -> str:
    """Return nanoseconds as milliseconds with what matters: ``0.04 ms``, ``1.3 ms``, ``13 ms``.

    No line ends before the unit.
    """
    value = ns / 1e6
    digits = 0 if value >= 9.95 or not ns else 1 if value >= 0.095 else 2
    return f"{value:.{digits}f}\N{NO-BREAK SPACE}ms"
