"""Somebody who uses the demo site, and what the browser complains about meanwhile."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

PASSWORD = "signals"
TIMEOUT = 10_000
# Chromium's, where somebody types before it has handled a page's autofocus: no fault of the page.
FASTER_THAN_AUTOFOCUS = "Autofocus processing was blocked"
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation",
  event => console.error(`violated ${event.violatedDirective}: ${event.blockedURI}`))
"""


class Visitor:
    """A page in a fresh browser context.

    Attributes:
        page: the page.
        complaints: what the console said, with violations of a security policy, but not that
            the visitor typed before the page had the focus.
        forgiven: how messages begin that are no complaints.
    """

    def __init__(self, browser: Browser, url: str, **context: object) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(**context)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.set_default_timeout(TIMEOUT)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.forgiven = [FASTER_THAN_AUTOFOCUS]
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if not message.text.startswith(tuple(self.forgiven)):
            self.complaints.append(f"{message.type}: {message.text}")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def fill(self, **fields: str) -> None:
        """Fill the fields of these names in the page's form."""
        for name, value in fields.items():
            self.page.locator(f"main [name='{name}']").fill(value)

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def untick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).uncheck()

    def press(self, button: str) -> str:
        """Press a button of the page's; return the path that its form was posted to."""
        with self.page.expect_request(lambda request: request.method == "POST") as posted:
            self.page.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()
        return urlsplit(posted.value.url).path

    def log_in(self, username: str, password: str = PASSWORD) -> str:
        self.go("/accounts/login/")
        self.fill(username=username, password=password)
        return self.press("Log in")
