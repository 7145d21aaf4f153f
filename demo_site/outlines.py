"""What a request sends, as an outline: the form in which stories and cards declare it.

One row of the panel a line: a signal with the last part of its sender's name, under it ``>``
and a receiver, each level indented by two blanks, badges in brackets.
"""

OPERATIONS = ("bulk_create", "bulk_update", "update", "_raw_delete")
"""Rows of the panel that are no signals: the ORM's operations that send none."""


def signals_in(outline: str) -> list[str]:
    """Return the names of the signals in an outline, each once."""
    rows = [line.split() for line in outline.splitlines()]
    names = (row[0] for row in rows if row and row[0] not in (">", *OPERATIONS))
    return list(dict.fromkeys(names))
