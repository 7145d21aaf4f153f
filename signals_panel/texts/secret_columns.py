"""Which parameters of a statement may be shown: those of a column that is known to be no secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from .column_names import HIDDEN, NUMBERS, SHOWN, TIMES, shown_of_name
from .masking import is_of_secrets, is_secret, speaks_of_secret
from .secret_text import without_literals
from .statement_columns import MAX_PARAMETERS, Parts, Reading, read

MAX_READ = 5_000
"""How much of a statement is read, in characters."""
MAX_STATEMENTS = 500
"""How many statements are remembered."""
_MARK = re.compile("%s")
ANY_TABLES = ("excluded", "new", "old")
"""What a row is called that is of no other table than those that the statement names."""


class Shown(NamedTuple):
    """What may be shown of the parameters of a statement.

    Attributes:
        how: of each of the first, in the order of the placeholders.
        total: how many placeholders there are; -1 where that is not known.
        keys: of each of the first its name, where they have names; else none.
        says_secret: whether the statement itself says the name of a secret.
        is_all: whether all of each may be shown.
    """

    how: tuple[int, ...]
    total: int
    keys: tuple[str, ...]
    says_secret: bool
    is_all: bool


NOTHING = Shown((), -2, (), True, False)
"""For a statement that cannot be read for sure: as many placeholders as no statement has."""


_remembered: dict[tuple[str, bool], Shown] = {}


def shown_of(sql: str, is_cut: bool) -> Shown:
    """Return what may be shown of the parameters of a statement, remembered for its text.

    *is_cut* says that there is more of the statement than this. One that has a secret written into
    it is not remembered.
    """
    shown = _remembered.get((sql, is_cut))
    if shown is None:
        shown = _worked_out(sql, is_cut)
        if without_literals(sql) is sql:
            if len(_remembered) >= MAX_STATEMENTS:
                _remembered.clear()
            _remembered[sql, is_cut] = shown
    return shown


def _worked_out(sql: str, is_cut: bool) -> Shown:
    marks = [match.end() for match in islice(_MARK.finditer(sql), MAX_PARAMETERS + 1)]
    if len(marks) > MAX_PARAMETERS:
        sql, is_cut = sql[: marks[-1]], True
    try:
        reading = read(sql, is_cut)
    except Exception:  # what cannot be read must not be shown
        reading = None
    if reading is None:
        return NOTHING
    how = tuple(_how(reading, column) for column in reading.columns)
    keys = _keys(reading.marks[: len(how)])
    return Shown(
        how,
        -1 if is_cut else len(reading.marks),
        keys,
        any(map(speaks_of_secret, reading.texts)),
        len(reading.marks) == len(how) and not keys and min(how, default=HIDDEN) == SHOWN,
    )


def _keys(marks: list[str]) -> tuple[str, ...]:
    keys = tuple(map(_key_of, marks))
    return keys if any(keys) else ()


def _key_of(mark: str) -> str:
    if mark.startswith("%("):
        return mark[2:-2]
    return mark[1:] if mark.startswith(":") else ""


def _how(reading: Reading, parts: Parts | None) -> int:
    if parts is None or parts[-1].lower() in reading.renamed or is_secret(parts[-1]):
        return HIDDEN
    column = parts[-1]
    tables = _tables_of(reading, parts)
    if not tables or any(is_of_secrets(f"{table} {column}") for table in tables):
        return _in_doubt(column) if tables else HIDDEN
    return shown_of_name(column)


def _in_doubt(column: str) -> int:
    """Return what may be shown of a column of a table of secrets."""
    return NUMBERS if column.lower() == "id" or column.lower().endswith("_id") else TIMES


def _tables_of(reading: Reading, parts: Parts) -> set[str]:
    """Return the tables that a column may be of, and what they are called; none if unknown."""
    everywhere = set(reading.tables).union(*reading.tables.values())
    called = parts[-2] if len(parts) > 1 else ""
    if called in reading.tables and not reading.is_nested:
        return reading.tables[called]
    is_known = not called or called.lower() in ANY_TABLES or called in reading.tables
    if reading.lacks_tables:
        return set()
    if (reading.is_nested or not is_known) and _speaks_of_secret(
        reading.names | everywhere | set(reading.texts)
    ):
        return set()
    return everywhere


def _speaks_of_secret(names: Iterable[str]) -> bool:
    return any(is_of_secrets(name) for name in names)
