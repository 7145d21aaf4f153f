"""Somebody who uses the demo site without a browser: cookies, forms, no redirects followed."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

PASSWORD = "signals"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PATIENCE = 60


class Answer(NamedTuple):
    """What came back: a status, headers, text."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def request_id(self) -> str:
        return self.headers["djdt-request-id"]


class StayHere(HTTPRedirectHandler):
    """Returns redirects as they are: the toolbar stores each request."""

    def redirect_request(self, *arguments):
        return None


class Person:
    """Somebody at a site, with the cookies of a browser, which several may share.

    Attributes:
        headers: what is sent with every request.
    """

    def __init__(self, site: str, jar: CookieJar | None = None) -> None:
        self.site = site
        self.jar = CookieJar() if jar is None else jar
        self.headers: dict[str, str] = {}
        self.opener = build_opener(HTTPCookieProcessor(self.jar), StayHere)

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Request a page, or post a form to it; return what came back, errors too."""
        data = None if form is None else urlencode(form).encode()
        request = Request(self.site + path, data, self.headers)
        try:
            response = self.opener.open(request, timeout=PATIENCE)
        except HTTPError as error:
            response = error
        with response:
            return Answer(response.status, dict(response.headers), response.read().decode())

    def fill_in(self, path: str, to: str = "", **fields: str) -> Answer:
        """Post the form that is on a page, there or to another path."""
        token = TOKEN.search(self.ask(path).text)[1]
        return self.ask(to or path, {"csrfmiddlewaretoken": token, **fields})

    def log_in(self, username: str) -> None:
        answer = self.fill_in("/accounts/login/", username=username, password=PASSWORD)
        assert answer.status == 302, answer.text
