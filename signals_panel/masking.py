"""Which names speak of a secret: by whole words, so that ``author`` stays readable."""

from __future__ import annotations

import re

MASK = "********"

SECRET_WORDS = frozenset(
    """
    auth authorization bearer cookie cookies credential credentials csrfmiddlewaretoken
    csrftoken cvc cvv jwt otp passcode passphrase passwd password passwords pwd secret
    secrets session sessionid sessions signature ssn token tokens totp apikey apikeys
    accesskey privatekey secretkey
    """.split()
)
SECRET_PAIRS = frozenset({("api", "key"), ("access", "key"), ("private", "key"), ("api", "keys")})

MAX_REMEMBERED = 10_000

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class _Names(dict[str, bool]):
    """Whether a name speaks of a secret, worked out once a name; never grows without end."""

    def __missing__(self, name: str) -> bool:
        words = [word.lower() for word in _WORD.findall(name[:500])]
        answer = not SECRET_WORDS.isdisjoint(words) or any(
            pair in SECRET_PAIRS for pair in zip(words, words[1:], strict=False)
        )
        if len(self) < MAX_REMEMBERED:
            self[name] = answer
        return answer


is_secret = _Names().__getitem__
"""Tell whether a value of this name must not be shown.

``HTTP_COOKIE``, ``apiKey`` and ``new_password2`` are secret; ``author``, ``capital`` and
``monkey`` are not.
"""
