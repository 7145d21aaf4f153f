"""A request beside another one: in two clicks, and after the server has forgotten that one."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .conftest import on_one_server
from .panel import PANEL, open_panel

pytestmark = [pytest.mark.browser, on_one_server]

MORE_THAN_ARE_STORED = 30
COMPARED = {"fromShadowDom": ["#djDebugRoot", f"{PANEL} .sp-compared"]}


def unfold(page):
    page.locator(f"{PANEL} .sp-requests > summary").click()


def compared(page):
    return page.locator(f"{PANEL} .sp-compared")


def test_the_previous_like_it_is_two_clicks_away(ada):
    ada.go("/lab/nested/")
    ada.go("/lab/receiver-raises/")
    ada.go("/lab/nested/")
    open_panel(ada.page)
    unfold(ada.page)
    ada.page.get_by_role("link", name="Compare with the GET /lab/nested/ before").click()
    expect(compared(ada.page)).to_contain_text("Nothing differs")
    expect(compared(ada.page)).to_be_focused()
    compared(ada.page).get_by_role("button", name="Close").click()
    expect(compared(ada.page)).to_have_count(0)
    expect(ada.page.locator(f"{PANEL} .sp-requests > summary")).to_be_focused()


def test_what_this_tab_has_seen_is_compared_after_the_server_forgot_it(ada):
    ada.go("/lab/receiver-raises/")
    with ada.page.expect_response("**/signals/outline/**"):
        open_panel(ada.page)
    for _ in range(MORE_THAN_ARE_STORED):
        ada.page.request.get(f"{ada.url}/lab/nested/")
    ada.go("/lab/nested/")
    open_panel(ada.page)
    unfold(ada.page)
    seen = ada.page.locator(f"{PANEL} .sp-remembered li", has_text="/lab/receiver-raises/")
    seen.get_by_role("button", name="Compare").click()
    expect(compared(ada.page).locator(".sp-is-gone", has_text="let_ships_in").first).to_be_visible()
    expect(compared(ada.page).locator(".sp-is-gone", has_text="S101")).to_be_visible()
    assert Axe().run(ada.page, context=COMPARED).response["violations"] == []


def test_what_the_server_answers_in_the_place_of_an_outline_is_not_taken_for_one(ada):
    ada.forgiven.append("Failed to load resource")
    outline = "**/signals/outline/**"
    ada.page.route(outline, lambda route: route.fulfill(status=403, json={"detail": "no"}))
    ada.go("/lab/nested/")
    with ada.page.expect_response(outline):
        open_panel(ada.page)
    ada.page.unroute(outline)
    ada.go("/lab/receiver-raises/")
    with ada.page.expect_response(outline):
        open_panel(ada.page)
    unfold(ada.page)
    ada.page.get_by_role("link", name="Compare").first.click()
    expect(compared(ada.page)).to_be_visible()
