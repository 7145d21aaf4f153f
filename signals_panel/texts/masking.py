"""Which names speak of a secret: those Django would hide, but for what is known to be harmless."""

from __future__ import annotations

import re

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
    r"auth|bearer|cookie|credential|\bcreds?\b|csrf|\bcv[cv]\b|jwt|key|\bt?otp|otp\b|pass"
    r"|\bpw\b|\bpwd|pwd\b|secret|sess(?:id|ion)|signature|\bssn\b|token|xsrf"
)


class _Names(dict[str, bool]):
    """Whether a name speaks of a secret, worked out once a name; never grows without end."""

    def __missing__(self, name: str) -> bool:
        if len(name) > MAX_NAME:
            return True
        words = (word.lower() for word in _WORD.findall(name))
        told = " ".join("-" if word in _HARMLESS_WORDS else word for word in words)
        answer = _SECRET.search(_HARMLESS.sub("", told)) is not None
        if len(self) < MAX_REMEMBERED:
            self[name] = answer
        return answer


is_secret = _Names().__getitem__
"""Tell whether a value of this name, a string of no other type, must not be shown.

``HTTP_COOKIE``, ``apiKey``, ``accesstoken`` and ``new_password2`` are secret; ``author``,
``capital`` and ``monkey`` are not. Of what Django's own pattern for settings hides, this shows
``HARMLESS`` words, a mere key and those of ``KEYS``, tokenizers, and ``api``: what opens an API
is a key, a token or a secret.
"""
