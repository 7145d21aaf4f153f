"""The panel's rows as an outline: one a line, indented, without what every request sends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

BOOKENDS = frozenset({"request_started", "request_finished"})
NOISE = frozenset({"pre_init", "post_init", "connection_created", "template_rendered"})
"""What nearly every request sends, and few stories are about."""

ROW = re.compile(r'<li class="sp-row sp-(?P<kind>\w+)[^>]*? data-depth="(?P<depth>\d+)"')
NAME = re.compile(r'class="sp-(?:name|receiver)">(?:<bdi>)?([^<]+)<')
SENDER = re.compile(r'class="sp-sender"[^>]*>(?:<bdi>)?([^<]+)<')
BADGE = re.compile(r'class="sp-badge[^"]*"[^>]*>([^<]+)<')


class Row(NamedTuple):
    """One row of the panel.

    Attributes:
        depth: 0 for what the request's own code sent.
        kind: "dispatch", "call", "quiet", a signal that nobody received, "bypass" or "run".
        name: the signal's or the receiver's, without its module.
        badges: what stands beside it, in order.
        sender: the dotted name of who sent it; empty for a call.
    """

    depth: int
    kind: str
    name: str
    badges: tuple[str, ...] = ()
    sender: str = ""

    @property
    def line(self) -> str:
        """The row as one line of an outline, indented."""
        sender = f" {self.sender.rpartition('.')[2]}" if self.sender else ""
        badges = "".join(f" [{badge}]" for badge in self.badges)
        mark = "> " if self.kind == "call" else ""
        return f"{'  ' * self.depth}{mark}{self.name}{sender}{badges}"


def outline(rows: Iterable[Row], without: frozenset[str] = NOISE | BOOKENDS, but: str = "") -> str:
    """Return rows as indented lines, without those of some signals and all that is in them.

    What *but*, another outline, has of these signals is left in: ``pre_init Pennant`` there,
    and the page's own ``pre_init Session`` is still left out.
    """
    wanted = {tuple(line.split()[:2]) for line in but.splitlines()}
    lines, hidden_below = [], None
    for row in rows:
        if hidden_below is not None and row.depth > hidden_below:
            continue
        is_noise = row.kind != "call" and row.name in without
        is_hidden = is_noise and tuple(row.line.split()[:2]) not in wanted
        hidden_below = row.depth if is_hidden else None
        if hidden_below is None:
            lines.append(row.line)
    return "\n".join(lines)


def rows_in(html: str) -> Iterator[Row]:
    """Yield the rows of a panel's HTML."""
    found = list(ROW.finditer(html))
    ends = [each.start() for each in found[1:]] + [len(html)]
    for row, end in zip(found, ends, strict=True):
        line = html[row.end() : end].partition('<dl class="sp-details"')[0]
        name, sender = (re.search(pattern, line) for pattern in (NAME, SENDER))
        yield Row(
            int(row["depth"]),
            row["kind"],
            unescape(name[1]) if name else "",
            tuple(unescape(badge).strip() for badge in BADGE.findall(line)),
            unescape(sender[1]) if sender else "",
        )
