"""Secrets inside a text: after a name, in URLs, in what databases say, or known by their form."""

from __future__ import annotations

import re
from re import Match

from .masking import MASK, is_secret

IN_URLS = frozenset(("code", "hash", "key", "sid", "sig", "ticket"))
"""Parameters that open something, where they stand in a URL."""

_MAY_TELL = re.compile(r"[=:@\"'(%\-]")

_USER = re.compile(
    r"//(?:(?::|[^/?#\s@:]+:(?!\d{1,5}(?:[/?#\s,;)\"']|$)))(?:(?![?&][\w.\-]+=)\S){0,300}@|[^/?#\s]+@)"
)
_CUT_USER = re.compile(r"//(?:(?::|[^/?#\s@:]+:(?!\d{1,5}(?:[/?#\s,;)\"']|$)))[^\s@]*|[^/?#\s@]*)$")
_SAYS = re.compile(
    r"""
    (?: (?P<left> [?&;#] | %[0-9a-f]{2} | --) | (?<!\w))
    (?= (?P<name> identified\s+by | \w (?: [\w.\-\[] | %5[bd])*)) (?P=name)
    (?: \\*["'`]? \]* \s* (?P<sign> => | :=? | ={1,2} | %3d) \s* | (?P<beside> \s+) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A name and what stands between it and a value: a sign, or nothing but space."""
_OPENING = re.compile(r"[bfru]{0,2}(?P<escapes>\\*)(?P<quote>[\"'`])", re.IGNORECASE)
_BARE = re.compile(r"\S+?(?=$|\s|[,;&)\]}>\"']+(?:$|\s|[\w.\-\"']+\s*[=:]))")
_ENCODED = re.compile(r"(?:(?!%26)[^\s&\"'])+")
_LINE = re.compile(r"[^\r\n]+")
_WHOLE_LINE = re.compile(r"cookie|authori[sz]ation|credential", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"(?:denied|error|exception|expired|fail\w*|invalid|mismatch|missing|required|warning)$",
    re.IGNORECASE,
)
_KEY = re.compile(r"\((?P<names>[^()]*)\)=\((?P<value>.*(?=\))|.*$)")
_ROW = re.compile(r"Failing row contains \((?P<value>.*(?=\))|.*$)")
_ENTRY = re.compile(r"Duplicate entry '(?P<value>.*)' for key '(?P<names>[^']*)")
_PAIR = re.compile(
    r"[(\[]\s*b?(?P<quote>[\"'])(?P<names>[\w\-]+)(?P=quote)\s*,\s*(?P<value>b?([\"']).*?\4)\s*[)\]]"
)
_FORMS = re.compile(
    r"\b(?P<scheme>Bearer |Basic |Token )(?=\S*[\d=._])\S{6,}|\beyJ[\w\-]+\.[\w\-]+(?:\.[\w\-]*)?",
    re.IGNORECASE,
)


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
    if text.isidentifier():
        return text
    told = _CUT_USER.sub(f"//{MASK}", text) if is_cut else text
    if _MAY_TELL.search(told):
        told = _without_named(_without_quoted(told))
    if " " in told or "eyJ" in told:
        told = _FORMS.sub(lambda match: f"{match['scheme'] or ''}{MASK}", told)
    return told


def _without_quoted(text: str) -> str:
    """Return a text without credentials in its URLs, and the rows and pairs it quotes."""
    if "@" in text:
        text = _USER.sub(f"//{MASK}@", text)
    for mark, pattern in ((")=(", _KEY), ("entry", _ENTRY), ("contains", _ROW), (",", _PAIR)):
        if mark in text:
            text = pattern.sub(_without_value, text)
    return text


def _without_value(match: Match[str]) -> str:
    """Return what a database says of a row, without the row's values where a name is secret."""
    names = match.groupdict().get("names")
    if names is not None and not is_secret(names):
        return match[0]
    start, end = (each - match.start() for each in match.span("value"))
    return f"{match[0][:start]}{MASK}{match[0][end:]}"


def _without_named(text: str) -> str:
    """Return a text without what follows the names of secrets."""
    parts, end = [], 0
    for match in _SAYS.finditer(text):
        if match.start() < end or not _names_secret(match):
            continue
        stop = _end_of_value(text, match)
        if stop > match.end():
            parts += [text[end : match.end()], MASK]
            end = stop
    return "".join([*parts, text[end:]])


def _names_secret(match: Match[str]) -> bool:
    name, left = match["name"], match["left"]
    if left not in (None, "--") and name.lower() in IN_URLS:
        return True
    if name.lower().startswith("identified"):
        return True
    return is_secret(name) and not (match["sign"] in (":", None) and _NO_VALUE.search(name))


def _end_of_value(text: str, match: Match[str]) -> int:
    """Return where the value ends that a name says; where it begins, if there is none."""
    start, sign = match.end(), match["sign"]
    if opening := _OPENING.match(text, start):
        return _end_of_quoted(text, opening)
    if sign is None and match["left"] != "--":
        return start
    if text[start : start + 1] in ("[", "{", "("):
        return _end_of_brackets(text, start)
    if sign == ":" and text.startswith("//", start):
        return start
    is_quoted = match[0].rstrip(": \t")[-1] in "\"'`"
    is_line = (sign == ":" and not is_quoted) or (
        _WHOLE_LINE.search(match["name"]) is not None and match["left"] is None
    )
    pattern = _LINE if is_line else _ENCODED if sign in ("%3D", "%3d") else _BARE
    found = pattern.match(text, start)
    return found.end() if found else start


def _end_of_quoted(text: str, opening: Match[str]) -> int:
    """Return where a string ends, also one that is in a string itself, its quotes escaped.

    Each time a text is quoted, its backslashes are doubled, and its quotes get one more.
    """
    escapes = len(opening["escapes"])
    for closing in re.compile(rf"(\\*){opening['quote']}").finditer(text, opening.end()):
        if len(closing[1]) % (2 * escapes + 2) == escapes:
            return closing.end()
    return len(text)


def _end_of_brackets(text: str, start: int) -> int:
    """Return where what a bracket opens ends; brackets in its strings are none."""
    depth, place = 0, start
    while place < len(text):
        if opening := _OPENING.match(text, place):
            place = _end_of_quoted(text, opening)
            continue
        depth += (text[place] in "[{(") - (text[place] in ")}]")
        place += 1
        if depth == 0:
            break
    return place
