"""The registry: every connection, and what it did or why it did nothing."""

from __future__ import annotations

import re

import pytest

from .panel import PANEL, fates, open_panel, switch_to
from .test_blog import write_post
from .test_shop import place_order

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("site", ["wsgi"], indirect=True, scope="package"),
]
"""What the browser does alone; that it gets the same of both servers, other modules show."""


def test_a_connection_that_was_called_says_how_often_and_at_what_cost(ada):
    switch_to(ada.page, "POST", write_post(ada, "Registered", "harbour"))
    [(signal, fate)] = fates(ada.page, "update_search_entry")
    assert signal == "post_save"
    assert re.fullmatch(r"called once · [\d.]+ ms · \d queries", fate)
    [(signal, fate)] = fates(ada.page, "count_tags")
    assert signal == "m2m_changed"
    assert fate.startswith("called 2 times · ")


def test_a_connection_for_another_sender_names_who_sent_the_signal(ada):
    switch_to(ada.page, "POST", place_order(ada))
    assert fates(ada.page, "fill_slug") == [
        ("pre_save", "Order and OrderLine sent it; this receiver listens to Post")
    ]


def test_a_connection_of_a_signal_nobody_sent_says_so(visitor):
    visitor.go("/blog/")
    open_panel(visitor.page)
    assert fates(visitor.page, "mail_post_author") == [("new_comment_added", "not sent")]


def test_a_connection_after_one_that_raised_names_it(ada):
    place_order(ada)
    ada.go(f"{ada.path}rush/")
    ada.press("Force complete")
    open_panel(ada.page)
    [(_, fate)] = fates(ada.page, "open_warehouse")
    assert fate.endswith("raised once")
    assert fates(ada.page, "mail_tracking_code") == [
        ("order_rushed", "not reached: open_warehouse raised before it")
    ]


def test_a_connection_says_where_and_how_it_was_made(visitor):
    visitor.go("/blog/")
    open_panel(visitor.page)
    assert made(visitor, "record_login") == (
        "weak · dispatch_uid accounts.record_login · connected at demo_site/accounts/apps.py:11"
    )
    assert re.fullmatch(
        r"weak · connected at demo_site/blog/receivers\.py:\d+", made(visitor, "fill_slug")
    )


AT = r"\(\) at demo_site/findings/\w+\.py:\d+ (?:\(\d+ times\) )?"
CONNECTED = r"connected at demo_site/findings/small_apps\.py:\d+"


def test_a_connect_that_did_nothing_names_both_places(visitor):
    visitor.go("/lab/one-dispatch-uid/")
    [said] = in_vain(visitor, "ebb_began")
    assert re.fullmatch(
        f"connect{AT}did nothing for slacken_ropes: its dispatch_uid tide is that of "
        f"lower_gangway · {CONNECTED}",
        said,
    )


def test_a_disconnect_that_did_nothing_names_both_places(visitor):
    visitor.go("/lab/disconnected-in-vain/")
    [said] = in_vain(visitor, "sea_watch_ended")
    assert re.fullmatch(
        f"disconnect{AT}removed nothing: it was called in another way than for ring_bell · from "
        rf"\S+\.MailBoat · {CONNECTED}",
        said,
    )


def test_the_registry_unfolds_with_the_keyboard_alone(visitor):
    visitor.go("/lab/nested/")
    panel = open_panel(visitor.page)
    registry = panel.locator(".sp-registry")
    sent = registry.locator(".sp-signal").filter(has_text="siren_tested")
    unsent = registry.locator(".sp-signal").filter(has_text="notification")
    assert not sent.is_visible()
    panel.locator("#sp-view-timeline").focus()
    for _ in range(3):
        visitor.page.keyboard.press("ArrowRight")
    assert sent.locator(".sp-connection").is_visible()
    assert not unsent.locator(".sp-connection").is_visible()
    unsent.locator("summary").focus()
    visitor.page.keyboard.press("Enter")
    assert unsent.locator(".sp-connection").is_visible()


def made(visitor, receiver):
    """Return how a connection was made."""
    named = visitor.page.locator(".sp-receiver").get_by_text(receiver, exact=True)
    rows = visitor.page.locator(f"{PANEL} .sp-connection").filter(has=named)
    return " ".join(rows.locator(".sp-made").text_content().split())


def in_vain(visitor, signal):
    """Return what was in vain of a signal."""
    signals = open_panel(visitor.page).locator(".sp-signal").filter(has_text=signal)
    return [" ".join(each.split()) for each in signals.locator(".sp-in-vain").all_text_contents()]
