"""Which names speak of a secret: by whole words, so that ``author`` stays readable."""

from __future__ import annotations

import re
from functools import lru_cache

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

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Tell whether a value called *name* must not be shown.

    ``HTTP_COOKIE``, ``apiKey`` and ``new_password2`` are secret; ``author``, ``capital``
    and ``monkey`` are not.
    """
    words = [word.lower() for word in _WORD.findall(name[:500])]
    return not SECRET_WORDS.isdisjoint(words) or any(
        pair in SECRET_PAIRS for pair in zip(words, words[1:], strict=False)
    )
