"""Which names speak of a secret: those Django would hide, but for what is known to be harmless."""

from __future__ import annotations

import re

MASK = "********"

HARMLESS = {
    "another word": (
        "authentic|authenticity|author|authored|authoring|authoritative|authorities|authority"
        "|authors|authorship|bypass|bypassed|bypasses|bypassing|coauthor|coauthors|compass"
        "|compasses|compassion|cookiecutter|donkey|donkeys|encompass|encompasses|hockey|jockey"
        "|keyboard|keyboards|keyed|keyframe|keyframes|keynote|keynotes|keypad|keypress"
        "|keystone|keystroke|keystrokes|keyword|keywords|lackey|monkey|monkeypatch"
        "|monkeypatched|monkeys|obsession|obsessions|overpass|passable|passage|passages|passed"
        "|passenger|passengers|passer|passerby|passes|passing|passion|passionate|passions|passive"
        "|passively|passport|passports|passthrough|possession|possessions|secretarial"
        "|secretariat|secretaries|secretary|secretion|secretive|surpass|surpassed|surpasses"
        "|trespass|trespassing|turkey|turkeys|turnkey|underpass|whiskey"
    ),
    "what is cut into tokens": ("(?:de|re)?tokeni[sz](?:able|ation|e|ed|er|ers|es|ing)"),
    "whether somebody is": "(?:un)?(?:authenticated|authori[sz]ed)",
    "what is by an author, or about a key": (
        "author(?:email|id|ids|name|names)|key(?:func|id|ids|name|names|space|spaces)"
    ),
    "a key that finds something, and opens nothing": (
        "(?:arrow|cache|candidate|child|column|composite|dict|dictionary|field|foreign|group"
        "|hot|idempotency|index|item|json|lookup|map|mapping|message|model|natural|object|order"
        "|ordering|parent|partition|primary|public|related|routing|row|shard|sort|surrogate"
        "|table|translation|unique) ?keys?"
    ),
}
"""Why a name may be shown though a secret's name is in it: whole words, by the reason."""

MAX_NAME = 500
"""A longer name, in characters, is a secret's."""
MAX_REMEMBERED = 10_000

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HARMLESS = re.compile(rf"^keys?\b|\b(?:{'|'.join(HARMLESS.values())})\b")
_SECRET = re.compile(
    r"auth|bearer|cookie|credential|\bcreds?\b|csrf|\bcv[cv]\b|jwt|key|\b[ht]?otp|otp\b|pass"
    r"|\bpwd|pwd\b|secret|sess(?:id|ion)|signature|\bssn\b|token|xsrf"
)


class _Names(dict[str, bool]):
    """Whether a name speaks of a secret, worked out once a name; never grows without end."""

    def __missing__(self, name: str) -> bool:
        if len(name) > MAX_NAME:
            return True
        words = " ".join(_WORD.findall(name)).lower()
        answer = _SECRET.search(_HARMLESS.sub("", words)) is not None
        if len(self) < MAX_REMEMBERED:
            self[name] = answer
        return answer


is_secret = _Names().__getitem__
"""Tell whether a value of this name, a string of no other type, must not be shown.

``HTTP_COOKIE``, ``apiKey``, ``accesstoken`` and ``new_password2`` are secret; ``author``,
``capital`` and ``monkey`` are not. Of what Django's own pattern for settings hides, this shows
``HARMLESS`` names, a mere ``key`` and ``api``: what opens an API is a key, a token or a secret.
"""
