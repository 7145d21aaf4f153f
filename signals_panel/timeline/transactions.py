"""What became of transactions."""

from __future__ import annotations

from .joined import Joined, Row


def outcomes_in(joined: Joined) -> dict[int, str]:
    """Return the outcome of each transaction by its number, in order.

    A block that was not rolled back itself shares the outcome of the one around it.
    """
    parents = joined.mapping("transactions", "number", "parent")
    told = {row.transaction: row.outcome for row in joined.rows("outcomes")}

    def outcome(number: int) -> str:
        while number in parents:
            if number in told:
                return str(told[number])
            number = parents[number]
        return "open"

    return {number: outcome(number) for number in sorted(parents)}


def view_blocks_in(joined: Joined) -> list[Row]:
    """Return the blocks that ``ATOMIC_REQUESTS`` opened around the view of a request.

    None where the view was not reached, nor of requests inside of this one.
    """
    rows = [row for row in joined.rows("view_blocks") if row.parent == joined.node]
    return rows if any(row.is_innermost for row in rows) else []
