"""Two requests beside each other: what of their outlines is new, gone, more or fewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from .names import short_name
from .rows import MAX_INDENT
from .tree import Tree

Item = dict[str, Any]

FOLDED_FROM = 2
"""How many equal rows in a row are folded."""


class Difference(NamedTuple):
    """Something that both requests may have.

    Attributes:
        before, now: how often.
        indent: how far it is indented.
        kind, name, full, sender: what it is, short and whole.
    """

    before: int
    now: int
    indent: int = 0
    kind: str = ""
    name: str = ""
    full: str = ""
    sender: str = ""

    @property
    def state(self) -> str:
        """ "new", "gone", "more", "fewer" or "same"."""
        if self.before == self.now:
            return "same"
        if not self.before or not self.now:
            return "gone" if self.before else "new"
        return "more" if self.before < self.now else "fewer"


def compared(before: Item, now: Item, texts: dict[str, str]) -> Item:
    """Return what differs between two outlines.

    ``groups`` are the rows of both, those folded that are equal with all inside them;
    ``statements`` and ``findings`` those that differ, ``changes`` how many of all these.
    *texts* are those of statements that are known, by their digests.
    """
    tree = Tree(2)
    tree.add(now["rows"], 1)
    tree.add(before["rows"], 0)
    groups, changed = list(_groups(tree)), [_row(tree, *each) for each in tree.walk()]
    statements = _statements(before["statements"], now["statements"], texts)
    findings = [
        Difference(*counts, name=code, full=message, sender=name)
        for (code, name, message), counts in _counted(before["findings"], now["findings"])
    ]
    changes = [each for each in (*changed, *statements, *findings) if each.state != "same"]
    return {
        "groups": groups,
        "statements": statements,
        "findings": findings,
        "changes": len(changes),
    }


def _groups(tree: Tree) -> Iterator[Item]:
    """Yield the rows in stretches: equal ones, and others."""
    unequal = tree.unequal()
    for differs, found in groupby(tree.walk(), key=lambda each: each[1] in unequal):
        rows = [_row(tree, *each) for each in found]
        yield {"rows": rows, "is_folded": not differs and len(rows) >= FOLDED_FROM}


def _row(tree: Tree, depth: int, node: int, key: tuple[str, str, str]) -> Difference:
    kind, name, sender = key
    before, now = tree.times[node]
    indent = min(depth, MAX_INDENT)
    return Difference(before, now, indent, kind, short_name(name), name, sender)


def _statements(before: Any, now: Any, texts: dict[str, str]) -> list[Difference]:
    return [
        Difference(*counts, full=texts.get(digest, ""))
        for (digest,), counts in _counted(before, now)
    ]


def _counted(before: Any, now: Any) -> Iterator[tuple[Any, tuple[int, int]]]:
    """Yield what is not as often in both of two lists whose items end in how often."""
    first, second = _times(before), _times(now)
    for key in dict.fromkeys((*second, *first)):
        if first[key] != second[key]:
            yield key, (first[key], second[key])


def _times(items: Iterable[Any]) -> Counter[Hashable]:
    return Counter({tuple(key): times for *key, times in items})
