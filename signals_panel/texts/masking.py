"""Which names speak of a secret: those Django would hide, but for what is known to be harmless."""

from __future__ import annotations

import re
from collections.abc import Callable

MASK = "********"

HARMLESS = {
    "another word": (
        "authentic authenticity author authored authoring authoritative authorities authority "
        "authors authorship bypass bypassed bypasses bypassing coauthor coauthors compass "
        "compasses compassion cookiecutter donkey donkeys encompass encompasses hockey "
        "impasse jockey jockeys keyboard keyboards keyed keyframe keyframes keyhole keying "
        "keymap keynote keynotes keypad keypoint keypoints keypress keyset keystone keystroke "
        "keystrokes keyword keywords lackey mickey monkey monkeypatch monkeypatched monkeys "
        "obsession obsessions overpass passable passage passages passed passenger passengers "
        "passer passerby passes passing passion passionate passions passive passively "
        "passport passports passthrough possession possessions secretarial secretariat "
        "secretaries secretary secretion secretive smokey supersession surpass surpassed "
        "surpasses trespass trespassing turkey turkeys turnkey underpass whiskey"
    ),
    "what is by an author, or about a key": (
        "authoremail authorid authorids authorname authornames keydown keyfunc keyid keyids "
        "keyname keynames keyspace keyspaces keyup"
    ),
    "whether somebody is": (
        "authenticated authorised authorized unauthenticated unauthorised unauthorized"
    ),
}
"""Words that may be shown though a secret's name is in them, by the reason."""
KEYS = (
    "arrow cache candidate child column composite dict dictionary field foreign group hot "
    "idempotency index item json lookup map mapping message model natural object order "
    "ordering parent partition primary public related routing row shard sort surrogate "
    "table translation unique"
)
"""What stands before a key that finds something, and opens nothing."""

CODES = (
    "access activation backup confirm confirmation device door email emergency fa factor gate gift "
    "invitation invite lock login mfa otp pairing pickup recovery reset scratch security sms time "
    "transfer unlock user verification voucher"
)
"""What stands before a code that opens something; others tell a country, a status, a currency."""
NAMING = (
    "attr attribute column field header id k key name option param parameter prop property setting "
    "type var variable"
)
"""What says how something is called of which another name says the value."""
VALUES = (
    "after before content current data default from initial new old previous raw string text to v "
    "val value values"
)
"""What says such a value."""

MAX_NAME = 500
"""A longer name, in characters, is a secret's."""
MAX_REMEMBERED = 10_000

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HARMLESS_WORDS = frozenset(" ".join(HARMLESS.values()).split())
_HARMLESS = re.compile(
    rf"^keys?\b|\b(?:{KEYS.replace(' ', '|')}) ?keys?\b"
    r"|\b(?:de|re)?tokeni[sz](?:able|ation|e|ed|er|ers|es|ing)\b"
)
"""A mere key, a key that finds something, and what cuts text into tokens."""
_SECRET = re.compile(
    r"auth|bearer|cookie|credential|\bcreds?\b|csrf|\bcv[cv]s?\b|dsn\b|hmac|jwt|key|mnemonic"
    r"|\bt?otp|otp\b|pass|\bpins?\b|\bpw\b|\bpwd|pwd\b|\bsalts?\b|secret|sess(?:id|ion)|\bsid\b"
    rf"|signature|\bssn\b|token|xsrf|\b(?:{CODES.replace(' ', '|')}) ?codes?\b"
)
_NAMING = re.compile(rf"\b(?:{NAMING.replace(' ', '|')})$")
_VALUE = re.compile(rf"\b(?:{VALUES.replace(' ', '|')})$")


_MAY_BE_TOKEN = re.compile(r"(?:\d.*?){4}|\S{40}")
"""In what stands in a name's place, a key of a mapping for one, but may be a secret itself."""


class _Names(dict[str, bool]):
    """What is told of a name by the words in it, worked out once a name; never grows without end.
    What may be no name but a token is not remembered.

    *tells* takes them in lower case, with a space between two; of a longer name than
    ``MAX_NAME`` the answer is *of_long*.
    """

    def __init__(self, tells: Callable[[str], bool], of_long: bool = False) -> None:
        self.tells, self.of_long = tells, of_long

    def __missing__(self, name: str) -> bool:
        if len(name) > MAX_NAME:
            return self.of_long
        answer = self.tells(" ".join(_WORD.findall(name)).lower())
        if len(self) < MAX_REMEMBERED and not _MAY_BE_TOKEN.search(name):
            self[name] = answer
        return answer


def _speaks_of_secret(words: str) -> bool:
    told = " ".join("-" if word in _HARMLESS_WORDS else word for word in words.split())
    return _SECRET.search(_HARMLESS.sub("", told)) is not None


is_secret = _Names(_speaks_of_secret, of_long=True).__getitem__
"""Tell whether a value of this name, a string of no other type, must not be shown.

``HTTP_COOKIE``, ``apiKey``, ``accesstoken`` and ``new_password2`` are secret; ``author``,
``capital`` and ``monkey`` are not. Of what Django's own pattern for settings hides, this shows
``HARMLESS`` words, a mere key and those of ``KEYS``, tokenizers, and ``api``: what opens an API
is a key, a token or a secret. A salt is none to those who wrote the book, but who has it guesses
what was hashed with it, so it is hidden.
"""


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case: ``["new", "pin"]`` of ``newPin``."""
    return [word.lower() for word in _WORD.findall(name)]


def speaks_of_secret(text: str) -> bool:
    """Tell the same of a text that may be a secret itself: of it nothing is remembered."""
    return len(text) > MAX_NAME or _speaks_of_secret(" ".join(_WORD.findall(text)).lower())


def _speaks_of_secrets(words: str) -> bool:
    return _speaks_of_secret(" ".join(word for word in words.split() if word != "auth"))


is_of_secrets = _Names(_speaks_of_secrets, of_long=True).__getitem__
"""Tell whether a table of this name is of secrets, as ``authtoken_token`` is; or whether
``"table column"`` is one. Tables of ``auth`` are of people and of what they may do.
"""
is_naming = _Names(lambda words: _NAMING.search(words) is not None).__getitem__
"""Tell whether what is called so says a name: ``name``, ``key``, ``fieldName``."""
is_value = _Names(lambda words: _VALUE.search(words) is not None).__getitem__
"""Tell whether what is called so says a value: ``value``, ``new_value``, ``content``."""
