"""Lines of source as a page shows them: a secret written into the code is not among them."""

from __future__ import annotations

import re
from functools import lru_cache
from linecache import getlines
from re import Match

from ..texts.masking import MASK, is_secret
from ..texts.secret_text import without_secrets

MAX_SOURCE = 200
"""Longest line of source shown, in characters."""
MAX_BEFORE = 30
"""How many lines before it may belong to the same statement."""
TAKE_PASSWORDS = frozenset(("authenticate", "create_superuser", "create_user", "login"))
"""What is called with a password that has no name there."""

_LITERAL = re.compile(
    r"""
    \b[bBfFrRuUtT]{1,2}(?=["']) | (?P<triple> \"{3} | '{3}) .*? (?: (?P=triple) | $)
    | (?P<quote> ["']) (?: \\. | (?!(?P=quote)). )* (?: (?P=quote) | $)
    | \b\d[\w.]* | (?P<comment> \#.*)
    """,
    re.VERBOSE,
)
_NAME = re.compile(r"[^\W\d][\w\-]*")
_OPENS = "([{,=+%&|\\"
_GOES_ON = re.compile(rf"(?:[{re.escape(_OPENS)}]|[\"']\s*:|[\"'])\s*(?:#.*)?$")
_CONTINUES = re.compile(r"\s*[)\]}\"'.%+]|\s*[bfru]{1,2}[\"']", re.IGNORECASE)


def source_line(file: str, line: int) -> str:
    """Return a line of a file, without what it says of secrets; "" where there is none."""
    lines = getlines(file)
    if not 0 < line <= len(lines):
        return ""
    return _without_secrets(lines[line - 1].strip(), _statement(lines, line - 1))


@lru_cache(maxsize=1_000)
def _without_secrets(text: str, statement: str) -> str:
    """Return a line without secrets; *statement* tells whether it speaks of any."""
    if _ends_a_text(text):
        return MASK
    if any(map(_is_telling, _NAME.findall(statement))) or not _is_whole(text):
        return _LITERAL.sub(_masked, text).rstrip()[:MAX_SOURCE]
    return without_secrets(text)[:MAX_SOURCE]


def _statement(lines: list[str], index: int) -> str:
    """Return a line and those before it that seem to belong to the same statement."""
    first = index
    while first > max(0, index - MAX_BEFORE) and (
        _GOES_ON.search(lines[first - 1]) or _CONTINUES.match(lines[first])
    ):
        first -= 1
    return "".join(lines[first : index + 1])


def _is_telling(name: str) -> bool:
    return is_secret(name) or name in TAKE_PASSWORDS


def _is_whole(text: str) -> bool:
    """Tell whether every string of a line ends on it."""
    return not any(map(_is_open, _LITERAL.finditer(text)))


def _is_open(match: Match[str]) -> bool:
    opening = match["triple"] or match["quote"]
    return opening is not None and (match[0] == opening or not match[0].endswith(opening))


def _ends_a_text(text: str) -> bool:
    """Tell whether a line begins inside a string of several lines."""
    for match in _LITERAL.finditer(text):
        if match["triple"] and _is_open(match):
            before = re.sub(r"[\w\s]{0,3}$", "", text[: match.start()])
            return bool(before) and before[-1] not in _OPENS
    return False


def _masked(match: Match[str]) -> str:
    """Return what stands for a literal where a secret is spoken of: a secret's name stays."""
    if match["comment"]:
        return ""
    if match["quote"] and is_secret(match[0][1:-1]) and _is_key(match):
        return match[0]
    return MASK if match["triple"] or match["quote"] or match[0][0].isdigit() else ""


def _is_key(match: Match[str]) -> bool:
    """Tell whether a string is a key of a mapping: written in it, or looked up."""
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
    is_written = before.endswith(("{", ",")) and after.startswith(":")
    return is_written or (re.search(r"[\w)\]]\[$", before) is not None and after.startswith("]"))
