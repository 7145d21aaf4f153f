"""The tour of the home page, walked as a visitor would: each card keeps what it promises."""

from __future__ import annotations

import pytest

from tests.servers.declared import declared

from .panel import newest, open_named, open_panel, rows, story, switch_to

pytestmark = pytest.mark.browser

TOUR = declared()["tour"]


def log_in(visitor):
    for password in ("wrong", "signals"):
        visitor.fill(username="grace", password=password)
        visitor.press("Log in")
        yield
    visitor.press("Log out")
    yield


def sign_up(visitor):
    visitor.fill(username="marconi", email="marconi@example.com")
    visitor.fill(password1="Longer-5ecret", password2="Longer-5ecret")
    visitor.press("Sign up")
    yield
    visitor.page.get_by_role("link", name="Verify my address").click()
    yield


def write_a_post(visitor):
    visitor.fill(title="Semaphore by night", body="Lamps, then.")
    visitor.tick("harbour")
    visitor.press("Save post")
    yield
    visitor.page.get_by_role("link", name="Edit").first.click()
    visitor.untick("harbour")
    visitor.tick("lamps")
    visitor.press("Save post")
    yield
    visitor.page.get_by_role("link", name="Delete").first.click()
    visitor.press("Delete post")
    yield


def comment_and_flag(visitor):
    visitor.page.get_by_role("link", name="Reading the flags").first.click()
    visitor.fill(body="Which one is Whiskey?")
    visitor.press("Post comment")
    yield
    written = visitor.page.locator(".comment").filter(has_text="Which one is Whiskey?")
    written.last.get_by_role("button", name="Flag this comment").click()
    yield


def notify(visitor):
    yield


def order(visitor):
    visitor.page.get_by_label("Log book").fill("1")
    visitor.press("Place order")


def complete_an_order(visitor):
    order(visitor)
    yield
    visitor.press("Complete order")
    yield


def pay_with_a_bad_card(visitor):
    order(visitor)
    visitor.fill(card="4000 0000 0000 0002")
    visitor.press("Pay")
    yield


def rush_an_order(visitor):
    order(visitor)
    visitor.page.get_by_role("link", name="Force").click()
    visitor.press("Force complete")
    yield


VISITS = {
    "Log in, or fail to": log_in,
    "Sign up and verify": sign_up,
    "Write a post": write_a_post,
    "Comment and flag": comment_and_flag,
    "Send a notification": notify,
    "Place and complete an order": complete_an_order,
    "Pay with a bad card": pay_with_a_bad_card,
    "Rush an order": rush_an_order,
}
AS_A_GUEST = ("Log in, or fail to", "Sign up and verify", "Send a notification")


def test_every_card_is_walked():
    assert list(VISITS) == list(TOUR)


@pytest.mark.parametrize("title", TOUR)
def test_a_card_of_the_tour_keeps_its_promise(title, visitor, ada):
    visitor = visitor if title in AS_A_GUEST else ada
    visitor.go("/")
    visitor.page.get_by_role("link", name=title).click()
    for sent, _ in zip(TOUR[title], VISITS[title](visitor), strict=True):
        show_panel_of(visitor, sent["request"])
        assert story(visitor.page) == sent["outline"].rstrip()
        visitor.page.keyboard.press("Escape")


def show_panel_of(visitor, request):
    """Open the panel of the newest request of a method and path, ``*`` for any part of it."""
    method, path = request.split()
    open_named(visitor.page, "HistoryPanel")
    visitor.page.locator("#HistoryPanel .switchHistory").first.wait_for()
    shown = visitor.page.locator("#djDebug").get_attribute("data-request-id")
    if newest(visitor.page, method, path) == shown:
        open_panel(visitor.page)
    else:
        switch_to(visitor.page, method, path)


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", "404"), ("/lab/error/", "500")])
def test_a_page_of_an_error_keeps_the_toolbar_with_the_panel(visitor, path, status):
    visitor.go(path)
    open_panel(visitor.page)
    assert rows(visitor.page)[0].name == "request_started"
    assert all(status in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()  # Chromium's own of the status
