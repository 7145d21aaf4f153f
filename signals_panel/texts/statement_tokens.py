"""The tokens of a statement, of which there must be no doubt: where texts and comments end.

Databases read them in different ways (backslashes, nested comments, ``#``). Where one of them
could take for a placeholder what another takes for text, the statement is not read at all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NAME, QUOTED, MARK, SIGN, TEXT, OTHER = "name", "quoted", "mark", "sign", "text", "other"

_TOKEN = re.compile(
    r"""
    (?P<space> \s+ )
  | (?P<comment> --[^\n]* | /\*.*?(?:\*/|$) )
  | (?P<text> '(?:''|[^'])*(?:'|$) | (?P<dollar>\$[^\W\d]?\w*\$).*?(?:(?P=dollar)|$) )
  | (?P<quoted> "(?:""|[^"])*(?:"|$) | `[^`]*(?:`|$) | (?<![\w\])"`]) \[[^\W\d]\w*(?:[ ]\w+)*\] )
  | (?P<mark> %[sbt] | %\([^)%]{0,300}\)[sbt] | \? | (?<!:):[^\W\d]\w* )
  | (?P<escaped> %% )
  | (?P<number> \d[\w.]* )
  | (?P<name> [^\W\d][\w$]* )
  | (?P<sign> :: | [(),.;] | [-+*/<>=~!@\#^&|]+ )
  | (?P<array> \[\] )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_AMBIGUOUS = re.compile(r"(?<!\\)(?:\\\\)*\\['\"]")
"""A quote that some databases take for a part of the text, and others for its end."""
_BACKSLASH = "'\\'"
"""The text of one backslash, as in Django's ``ESCAPE '\\'``."""
_MARK_INSIDE = re.compile(r"%(?:\([^)]*\))?[sbt]")
_KINDS = {"quoted": QUOTED, "mark": MARK, "sign": SIGN, "text": TEXT, "name": NAME}


class Token(NamedTuple):
    """A piece of a statement.

    Attributes:
        kind: ``NAME`` for any word, ``QUOTED`` for a name in quotes, ``MARK`` for a placeholder,
            ``SIGN``, ``TEXT`` or ``OTHER``.
        text: of a word in lower case, of a name in quotes without these; else as written.
    """

    kind: str
    text: str


def tokens_of(sql: str, is_cut: bool) -> list[Token] | None:
    """Return the tokens of a statement without spaces and comments; None where in doubt.

    *is_cut* says that there is more of the statement, which is not known here: then how many
    placeholders it has tells nothing.
    """
    if _AMBIGUOUS.search(sql.replace(_BACKSLASH, "")):
        return None
    tokens: list[Token] = []
    for match in _TOKEN.finditer(sql):
        kind, text = match.lastgroup or "", match[0]
        if kind == "dollar":
            kind = "text"
        if kind in ("comment", "text") and _is_in_doubt(kind, text, is_cut):
            return None
        if kind == "sign" and text.startswith("#") and text[1:2] not in (">", "-"):
            return None
        if kind == "other" or (kind == "number" and tokens and tokens[-1] == (MARK, "?")):
            return None  # arrays and subscripts; ``?2``
        if kind not in ("space", "comment"):
            tokens.append(Token(_KINDS.get(kind, OTHER), _plain(kind, text)))
    return _with_one_kind_of_mark(tokens)


def _is_in_doubt(kind: str, text: str, is_cut: bool) -> bool:
    if is_cut and _MARK_INSIDE.search(text):
        return True
    is_read = text.startswith(("/*!", "/*M!"))  # MySQL and MariaDB do
    return kind == "comment" and (is_read or (text.startswith("/*") and "/*" in text[2:]))


def _plain(kind: str, text: str) -> str:
    if kind == "quoted":
        return text[1:-1]
    return text.lower() if kind == "name" else text


def _with_one_kind_of_mark(tokens: list[Token]) -> list[Token] | None:
    """Take ``?`` for a placeholder only where nothing else is: PostgreSQL has operators that are
    written so. Where ``:name`` stands beside another kind, which of them counts is in doubt.
    """
    kinds = {text[0] for kind, text in tokens if kind == MARK}
    if ":" in kinds and len(kinds) > 1:
        return None
    if "%" in kinds:
        return [Token(OTHER, text) if text == "?" else Token(kind, text) for kind, text in tokens]
    return tokens
