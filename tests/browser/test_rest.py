"""A page that opens at once gets whole by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_named, open_panel

pytestmark = pytest.mark.browser

DARK_INK = "rgb(248, 248, 242)"

REST = "**/signals/rest/**"
REGISTRY = "**/signals/registry/**"


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


def test_a_run_unfolds_to_all_its_members_and_the_search_finds_them(visitor):
    visitor.go("/lab/?many=60")
    panel = open_panel(visitor.page)
    panel.locator(".sp-run").click()
    expect(panel.locator(".sp-inside.sp-call:visible")).to_have_count(60)
    expect(panel.get_by_text("Showing the first")).to_be_hidden()
    panel.locator(".sp-search").fill("kind:call answer")
    expect(panel.locator(".sp-call:visible")).to_have_count(60)


def test_no_row_is_lost_where_quiet_ones_are_a_line_already(visitor):
    visitor.go("/lab/migrate/")
    panel = open_panel(visitor.page)
    expect(panel.locator(".sp-lull")).to_have_count(1)
    members = panel.locator(".sp-row:not(.sp-run)")
    count = int(panel.locator(".sp").get_attribute("data-rows"))
    assert count > 50
    expect(members).to_have_count(count)
    panel.locator(".sp-internals").check()
    expect(members.last).to_be_visible()


@pytest.mark.parametrize("path", ["/blog/", "/lab/?many=60", "/lab/?many=3000"])
def test_the_registry_is_there_when_its_view_is_chosen(visitor, path):
    visitor.go(path)
    panel = open_panel(visitor.page)
    panel.locator("label[for=sp-view-registry]").click()
    expect(panel.locator(".sp-registry")).to_be_visible()


@pytest.mark.parametrize("path", ["/blog/", "/lab/?many=60", "/lab/?many=3000"])
def test_the_registry_comes_by_itself_once_the_rows_are_there(visitor, path):
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.go(path)
    open_named(visitor.page, "SignalsTracePanel")
    expect(visitor.page.locator(f"{PANEL} .sp-registry")).to_be_attached()
    expect(visitor.page.locator(f"{PANEL} .sp-registry")).to_be_hidden()
    assert sum("/signals/registry/" in url for url in asked) == 1


def test_the_registry_is_asked_for_at_once_where_its_view_is_the_one_remembered(visitor):
    remember = """sessionStorage.setItem("signals_panel", '{"view": "registry"}')"""
    visitor.context.add_init_script(remember)
    held = []

    def hold(route):
        held.append(route)

    visitor.page.route(REST, hold)
    visitor.go("/lab/?many=60")
    open_named(visitor.page, "SignalsTracePanel")
    expect(visitor.page.locator(f"{PANEL} .sp-registry")).to_be_visible()
    held.pop().continue_()


def test_a_registry_that_does_not_come_can_be_loaded_again(visitor):
    visitor.forgiven.append("Failed to load resource")
    visitor.page.route(REGISTRY, lambda route: route.abort())
    visitor.go("/blog/")
    open_named(visitor.page, "SignalsTracePanel")
    visitor.page.locator(f"{PANEL} label[for=sp-view-registry]").click()
    again = visitor.page.locator(f"{PANEL} .sp-waits button")
    expect(visitor.page.locator(f"{PANEL} .sp-waits")).to_contain_text("could not be reached")
    visitor.page.unroute(REGISTRY)
    again.press("Enter")
    expect(visitor.page.locator(f"{PANEL} .sp-registry")).to_be_visible()


def test_a_run_unfolded_before_the_rest_came_is_filled(visitor):
    held = []

    def hold(route):
        held.append(route)

    visitor.page.route(REST, hold)
    visitor.go("/lab/?many=60")
    with visitor.page.expect_request(REST):
        open_named(visitor.page, "SignalsTracePanel")
    visitor.page.locator(f"{PANEL} .sp-run").click()
    held.pop().continue_()
    expect(visitor.page.locator(f"{PANEL} .sp-inside.sp-call:visible")).to_have_count(60)


def test_where_the_rest_is_gone_the_page_still_says_how_to_ask_for_it(visitor):
    visitor.page.route(REST, lambda route: route.fulfill(status=404, body="gone"))
    visitor.go("/lab/?many=60")
    with visitor.page.expect_event("console") as said:
        open_named(visitor.page, "SignalsTracePanel")
    link = visitor.page.locator(PANEL).get_by_role("link", name="Show more")
    expect(link).to_be_visible()
    expect(visitor.page.locator(f"{PANEL} .sp-row:visible").first).to_be_visible()
    assert "404" in said.value.text
    visitor.complaints.clear()  # Chromium's own of the status


@pytest.mark.parametrize("is_blocked", [True, False])
def test_what_links_lead_to_without_the_script_is_a_page_of_its_own(browser, many_site, is_blocked):
    with watched(many_site), visiting(browser, many_site) as visitor:
        visitor.go("/lab/?many=60")
        page = open_panel(visitor.page).locator(".sp").get_attribute("data-page")
    with (
        watched(many_site),
        visiting(
            browser, many_site, java_script_enabled=not is_blocked, color_scheme="dark"
        ) as visitor,
    ):
        for part, holds in (
            ("requests", ".sp-lines > li"),
            ("registry", ".sp-connection"),
            ("rest", ".sp-row.sp-call"),
            ("sums", ".sp-view-signals .sp-table"),
        ):
            visitor.go(page.replace("/page/", f"/{part}/"))
            expect(visitor.page.locator("main h1")).to_have_text("Signals sent")
            expect(visitor.page.locator(holds).first).to_be_visible()
            expect(visitor.page.locator(".sp")).to_have_css("container-type", "inline-size")
            expect(visitor.page.locator(".sp")).to_have_css("color", DARK_INK)
