"""Secrets inside a text: after a name, in URLs, in what databases say, or known by their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain
from re import Match

from .decoded import decodings
from .masking import MASK, is_secret, is_value
from .quoting import OPENING, end_of_brackets, end_of_quoted, ends_of_item
from .secret_forms import known_by_form
from .secret_members import between_tags, calls_secret

IN_URLS = frozenset(("code", "hash", "key", "sig", "ticket"))
"""Parameters that open something, where they stand in a URL."""
_MAY_NAME = re.compile(r"[=:@\"'(%\-</]")
SHORTEST_TOKEN = 10
"""In a text that is one word, in characters."""

_USER = re.compile(
    r"//(?P<value>(?:(?::|[^/?#\s@:]+:(?!\d{1,5}(?:[/?#\s,;)\"']|$)))(?:(?![?&][\w.\-]+=)\S){0,1000}"
    r"|[^/?#\s]+))@"
)
_CUT_USER = re.compile(
    r"//(?P<value>(?::|[^/?#\s@:]+:(?!\d{1,5}(?:[/?#\s,;)\"']|$)))\S*|[^/?#\s]*)$"
)
_SAYS = re.compile(
    r"""
    (?: (?P<left> [?&;#] | %[0-9a-f]{2} | --) | (?<!\w))
    (?= (?P<name> identified\s+by | \w (?: [\w.\-\[] | %5[bd])*)) (?P=name)
    (?: \\*["'`]? \]* \s* (?P<sign> [=\-]> | :=? | ={1,2} | %3d) \s* | (?P<beside> \s+) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A name and what stands between it and a value: a sign, or nothing but space."""
_BARE = re.compile(r"\S+?(?=$|\s|[,;&)\]}>\"']+(?:$|\s|[\w.\-\"']+\s*[=:]))")
_ENCODED = re.compile(r"(?:(?!%26)[^\s&\"'])+")
_LINE = re.compile(r"[^\r\n]+")
_WHOLE_LINE = re.compile(r"cookie|authori[sz]ation|credential", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"(?:denied|error|exception|expired|fail\w*|invalid|mismatch|missing|required|warning)$",
    re.IGNORECASE,
)
_ROWS = (re.compile(r"\((?P<names>[^=\n]*)\)=\("), re.compile(r"Failing row contains \("))
_ENTRY = re.compile(r"(?:Duplicate entry|incorrect \w+ value:?) \\*'", re.IGNORECASE)
_ENTRY_OF = re.compile(r"\\*' for (?:key|column) \\*['`](?P<names>\S*)")
_PAIR = re.compile(
    r"[(\[]\s*[bfru]{0,2}(?P<quote>\\*[\"'])(?P<name>[^\"'\\(]+)(?P=quote)\s*,\s*", re.IGNORECASE
)
_AFTER_PAIR = re.compile(r"\s*(?:,\s*)?(?:[)\]]|$)")
_Span = tuple[int, int]

_SQL_TEXT = re.compile(r"'(?:''|[^'])*(?:'|$)")
_SQL_NAME = re.compile(r"\b[^\W\d]\w{0,100}\b")
SHORT = 4
"""Shorter texts in a statement are parts of its grammar, as in ``ESCAPE '\\'``."""


def without_literals(sql: str) -> str:
    """Return a statement; where a secret's name is in it, without the texts written into it."""
    if "'" not in sql or not any(map(is_secret, _SQL_NAME.findall(sql))):
        return sql
    return _SQL_TEXT.sub(lambda match: f"'{MASK}'" if len(match[0]) - 2 >= SHORT else match[0], sql)


def without_secrets(text: str, is_cut: bool = False) -> str:
    """Return a text with the secrets in it masked, as far as a name or their form tells.

    *is_cut* says that there is more of the text, which is not known here.
    """
    if len(text) < SHORTEST_TOKEN and text.isidentifier():
        return text
    spans = _spans(text, is_cut)
    for decoded, places in decodings(text):
        spans += [(places[start], places[stop]) for start, stop in _spans(decoded, is_cut)]
    return _masked(text, spans) if spans else text


def _masked(text: str, spans: list[_Span]) -> str:
    """Return a text with a mask for each stretch that these spans cover; they may overlap."""
    parts, end = [], 0
    for start, stop in sorted(spans):
        if start >= end:
            parts += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*parts, text[end:]])


def _spans(text: str, is_cut: bool) -> list[_Span]:
    """Return where secrets are, each looked for in all of the text: what tells of one may be
    inside another, or of what is taken for one.
    """
    spans = [*known_by_form(text, is_cut)]
    if not _MAY_NAME.search(text):
        return spans
    calls = cache(partial(calls_secret, text))
    users = [match.span("value") for match in _USER.finditer(text)] if "@" in text else []
    spans += [*users, *_named(text, {start for start, _ in users}, calls)]
    if is_cut and (cut := _CUT_USER.search(text)):
        spans.append(cut.span("value"))
    if "<" in text:
        spans += between_tags(text, calls, is_cut)
    if "(" in text:
        spans += _rows(text, is_cut)
    if " '" in text or "\\'" in text:
        spans += _entries(text, is_cut)
    return [*spans, *_pairs(text, calls)] if "," in text else spans


def _rows(text: str, is_cut: bool) -> Iterator[_Span]:
    """Give the values of rows that PostgreSQL tells of: what is in them may look like their end."""
    for match in chain.from_iterable(pattern.finditer(text) for pattern in _ROWS):
        names = match.groupdict().get("names")
        if names is None or is_secret(names):
            end = -1 if is_cut else text.rfind(")", match.end())
            yield match.end(), len(text) if end < 0 else end


def _entries(text: str, is_cut: bool) -> Iterator[_Span]:
    """Give the values that MySQL tells of, with the column or key they are of."""
    for match in _ENTRY.finditer(text):
        columns = [*_ENTRY_OF.finditer(text, match.end())]
        ends = [each.start() for each in columns if is_secret(each["names"])]
        if is_cut and (not columns or columns[-1].end() == len(text)):
            ends.append(len(text))
        if ends:
            yield match.end(), ends[-1]


def _pairs(text: str, calls: Callable[[], bool]) -> Iterator[_Span]:
    """Give the second of each two in brackets of which the first names a secret."""
    for match in _PAIR.finditer(text):
        if is_secret(match["name"]) or (is_value(match["name"]) and calls()):
            start, ends = match.end(), ends_of_item(text, match.end())
            if max(ends) > start and any(_AFTER_PAIR.match(text, end) for end in ends):
                yield start, max(ends)


def _named(text: str, users: set[int], calls: Callable[[], bool]) -> Iterator[_Span]:
    """Give what follows the names of secrets; a name where one of *users* begins is a user's.

    *calls* tells whether what is called a value is a secret, too.
    """
    for match in _SAYS.finditer(text):
        if match.start() not in users and _names_secret(match, calls):
            stop = _end_of_value(text, match)
            if stop > match.end():
                yield match.end(), stop
            if stop == len(text):
                return


def _names_secret(match: Match[str], calls: Callable[[], bool]) -> bool:
    name, left = match["name"], match["left"]
    if (is_value(name) and calls()) or (left not in (None, "--") and name.lower() in IN_URLS):
        return True
    if name.lower().startswith("identified"):
        return True
    return is_secret(name) and not (match["sign"] in (":", None) and _NO_VALUE.search(name))


def _end_of_value(text: str, match: Match[str]) -> int:
    """Return where the value ends that a name says; where it begins, if there is none."""
    start, sign = match.end(), match["sign"]
    if opening := OPENING.match(text, start):
        return end_of_quoted(text, opening)
    if sign is None and match["left"] != "--":
        return start
    if text[start : start + 1] in ("[", "{", "("):
        return end_of_brackets(text, start)
    if sign == ":" and text.startswith("//", start):
        return start
    is_quoted = match[0].rstrip(": \t")[-1] in "\"'`"
    is_line = (sign == ":" and not is_quoted) or (
        _WHOLE_LINE.search(match["name"]) is not None and match["left"] is None
    )
    pattern = _LINE if is_line else _ENCODED if sign in ("%3D", "%3d") else _BARE
    found = pattern.match(text, start)
    return found.end() if found else start
