"""How the transactions ended that each dispatch of a recording was in."""

from __future__ import annotations


class Undo(Exception):
    """Rolls a block back."""


def fates(recording):
    """Return the outcomes of the transactions each dispatch is in, innermost first."""
    document = recording.as_dict()
    known = {each["id"]: each for each in document["transactions"]}
    return [list(chain(known, each["transaction"])) for each in document["dispatches"]]


def chain(known, number):
    while number is not None:
        yield known[number]["outcome"]
        number = known[number]["parent"]
