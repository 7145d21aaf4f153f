"""Which names speak of a secret: by whole words, so that ``author`` stays readable."""

from __future__ import annotations

import re
from itertools import pairwise

MASK = "********"

# fmt: off
SECRET_WORDS = frozenset({
    "accesskey", "apikey", "apikeys", "auth", "authorization", "bearer", "cookie",
    "cookies", "credential", "credentials", "csrfmiddlewaretoken", "csrftoken", "cvc",
    "cvv", "jwt", "otp", "passcode", "passphrase", "passwd", "password", "passwords",
    "privatekey", "pwd", "secret", "secretkey", "secrets", "session", "sessionid",
    "sessions", "signature", "ssn", "token", "tokens", "totp",
})
# fmt: on
SECRET_PAIRS = frozenset({("api", "key"), ("access", "key"), ("private", "key"), ("api", "keys")})

MAX_REMEMBERED = 10_000

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_URL_CREDENTIALS = re.compile(r"(://)[^/?#@\s]+@")


class _Names(dict[str, bool]):
    """Whether a name speaks of a secret, worked out once a name; never grows without end."""

    def __missing__(self, name: str) -> bool:
        words = [word.lower() for word in _WORD.findall(name[:500])]
        answer = not SECRET_WORDS.isdisjoint(words) or any(
            pair in SECRET_PAIRS for pair in pairwise(words)
        )
        if len(self) < MAX_REMEMBERED:
            self[name] = answer
        return answer


is_secret = _Names().__getitem__
"""Tell whether a value of this name must not be shown.

``HTTP_COOKIE``, ``apiKey`` and ``new_password2`` are secret; ``author``, ``capital`` and
``monkey`` are not.
"""


def without_credentials(text: str) -> str:
    """Return a text with the credentials of the URLs in it masked."""
    return _URL_CREDENTIALS.sub(rf"\1{MASK}@", text)
