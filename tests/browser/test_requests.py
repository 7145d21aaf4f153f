"""The panel's own line: which request it is, which led here, and how to see another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .panel import PANEL, open_named, open_panel, story
from .visitor import Visitor

pytestmark = pytest.mark.browser


def write(visitor, title):
    """Write a post, whose form redirects to its page."""
    visitor.go("/blog/write/")
    visitor.fill(title=title, body="Nothing to be seen.")
    visitor.press("Save post")


def line(page):
    return page.locator(f"{PANEL} .sp-requests > summary")


def came(page):
    return page.locator(f"{PANEL} .sp-came")


def subtitle(page):
    return page.locator("#djdt-SignalsTracePanel small")


def switched(page, method, path):
    """Wait till the panel shows another request."""
    expect(line(page).locator(".sp-asked")).to_have_text(re.compile(rf"^\s*{method}\s+{path}\s*$"))
    expect(page.locator(f"{PANEL} .sp[data-started]")).to_be_visible()


def test_the_signals_of_the_form_are_one_click_from_the_page_it_redirected_to(ada):
    write(ada, "Fog in May")
    open_panel(ada.page)
    expect(line(ada.page)).to_contain_text("GET /blog/posts/fog-in-may/")
    expect(came(ada.page)).to_contain_text("Redirected here from POST /blog/write/")
    before = subtitle(ada.page).inner_text()
    came(ada.page).get_by_role("link", name="Show").click()
    switched(ada.page, "POST", "/blog/write/")
    assert "post_save Post" in story(ada.page)
    expect(ada.page.locator(PANEL)).to_be_visible()
    expect(subtitle(ada.page)).not_to_have_text(before)


def templates(page):
    return page.locator("#djdt-TemplatesPanel")


def test_the_whole_toolbar_shows_the_other_request(ada):
    write(ada, "Fog in June")
    open_panel(ada.page)
    expect(templates(ada.page)).to_contain_text("blog/detail.html")
    came(ada.page).get_by_role("link", name="Show").click()
    switched(ada.page, "POST", "/blog/write/")
    expect(templates(ada.page)).not_to_contain_text("blog/detail.html")
    open_named(ada.page, "HistoryPanel")
    shown = ada.page.locator("#djDebug").get_attribute("data-request-id")
    expect(ada.page.locator(f"#historyMain_{shown}")).to_contain_text("/blog/write/")


def test_view_and_search_stay_when_the_request_changes(ada):
    write(ada, "Fog in July")
    open_panel(ada.page)
    ada.page.locator(f"{PANEL} .sp-search").fill("post_save")
    ada.page.locator(f"{PANEL} label", has_text="Signals").first.click()
    came(ada.page).get_by_role("link", name="Show").click()
    switched(ada.page, "POST", "/blog/write/")
    expect(ada.page.locator(f"{PANEL} .sp-search")).to_have_value("post_save")
    expect(ada.page.locator(f"{PANEL} .sp-tab[value=signals]")).to_be_checked()


def test_brackets_go_to_the_request_before_and_after(ada):
    ada.go("/blog/")
    ada.go("/shop/")
    panel = open_panel(ada.page)
    panel.press("[")
    switched(ada.page, "GET", "/blog/")
    ada.page.locator(PANEL).press("]")
    switched(ada.page, "GET", "/shop/")


def test_the_list_has_the_latest_requests_and_shows_any(ada):
    ada.go("/lab/")
    ada.go("/blog/notify/")
    open_panel(ada.page)
    line(ada.page).click()
    lines = ada.page.locator(f"{PANEL} .sp-lines a")
    expect(lines.nth(0)).to_contain_text("/blog/notify/")
    expect(lines.nth(0)).to_have_attribute("aria-current", "true")
    lines.nth(1).click()
    switched(ada.page, "GET", "/lab/")


def test_what_the_page_fetches_is_counted_as_newer_and_shown_at_a_click(ada):
    ada.go("/shop/")
    open_panel(ada.page)
    newer = ada.page.locator(f"{PANEL} .sp-newer")
    expect(newer).to_have_count(0)
    ada.page.evaluate("Promise.all([fetch('/blog/'), fetch('/lab/')]).then(() => null)")
    expect(newer).to_have_text("2 newer requests")
    newer.click()
    switched(ada.page, "GET", "/(blog|lab)/")


def test_nothing_is_asked_while_nothing_is_fetched(ada):
    ada.go("/shop/")
    with ada.page.expect_response("**/signals/outline/**"):
        open_panel(ada.page)
    asked = []
    ada.page.on("request", lambda request: asked.append(request.url))
    ada.page.wait_for_timeout(1_500)
    assert asked == []


def test_without_the_history_panel_the_panel_alone_switches_and_says_so(ada):
    write(ada, "Fog in August")
    open_panel(ada.page)
    ada.page.locator("#djDebug").evaluate("toolbar => delete toolbar.dataset.sidebarUrl")
    came(ada.page).get_by_role("link", name="Show").click()
    switched(ada.page, "POST", "/blog/write/")
    expect(ada.page.locator(f"{PANEL} .sp-only-here")).to_contain_text("Only this panel shows")
    expect(templates(ada.page)).to_contain_text("blog/detail.html")


def test_a_request_that_the_store_has_lost_is_said_to_be_gone(ada):
    ada.go("/shop/")
    open_panel(ada.page)
    link = ada.page.locator(f"{PANEL} .sp-neighbours [rel=prev]")
    link.evaluate("link => { link.dataset.request = '0'.repeat(32); }")
    link.click()
    expect(ada.page.locator(f"{PANEL} .sp-waits")).to_contain_text("no longer has this request")
    expect(line(ada.page)).to_contain_text("GET /shop/")


def test_two_people_at_once_are_told_of_their_own_redirects_only(ada, browser, site):
    other = Visitor(browser, site.url)
    try:
        other.log_in("grace")
        write(ada, "Fog in September")
        other.go(ada.path)
        open_panel(other.page)
        expect(line(other.page)).to_contain_text("/blog/posts/fog-in-september/")
        expect(came(other.page)).to_have_count(0)
        ada.page.reload()
        open_panel(ada.page)
        expect(came(ada.page)).to_have_count(0)
    finally:
        other.context.close()


def test_a_request_on_a_page_of_its_own_is_the_panel_with_all_it_can(ada):
    write(ada, "Fog in October")
    open_panel(ada.page)
    address = came(ada.page).get_by_role("link", name="Show").get_attribute("href")
    ada.go(address)
    switched(ada.page, "POST", "/blog/write/")
    assert "post_save Post" in story(ada.page)
    ada.page.locator(f"{PANEL} .sp-neighbours [rel=prev]").click()
    switched(ada.page, "GET", "/blog/write/")
    assert ada.path == "/__debug__/signals/page/"
    assert ada.complaints == []


def test_a_link_to_a_row_leads_to_it_on_the_page_of_its_request(ada):
    write(ada, "Fog in November")
    open_panel(ada.page)
    came(ada.page).get_by_role("link", name="Show").click()
    switched(ada.page, "POST", "/blog/write/")
    row = ada.page.locator(f"{PANEL} .sp-call", has_text="update_search_entry").first
    row.locator("summary").first.click()
    ada.go(row.get_by_role("link", name="Link").first.get_attribute("href"))
    opened = ada.page.locator(f"{PANEL} .sp-row > details[open]")
    expect(opened).to_have_count(1)
    expect(opened).to_contain_text("update_search_entry")
    expect(opened.locator("xpath=..")).to_be_focused()
