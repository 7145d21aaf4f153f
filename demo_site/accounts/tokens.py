"""The signed part of the link that verifies an address."""

from django.contrib.auth.models import User
from django.core import signing

SALT = "accounts.verify"
MAX_AGE = 3 * 24 * 60 * 60


def make_token(user: User) -> str:
    return signing.dumps(user.pk, salt=SALT)


def user_pk(token: str) -> int:
    """Return whom *token* was made for.

    Raises:
        django.core.signing.BadSignature: the token is forged, damaged or three days old.
    """
    return signing.loads(token, salt=SALT, max_age=MAX_AGE)
