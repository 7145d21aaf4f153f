"""Where a request came from and where its response leads, told by hashes: see ``redirects``.

Neither addresses nor cookies can be read from them. Their key is made from ``SECRET_KEY``, so
that all processes of a site make the same.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import urldefrag

from django.conf import settings
from django.http import HttpRequest, HttpResponse

REDIRECTS = (301, 302, 303, 307, 308)
TELLING = (
    *("REMOTE_ADDR", "HTTP_USER_AGENT"),
    *("HTTP_SEC_FETCH_SITE", "HTTP_SEC_FETCH_MODE", "HTTP_SEC_FETCH_DEST"),
)
"""What of a request's ``META`` a browser sends the same where it follows a redirect, and tells
apart what somebody typed, clicked or fetched."""

Trail = dict[str, str]


def trail_of(request: HttpRequest, response: HttpResponse) -> Trail:
    """Return hashes of what tells a redirect.

    ``url`` is of the request's absolute address, ``visitor`` of who sent it; of a redirect,
    ``location`` is of the address it leads to, and ``next_visitor`` of who will ask for that:
    the same, with the cookies that the response sets.
    """
    trail = {"url": _sealed(request.build_absolute_uri()), "visitor": _visitor(request, {})}
    location = response.headers.get("Location")
    if response.status_code in REDIRECTS and location:
        address = urldefrag(request.build_absolute_uri(location)).url
        trail["location"] = _sealed(address)
        trail["next_visitor"] = _visitor(request, response.cookies)
    return trail


def _visitor(request: HttpRequest, set_by_response: Any) -> str:
    """Return a hash of what is the same in all requests of one browser's session.

    It is empty without a cookie: two people may have all else in common. ``request.session`` is
    not asked: that would read it, and say that it was read.
    """
    cookies = [
        _cookie(name, request.COOKIES, set_by_response)
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    ]
    told = [str(request.META.get(name, "")) for name in TELLING]
    return _sealed(*told, *cookies) if any(cookies) else ""


def _cookie(name: str, sent: dict[str, str], set_by_response: Any) -> str:
    if name in set_by_response:
        cookie = set_by_response[name]
        return "" if cookie["max-age"] == 0 else str(cookie.value)
    return sent.get(name, "")


def _sealed(*texts: str) -> str:
    text = "\0".join(texts).encode("utf-8", "backslashreplace")
    return blake2b(text, key=_key(settings.SECRET_KEY), digest_size=12).hexdigest()


@lru_cache(maxsize=1)
def _key(secret: str | bytes) -> bytes:
    secret = secret if isinstance(secret, bytes) else secret.encode("utf-8", "backslashreplace")
    return blake2b(secret, person=b"signals_panel").digest()
