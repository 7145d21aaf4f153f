"""Parameters of statements as text: what no column shows, by its type and length alone.

Nothing of what may not be shown is kept, nor of the user's is run: a value is read only if it is
of exactly a type of Python's. Whether two statements had the same parameters is told by a number
of them that Python keys anew in each process and that is never stored.
"""

from __future__ import annotations

import datetime as dt
import decimal
import json
import sys
import uuid
import zoneinfo
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from .column_names import HIDDEN, NUMBERS, SHOWN, TIMES, VALUES, shown_of_name
from .describe import MAX_DEPTH, MAX_TEXT, Masked, describe
from .masking import MAX_NAME, is_secret, speaks_of_secret
from .naming import class_name, printable
from .secret_columns import MAX_READ, NOTHING, Shown, shown_of
from .statement_columns import MAX_PARAMETERS

TEXTS_TELL = 0
"""What tells that parameters are the same if their texts are."""
MAX_EXACT = 1_000
_exact: dict[str, str] = {}
"""The texts of strings, without any secret, that tell all of them: many are the same."""
SMALL = 1_000
_DIGITS = tuple(map(repr, range(SMALL)))
"""The texts of small numbers: looking them up takes a third of the time."""
MOST = 1 << 64
"""An integer of more than this is looked at more closely."""
LONGEST_JSON = 5_000
"""Of a longer text in JSON, in characters, only its length is told."""
LONGEST_NAME = 200
"""A longer text, in characters, is nothing's name."""
LONGEST_COMPARED = 10_000
"""A longer text is not compared, in characters."""
MOST_COMPARED = 200_000
"""How many characters are compared."""
MAX_COMPARED = 1_000
"""How many parameters are compared."""

_TIMES = (bool, dt.date, dt.datetime, dt.time, dt.timedelta)
_NUMBERS = (int, float, decimal.Decimal)
_SCALARS = (type(None), str, uuid.UUID, *_TIMES, *_NUMBERS)
_LEAST = {
    **dict.fromkeys(map(id, (str, uuid.UUID)), VALUES),
    **dict.fromkeys(map(id, _NUMBERS), NUMBERS),
    **dict.fromkeys(map(id, _TIMES), TIMES),
}
"""How much of a column must be shown for a value of a type, by the type's identity."""
_NAMELESS = frozenset(map(id, (type(None), uuid.UUID, *_TIMES, *_NUMBERS)))
"""Types whose values are no name; of others, as of members of an enumeration, it is not known."""
_COMPARED = frozenset(map(id, (*_SCALARS, bytes)))
_SIZED = (str, bytes, bytearray, list, tuple, dict, set, frozenset)
_UNITS = {str: " characters", bytes: " bytes", bytearray: " bytes"}


class Parameters(NamedTuple):
    """What is kept of the parameters of a statement.

    Attributes:
        texts: of the first, at most ``MAX_PARAMETERS``.
        total: how many the statement has, of ``executemany`` its first row.
        rows: how many rows of parameters it was given.
        same: equal, as the texts are, where all parameters are, in one process; None where that is
            not known.
    """

    texts: tuple[str, ...]
    total: int
    rows: int
    same: int | None


def parameters_of(sql: Any, params: Any, is_many: bool) -> Parameters | None:
    """Return what may be kept of what a cursor was given; None where it has no parameters.

    *is_many* says that they are rows, of ``executemany``.
    """
    rows, row = 1, params
    if is_many:
        if (type(params) is not list and type(params) is not tuple) or not params:
            return None  # an iterator must not be read
        rows, row = len(params), params[0]
    if type(row) is dict:
        return _named(sql, row, rows)
    if (type(row) is not tuple and type(row) is not list) or not row:
        return None
    shown = _shown(sql)
    texts = _exact_texts(row) if shown.is_all and shown.total == len(row) else None
    if texts is not None and row is params:
        return tuple.__new__(Parameters, (texts, len(row), rows, TEXTS_TELL))
    texts = _texts(shown, row)
    tells = row is params and shown.is_all and all(map(_is_exact, row, texts))
    return Parameters(texts, len(row), rows, TEXTS_TELL if tells else _sameness(params))


def _shown(sql: Any) -> Shown:
    if type(sql) is not str:
        return NOTHING
    return shown_of(sql, False) if len(sql) <= MAX_READ else shown_of(sql[:MAX_READ], True)


def _named(sql: Any, row: dict[Any, Any], rows: int) -> Parameters | None:
    keys, values = [*row], [*row.values()]
    if not keys:
        return None
    same = _sameness([*keys, *values]) if rows == 1 else None
    return Parameters(_named_texts(_shown(sql), keys, values), len(keys), rows, same)


def _exact_texts(params: Sequence[Any]) -> tuple[str, ...] | None:
    """Return the texts of parameters that may all be shown, where these tell all of each; else
    None. Most are such, and this is the quick way.
    """
    texts = [
        _exact.get(value)
        if type(value) is str
        else (_DIGITS[value] if 0 <= value < SMALL else repr(value))
        if type(value) is int and -MOST < value < MOST
        else None
        for value in params
    ]
    return None if None in texts else cast("tuple[str, ...]", tuple(texts))


def _texts(shown: Shown, params: Sequence[Any]) -> tuple[str, ...]:
    first = params[:MAX_PARAMETERS]
    if shown.total not in (len(params), -1) or shown.keys:
        return tuple(map(_type_and_length, first))
    how = shown.how
    if VALUES in how and _hides_values(shown, params):
        how = tuple(HIDDEN if each == VALUES else each for each in how)
    texts = [_text(value, each) for value, each in zip(first, how, strict=False)]
    return (*texts, *map(_type_and_length, first[len(texts) :]))


def _named_texts(shown: Shown, keys: Sequence[Any], params: Sequence[Any]) -> tuple[str, ...]:
    """Return the texts of parameters that have names; each may stand in several places."""
    how = dict.fromkeys((key for key in keys if type(key) is str), SHOWN_NOWHERE)
    if shown.total == len(shown.keys):
        for key, each in zip(shown.keys, shown.how, strict=True):
            if type(key) is str and key in how:
                how[key] = min(how[key], each)
    first = keys[:MAX_PARAMETERS]
    ordered = [HIDDEN if type(key) is not str or is_secret(key) else how[key] for key in first]
    plain = [HIDDEN if each == SHOWN_NOWHERE else each for each in ordered]
    told = Shown(tuple(plain), len(params), (), shown.says_secret, False)
    texts = _texts(told, params)
    return tuple(f"{_name(key)}: {text}" for key, text in zip(keys, texts, strict=False))


SHOWN_NOWHERE = SHOWN + 1
"""What a parameter that the statement has no place for is shown as, until it is found there."""


def _name(key: Any) -> str:
    return describe(key)[1:-1] if type(key) is str else _type_and_length(key)


def _hides_values(shown: Shown, params: Sequence[Any]) -> bool:
    """Tell whether what is called a value may be a secret's, by what stands beside it."""
    if shown.says_secret or len(params) > MAX_PARAMETERS or shown.total < 0:
        return True
    return any(map(_may_name_a_secret, params, shown.how))


def _may_name_a_secret(value: Any, how: int) -> bool:
    if type(value) is str:
        is_json = how == VALUES and value[:1] in ("{", "[")  # its own keys mask it
        return not is_json and len(value) <= LONGEST_NAME and speaks_of_secret(value)
    return how != VALUES and id(type(value)) not in _NAMELESS


def _text(value: Any, how: int) -> str:
    """Return the text of a value of which so much may be shown."""
    kind = type(value)
    if value is None:
        return "None"
    if how < _LEAST.get(id(kind), VALUES):
        return _type_and_length(value)
    if kind is str:
        return _text_of_str(value)
    if id(kind) in _LEAST:
        return describe(value) if _is_zone_known(value) else _type_and_length(value)
    return _text_of_json(value)


def _text_of_str(value: str) -> str:
    """Return the text of a string that may be shown; remember it where that tells all of it."""
    text = _masked_text(value)
    if _is_exact(value, text):
        if len(_exact) >= MAX_EXACT:
            _exact.clear()
        _exact[value] = text
    return text


def _is_exact(value: Any, text: str) -> bool:
    """Tell whether a text tells all of a value, and ``_exact_texts`` would find it, or find it
    again: of the same parameters this must always be the same.
    """
    if type(value) is int:
        return -MOST < value < MOST and text == repr(value)
    return type(value) is str and len(value) < MAX_TEXT and text == repr(value)


def _masked_text(value: str) -> str:
    if value[:1] not in ("{", "[") and value[:50].lstrip()[:1] not in ("{", "["):
        return describe(value)
    if len(value) > LONGEST_JSON:
        return _type_and_length(value)
    try:
        return describe(_without_openers(json.loads(value)))
    except (ValueError, RecursionError):
        return describe(value)


def _text_of_json(value: Any) -> str:
    """Return what psycopg is given as JSON, if it is that and of types of Python's."""
    module = sys.modules.get("psycopg.types.json")
    if module is not None and (type(value) is module.Json or type(value) is module.Jsonb):
        return describe(_without_openers(value.obj))
    return _type_and_length(value)


def _without_openers(value: Any, depth: int = 0) -> Any:
    """Return what JSON says, without what no column of the same name would show."""
    if depth > MAX_DEPTH:
        return value  # nothing of it is told
    if type(value) is list:
        return [_without_openers(each, depth + 1) for each in value]
    if type(value) is not dict:
        return value
    if not all(id(type(key)) in _NAMELESS or type(key) is str for key in value):
        return Masked  # looking up what is no key of JSON could run code of the user's
    return {
        key: Masked if _is_hidden(key, item) else _without_openers(item, depth + 1)
        for key, item in value.items()
    }


def _is_hidden(key: Any, value: Any) -> bool:
    """Tell whether a value of JSON must not be shown; what holds others is looked into."""
    if type(key) is not str or len(key) > MAX_NAME or value is None:
        return False
    how = min(shown_of_name(key), VALUES)
    if type(value) is dict or type(value) is list:
        return how < NUMBERS
    return how < _LEAST.get(id(type(value)), VALUES)


def _type_and_length(value: Any) -> str:
    kind = type(value)
    if value is None:
        return "None"
    if kind is memoryview:
        return _length_of_view(value)
    for base in _SIZED:
        if issubclass(kind, base):
            size = base.__len__(value)
            return f"<{printable(class_name(kind))} of {size}{_UNITS.get(base, '')}>"
    return f"<{printable(class_name(kind))}>"


def _length_of_view(value: memoryview) -> str:
    try:
        return f"<memoryview of {value.nbytes} bytes>"
    except ValueError:  # it was released
        return "<memoryview>"


def _is_zone_known(value: Any) -> bool:
    """Tell whether writing a value runs no code of a time zone's, or of its name's."""
    if type(value) is not dt.datetime and type(value) is not dt.time:
        return True
    zone = value.tzinfo
    is_named = type(zone) is zoneinfo.ZoneInfo and type(zone.key) is str
    return zone is None or zone is dt.timezone.utc or is_named


def _sameness(params: Sequence[Any]) -> int | None:
    """Return a number that is equal for equal parameters; None where reading all takes too long,
    or could run code of the user's.
    """
    if len(params) > MAX_COMPARED or not all(map(_is_compared, params)):
        return None
    if sum(map(_length, params)) > MOST_COMPARED:
        return None
    try:
        return hash(repr(tuple(params)))
    except ValueError:  # Python writes no number of so many digits
        return None


def _length(value: Any) -> int:
    kind = type(value)
    if kind is list or kind is tuple:
        return sum(map(_length, value))
    return len(value) if kind is str or kind is bytes else 1


def _is_compared(value: Any) -> bool:
    kind = type(value)
    if kind is tuple or kind is list:
        return len(value) <= MAX_COMPARED and all(
            id(type(each)) in _COMPARED and _is_compared(each) for each in value
        )
    if id(kind) not in _COMPARED or not _is_zone_known(value):
        return False
    is_text = kind is str or kind is bytes
    return not is_text or len(value) <= LONGEST_COMPARED
