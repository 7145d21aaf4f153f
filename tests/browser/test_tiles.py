"""The tiles above the views, and what is no longer said on every page and row."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, details, open_named, open_panel, row_of, settled

pytestmark = pytest.mark.browser

SUM_OF_COUNTS = """rows => rows.reduce((sum, row) => {
  const count = row.querySelector(".sp-count");
  return sum + (count ? Number(count.textContent.slice(1)) : 1);
}, 0)"""


@pytest.fixture
def panel(browser, many_site):
    """Open the panel on a page that sends much that nobody receives."""
    with watched(many_site), visiting(browser, many_site) as visitor:
        visitor.go("/blog/")
        yield open_panel(visitor.page)


def tile(panel, query):
    return panel.locator(f".sp-figures [data-query='{query}']")


def test_a_tile_shows_the_rows_it_counts_djangos_too_and_pressed_again_none_more(panel):
    before = panel.locator(".sp-row:visible").count()
    tile(panel, "kind:quiet").click()
    settled(panel.page)
    rows = panel.locator(".sp-quiet:visible:not(.sp-kept)")
    assert rows.evaluate_all(SUM_OF_COUNTS) == int(tile(panel, "kind:quiet").inner_text()) > 5
    tile(panel, "kind:quiet").click()
    expect(panel.locator(".sp-search")).to_have_value("")
    assert panel.locator(".sp-row:visible").count() == before


def test_another_tile_takes_the_place_of_the_one_pressed_and_leaves_the_rest_of_the_search(panel):
    panel.locator(".sp-search").fill("request_")
    tile(panel, "-kind:call").click()
    tile(panel, "kind:call").click()
    expect(panel.locator(".sp-search")).to_have_value("request_ kind:call")
    expect(tile(panel, "-kind:call")).to_have_attribute("aria-pressed", "false")
    tile(panel, "kind:call").click()
    expect(panel.locator(".sp-search")).to_have_value("request_")
    expect(panel.locator(".sp-internals")).not_to_be_checked()


def test_a_tile_that_counts_nothing_says_so_and_is_no_button(panel):
    errors = panel.locator(".sp-figures > div").filter(has_text="Errors")
    expect(errors).to_have_text("Errors 0 no receiver raised", use_inner_text=False)
    assert errors.get_by_role("button").count() == 0


def test_calls_are_called_so_beside_the_view_of_receivers(panel):
    titles = panel.locator(".sp-figures dt").all_text_contents()
    assert "Receiver calls" in titles
    assert "Receivers" not in titles


def test_what_is_the_same_on_every_page_is_said_in_the_help(panel):
    note = panel.get_by_text("Threads that do not inherit")
    expect(note).to_be_hidden()
    panel.locator(".sp-help-button").click()
    expect(note).to_be_visible()


def test_without_the_script_it_is_said_below_the_rows_and_rows_have_their_ids(panel):
    page = panel.page
    page.route(
        "**/signals_panel/panel.js",
        lambda route: route.fulfill(body="", content_type="text/javascript"),
    )
    page.reload()
    open_named(page, "SignalsTracePanel")
    expect(page.locator(f"{PANEL} .sp")).to_have_css("container-type", "inline-size")
    expect(page.locator(PANEL).get_by_text("Threads that do not inherit")).to_be_visible()
    row = page.locator(f"{PANEL} .sp-row:visible:has(details)").first
    row.locator("summary").click()
    expect(row.locator("dt.sp-id")).to_be_visible()


def test_a_signals_row_says_no_own_time_of_nothing_and_no_row_its_id(panel):
    panel.locator(".sp-internals").check()
    own = panel.locator(".sp-dispatch summary > .sp-number:nth-child(3)").all_inner_texts()
    assert "0.000" not in own
    row = row_of(panel.page, "request_started")
    row.locator("summary").click()
    assert "Id" in details(row), "without the script it is there"
    expect(row.locator("dt.sp-id")).to_be_hidden()
    expect(row.locator("dd.sp-id > span").first).to_be_hidden()


def test_the_columns_have_names_of_their_own(panel):
    names = panel.locator(".sp-head span, .sp-tabs label").all_inner_texts()
    words = [name.split()[0].lower() for name in names]
    assert words.count("timeline") == 1
