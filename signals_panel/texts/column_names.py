"""How much of a column may be shown by its name alone, whatever table it is of."""

from __future__ import annotations

import re

from .masking import is_secret, is_value, words_of
from .secret_text import IN_URLS

HIDDEN, TIMES, NUMBERS, VALUES, SHOWN = range(5)
"""How much of a parameter may be shown: nothing; a time or a flag; these and a number; all, where
nothing beside it is called by a secret's name; all."""

_OPENING = (
    "account_number card_no card_number cardnumber cc_number ccnum digest routing_number salt "
    "track1 track2"
)
OPENING = IN_URLS | frozenset(_OPENING.split())
"""Columns that may open something, whatever their table is called."""
_LAST = "answer codes digest hash hashes iban jti nonce pan pem seed sig signature ticket"
LAST = frozenset(_LAST.split())
"""Their last words, also where an ``s`` follows."""
_LAST_IN_DOUBT = (
    "access activation assertion challenge confirmation grant hint invitation invite jwe jws "
    "phrase private refresh reset tan unlock verification verifier words"
)
LAST_IN_DOUBT = frozenset(_LAST_IN_DOUBT.split())
"""Last words of columns of which only times and flags are shown: they may be of a secret."""
IN_DOUBT = frozenset(("gpg", "pgp", "puk", "recovery", "rsa", "seed", "seeds", "ssh", "wallet"))
"""Words of such columns, wherever they stand."""
_LINK = re.compile(
    r"\b(?:activat|callback|confirm|invit|login|magic|reset|sign|unsubscribe|verif|webhook)\w*"
    r" (?:link|uri|url)s?$"
)
"""What such columns are called that hold an address which lets in whoever knows it."""
WHOLE = frozenset(("dump", "headers", "payload", "payloads", "raw"))
"""Words of columns that keep whole what somebody sent, of which no texts are shown."""
_WHOLE = "extra_data form_data post_data query_string request_body request_data response_body"
WHOLE_NAMES = frozenset((*_WHOLE.split(), "response_data"))
"""What else these are called."""


def shown_of_name(name: str) -> int:
    """Return how much may be shown of what is called so, whatever it is part of."""
    words = words_of(name)
    last = words[-1] if words else ""
    if is_secret(name) or name.lower() in OPENING or {last, last.removesuffix("s")} & LAST:
        return HIDDEN
    if last in LAST_IN_DOUBT or not IN_DOUBT.isdisjoint(words) or _LINK.search(" ".join(words)):
        return TIMES
    if not WHOLE.isdisjoint(words) or name.lower() in WHOLE_NAMES:
        return NUMBERS
    return VALUES if is_value(name) else SHOWN
