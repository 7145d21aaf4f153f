"""Which column each placeholder of a statement is for, where the statement names one.

``INSERT INTO t (a) VALUES (%s)``, ``SET a = %s``, ``a >= %s``, ``a IN (%s, %s)``, ``a LIKE %s``,
``a BETWEEN %s AND %s``. No other: of ``THEN %s`` and ``lower(%s)`` it is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from .statement_tokens import MARK, NAME, OTHER, QUOTED, SIGN, TEXT, Token, tokens_of

_SIGNS = "= == <> != < > <= >= <=> ~ ~* !~ !~* ~~ ~~* !~~ !~~* @> <@"
_WORDS = "like ilike regexp rlike glob match is not binary distinct from similar to"
_BEFORE = "where and or not on set when having update"
_KEYWORDS = (
    "all as asc between by case collate conflict cross default delete desc do duplicate else end "
    "escape except exists false fetch filter for full group ignore in inner insert intersect into "
    "join key lateral left limit natural nothing null of offset only order outer over partition "
    "recursive replace returning right select then true union using values window with"
)
_AFTER_TABLE = (
    "where on join inner left right full cross natural set order group having limit offset fetch "
    "for union intersect except values value select default overriding returning using window"
)
_AFTER_MARK = (
    "and or where returning on order group limit offset having union intersect except escape "
    "collate for fetch window when then else end from"
)
SIGNS = frozenset(_SIGNS.split())
"""Comparisons and assignments that are written in signs."""
WORDS = frozenset(_WORDS.split())
PHRASES = frozenset(
    f"{negation}{phrase}"
    for phrase in (
        *("like", "ilike", "like binary", "regexp", "regexp binary", "rlike", "glob", "match"),
        *("is", "is not", "is distinct from", "is not distinct from", "similar to"),
    )
    for negation in ("", "not ")
)
"""Comparisons that are written in words."""
BEFORE = frozenset(_BEFORE.split())
"""Words that a comparison or an assignment may begin after, as after ``(`` and ``,``."""
KEYWORDS = frozenset(_KEYWORDS.split()) | BEFORE | WORDS
"""Words that are no name of a column unless they are quoted."""
TABLES_AFTER = ("from", "join", "into", "update", "using", "only", "lateral")
AFTER_TABLE = tuple(_AFTER_TABLE.split())
"""Words that may follow a table and what it is called; after any other, more tables may come."""
AFTER_MARK = tuple(_AFTER_MARK.split())
"""Words that may follow what stands on the right side of a comparison."""
TABLE_FIRST = ("insert", "replace", "update", "delete")
"""How statements begin that name the table first whose columns need not say theirs."""
MAX_PARAMETERS = 50
"""Of how many parameters of a statement it is told what they are."""

Parts = tuple[str, ...]
"""The parts of a column's name, the column last: ``("auth_user", "username")``."""


class Reading(NamedTuple):
    """What a statement says of its placeholders.

    Attributes:
        marks: the placeholders, as written.
        columns: of each of the first the column that the statement names for it, or None.
        tables: those that the statement names, by what each is called in it; with their schema.
        names: all words of it that may be names.
        renamed: what its results are called that are no columns, in lower case.
        texts: what is written into it, in quotes of any kind.
        is_nested: whether it reads from another statement, whose columns may be any.
        lacks_tables: whether there may be tables that are not read.
    """

    marks: list[str]
    columns: list[Parts | None]
    tables: dict[str, set[str]]
    names: set[str]
    renamed: set[str]
    texts: list[str]
    is_nested: bool
    lacks_tables: bool


def read(sql: str, is_cut: bool = False) -> Reading | None:
    """Return what a statement says of its placeholders, None where it cannot be read for sure.

    *is_cut* says that there is more of the statement than this.
    """
    tokens = tokens_of(sql, is_cut)
    if not tokens:
        return None
    reading = _Reader(tokens).reading()
    is_lacking = is_cut and tokens[0].text not in TABLE_FIRST
    return reading._replace(lacks_tables=reading.lacks_tables or is_lacking)


def _name_in(token: Token) -> str:
    return token.text[1:-1] if token.kind == TEXT else token.text


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.tables: dict[str, set[str]] = {}
        self.aliases: set[int] = set()
        self.is_nested = self.lacks_tables = False

    def reading(self) -> Reading:
        inserted = dict(islice(self._inserted(), MAX_PARAMETERS))
        self._find_tables()
        marks = [at for at, (kind, _) in enumerate(self.tokens) if kind == MARK]
        return Reading(
            [self.tokens[at].text for at in marks],
            [inserted.get(at) or self._compared(at) for at in marks[:MAX_PARAMETERS]],
            self.tables,
            {text for kind, text in self.tokens if kind in (NAME, QUOTED)},
            {_name_in(token).lower() for at, token in enumerate(self.tokens) if self._renames(at)},
            [_name_in(each) for each in self.tokens if each.kind in (TEXT, QUOTED)],
            self.is_nested,
            self.lacks_tables,
        )

    def _is(self, at: int, *texts: str) -> bool:
        """Tell whether a token is one of these words and signs."""
        if not 0 <= at < len(self.tokens):
            return False
        kind, text = self.tokens[at]
        return kind in (NAME, SIGN) and text in texts

    def _is_name(self, at: int) -> bool:
        if not 0 <= at < len(self.tokens):
            return False
        kind, text = self.tokens[at]
        return kind == QUOTED or (kind == NAME and text not in KEYWORDS)

    def _name_from(self, at: int) -> tuple[Parts, int]:
        """Return the parts of the name that begins at a token, and what follows it."""
        parts: list[str] = []
        while self._is_name(at):
            parts.append(self.tokens[at].text)
            at += 1
            if not self._is(at, "."):
                break
            at += 1
        return tuple(parts), at

    def _find_tables(self) -> None:
        """Find what tables there are, and what else each is called."""
        for word in range(len(self.tokens)):
            if self._is(word, *TABLES_AFTER) and not self._is(word - 1, "do", "key", "for"):
                at = self._after_table(word + 1)
                while self._is(at, ","):
                    at = self._after_table(at + 1)
            self.is_nested |= self._is(word, "with", "union", "intersect", "except")
            self.lacks_tables |= self._is(word, "with", "apply")
        is_first = self._is(0, "insert", "replace")
        self.lacks_tables |= is_first and not any(self._is(at, "into") for at in range(1, 4))

    def _after_table(self, at: int) -> int:
        """Find the table that is named at a token; return what follows it."""
        first, is_using = at, self._is(at - 1, "using")
        is_read = self._is(at + 1, "select", "with", "(")
        self.is_nested |= self._is(at, "(") and (is_read or not is_using)
        parts, at = self._name_from(at)
        if not parts:
            is_mark = any(kind == MARK for kind, _ in self.tokens[at : at + 1])  # DISTINCT FROM
            self.lacks_tables |= not (is_mark or self._is(at, "(", *TABLES_AFTER))
            return at
        table, called = " ".join(parts), parts[-1]
        self.tables.setdefault(called, set()).add(table)
        at += self._is(at, "as")
        if self._is_name(at):
            self.tables.setdefault(self.tokens[at].text, set()).add(table)
            self.aliases.add(at)
            at += 1
        is_last = at >= len(self.tokens) or self._is(at, ")", ",", ";", *AFTER_TABLE)
        is_list = self._is(first - 1, "into") and self._is(at, "(")
        self.lacks_tables |= not is_last and not is_list
        return at

    def _renames(self, at: int) -> bool:
        """Tell whether a token calls a result by another name, and no table."""
        is_text = self.tokens[at].kind == TEXT
        if at in self.aliases or at == 0 or not (is_text or self._is_name(at)):
            return False
        if self._is(at - 1, "as", ")", "end") or self._is_name(at - 1):
            return True
        return not is_text and self.tokens[at - 1].kind in (TEXT, OTHER, MARK)

    def _inserted(self) -> Iterator[tuple[int, Parts]]:
        """Yield the placeholders in rows of ``VALUES`` that name their columns, with these."""
        found = (at for at in range(len(self.tokens)) if self._is(at, "into"))
        for at in islice(found, MAX_PARAMETERS):
            yield from self._rows_of(at + 1)

    def _rows_of(self, at: int) -> Iterator[tuple[int, Parts]]:
        table, at = self._name_from(at)
        if self._is(at, "as"):
            at += 2
        columns, at = self._list_of_names(at)
        if self._is(at, "overriding"):
            at += 3
        if not table or not columns or not self._is(at, "values", "value"):
            return
        at += 1
        while self._is(at, "("):
            for place, element in self._elements(at):
                is_mark = self.tokens[element].kind == MARK and self._is_all(element)
                if place < len(columns) and is_mark:
                    yield element, (table[-1], columns[place])
            at = self._end_of(at) + 1
            at += self._is(at, ",")

    def _list_of_names(self, at: int) -> tuple[list[str], int]:
        """Return the names in brackets that begin at a token, and what follows; none if not so."""
        if not self._is(at, "("):
            return [], at
        names: list[str] = []
        while self.tokens[at + 1 : at + 2] and self.tokens[at + 1].kind in (NAME, QUOTED):
            names.append(self.tokens[at + 1].text)
            at += 2
            if not self._is(at, ","):
                return (names, at + 1) if self._is(at, ")") else ([], at)
        return [], at

    def _elements(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield the first token of each element of a row in brackets, with its place."""
        depth = place = 0
        for token in range(at, len(self.tokens)):
            depth += self._is(token, "(")
            if depth == 1 and self._is(token, "(", ",") and token + 1 < len(self.tokens):
                place += self._is(token, ",")
                yield place, token + 1
            depth -= self._is(token, ")")
            if depth == 0:
                break

    def _end_of(self, at: int) -> int:
        """Return where the brackets end that open at a token."""
        depth = 0
        for token in range(at, len(self.tokens)):
            depth += self._is(token, "(") - self._is(token, ")")
            if depth == 0:
                return token
        return len(self.tokens)

    def _compared(self, mark: int) -> Parts | None:
        """Return the column that a placeholder is compared with, or assigned to."""
        at = self._before_operator(mark) if self._is_all(mark) else None
        return None if at is None else self._column_before(at)

    def _is_all(self, mark: int) -> bool:
        """Tell whether a placeholder, with its cast, is all that stands where it does."""
        at = mark + 1
        while self._is(at, "::"):
            at = self._name_from(at + 1)[1]
            at += Token(OTHER, "[]") in self.tokens[at : at + 1]
        return at >= len(self.tokens) or self._is(at, ",", ")", ";", *AFTER_MARK)

    def _before_operator(self, mark: int) -> int | None:
        """Return what follows the left side of what a placeholder is the right side of."""
        at = mark - 1
        if at > 0 and self.tokens[at].kind == SIGN and self.tokens[at].text in SIGNS:
            return at
        if self._is(at, "between"):
            return at - self._is(at - 1, "not")
        if self._is(at, "and") and self._is(at - 2, "between"):
            return at - 2 - self._is(at - 3, "not")
        opening = self._opening_of_list(at)
        if opening is not None and self._is(opening - 1, "in"):
            return opening - 1 - self._is(opening - 2, "not")
        return self._before_words(at)

    def _opening_of_list(self, at: int) -> int | None:
        """Return where the list begins that an element before a token is in; plain ones only."""
        while self._is(at, ","):
            at -= 2
        return at if self._is(at, "(") else None

    def _before_words(self, last: int) -> int | None:
        at = last
        while at >= 0 and self._is(at, *WORDS):
            at -= 1
        phrase = " ".join(text for _, text in self.tokens[at + 1 : last + 1])
        return at + 1 if phrase in PHRASES else None

    def _column_before(self, at: int) -> Parts | None:
        """Return the column whose name is all that stands before a token, with its cast."""
        at -= 1
        if self._is(at - 1, "::"):
            at -= 2
        parts: list[str] = []
        while self._is_name(at):
            parts.insert(0, self.tokens[at].text)
            at -= 1
            if not self._is(at, "."):
                break
            at -= 1
        if not parts or not (at < 0 or self._is(at, "(", ",", *BEFORE)):
            return None
        return tuple(parts)
