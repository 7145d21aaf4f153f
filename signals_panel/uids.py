"""Which ``dispatch_uid`` a call came by: a recording keeps it on the connection."""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import itemgetter
from typing import Any

from .rows import Rows


class Uids:
    """Looks up the ``dispatch_uid`` of the registry's connections, and of those changed."""

    def __init__(self, rows: Rows, connections: list[dict[str, Any]]) -> None:
        self._known: defaultdict[tuple[str, str], list[tuple[str | None, str | None]]]
        self._known = defaultdict(list)
        for each in filter(itemgetter("alive"), connections):
            known = self._known[each["signal"], each["receiver"]]
            known.append((each["sender"], each["dispatch_uid"]))
        for row in rows["changes"]:
            if row.change != "made":
                self._known[row.signal, row.receiver[0]].append((row.sender, row.uid))
        self._used: Counter[tuple[int, str]] = Counter()

    def next_for(self, dispatch: dict[str, Any], receiver: str) -> str | None:
        """Return the uid of a dispatch's next call of *receiver*, None where it has none.

        One receiver connected twice is called twice, in the order of its connections.
        """
        known = self._known.get((dispatch["signal"], receiver))
        if known is None:
            return None
        uids = [uid for sender, uid in known if sender in (None, dispatch["sender"])]
        used = self._used[dispatch["id"], receiver]
        self._used[dispatch["id"], receiver] += 1
        return uids[used] if used < len(uids) else None
