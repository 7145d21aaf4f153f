"""The registry: every connection, and what it did or why it did nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import on_one_server
from .panel import PANEL, fates, open_panel, switch_to
from .test_blog import write_post
from .test_shop import place_order

pytestmark = [pytest.mark.browser, on_one_server]


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


def test_chips_leave_what_was_called_or_was_not_or_is_the_projects_own(visitor):
    visitor.go("/lab/receiver-raises/")
    page = open_panel(visitor.page).page
    page.locator(f"{PANEL} .sp-tabs label[for=sp-view-registry]").click()
    registry = page.locator(f"{PANEL} .sp-registry")
    signals = registry.locator(".sp-signal").filter(visible=True)
    opened, names = registry.locator("details[open] .sp-connection"), registry.locator(".sp-signal")
    every = names.count()
    chip = registry.get_by_label
    chip("called", exact=True).check()
    assert 0 < signals.count() < every
    assert opened.filter(visible=True, has_text="hoist_flag").count() == 1
    assert opened.filter(visible=True, has_text="wake_pilots").count() == 0
    chip("not called").check()
    assert opened.filter(visible=True, has_text="hoist_flag").count() == 0
    assert opened.filter(visible=True, has_text="wake_pilots").count() == 1
    chip("mine").check()
    texts = "\n".join(signals.all_inner_texts())
    assert "wake_pilots" in texts
    assert "demo_site" in texts
    assert "django/" not in texts


def test_why_a_named_receiver_was_not_called_takes_two_actions_and_no_scrolling(visitor):
    page, actions = visitor.page, 0
    page.set_viewport_size({"width": 1280, "height": 800})
    visitor.go("/blog/")
    panel = open_panel(page)
    before = panel.locator(".djdt-scroll").evaluate("each => each.scrollTop")

    panel.locator("label[for=sp-view-registry]").click()
    actions += 1
    panel.locator(".sp-search").fill("mail_post_author")
    actions += 1

    said = panel.locator(".sp-connection:visible", has_text="mail_post_author").locator(".sp-fate")
    expect(said).to_have_text("not sent")
    expect(said).to_be_in_viewport(ratio=1)
    expect(panel.get_by_text("Sent while tests run:")).to_be_hidden()
    assert panel.locator(".djdt-scroll").evaluate("each => each.scrollTop") == before
    assert actions <= 2
