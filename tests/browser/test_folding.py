"""Rows fold what is inside them, in the same way on short pages and in long lists."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_at, open_named, open_panel, row_of
from .test_tiles import SUM_OF_COUNTS

pytestmark = pytest.mark.browser

SHORT, LONG = "/lab/nested/", "/lab/nested/?many=3000"
NESTED = ["front_detected", "issue_warning", "warning_issued", "try_siren", "siren_tested"]
INNERMOST = "listen_to_siren"


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


@pytest.fixture
def page(visitor):
    return visitor.page


def at(visitor, path):
    """Open the panel on a page, its rows there."""
    visitor.go(path)
    panel = open_panel(visitor.page)
    expect(row_of(visitor.page, INNERMOST)).to_be_visible()
    return panel


def triangle(page, name):
    return row_of(page, name).locator(".sp-fold")


def place(page):
    """Return the name of the row that has the focus."""
    focused = page.locator(f"{PANEL} [role=treeitem]:focus")
    return focused.locator(".sp-name, .sp-receiver").inner_text()


@pytest.mark.parametrize("path", [SHORT, LONG])
def test_a_triangle_folds_what_is_inside_its_row_at_every_level_and_says_what_it_folds(
    visitor, path
):
    at(visitor, path)
    page = visitor.page
    inner = triangle(page, NESTED[3])
    expect(inner).to_have_accessible_name(f"Inside {NESTED[3]}")
    inner.click()
    expect(inner).to_have_attribute("aria-expanded", "false")
    expect(row_of(page, NESTED[4])).to_be_hidden()
    triangle(page, NESTED[1]).click()
    expect(row_of(page, NESTED[2])).to_be_hidden()
    assert place(page) == NESTED[1]
    triangle(page, NESTED[1]).click()
    expect(row_of(page, NESTED[3])).to_be_visible()
    expect(row_of(page, NESTED[4])).to_be_hidden()
    expect(triangle(page, INNERMOST)).to_have_count(0)


@pytest.mark.parametrize("path", [SHORT, LONG])
def test_a_row_folds_and_its_details_open_and_close_by_the_same_keys(visitor, path):
    panel = at(visitor, path)
    page = visitor.page
    details = panel.locator(".sp-details:visible")
    triangle(page, NESTED[2]).click()
    page.keyboard.press("ArrowRight")
    expect(row_of(page, NESTED[3]).first).to_be_visible()
    for key in ("ArrowLeft", "Escape", "Enter"):
        page.keyboard.press("ArrowRight")
        expect(details).to_have_count(1)
        page.keyboard.press(key)
        expect(details).to_have_count(0)
        assert place(page) == NESTED[2], key
    page.keyboard.press("-")
    expect(row_of(page, NESTED[3])).to_be_hidden()
    page.keyboard.press("+")
    expect(row_of(page, NESTED[3])).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert place(page) == NESTED[0]
    page.keyboard.press("ArrowLeft")
    expect(row_of(page, NESTED[1])).to_be_hidden()


@pytest.mark.parametrize("path", [SHORT, LONG])
def test_a_second_click_closes_what_a_row_tells(visitor, path):
    panel = at(visitor, path)
    row = row_of(visitor.page, NESTED[1])
    for is_open in (1, 0):
        row.locator(".sp-receiver").first.click()
        expect(panel.locator(".sp-details:visible")).to_have_count(is_open)


@pytest.mark.parametrize("path", [SHORT, LONG])
def test_a_search_shows_what_matches_in_folded_rows_and_folds_them_again_when_it_ends(
    visitor, path
):
    panel = at(visitor, path)
    page = visitor.page
    triangle(page, NESTED[0]).click()
    panel.locator(".sp-search").fill(f"receiver:{INNERMOST}")
    expect(row_of(page, INNERMOST)).to_be_visible()
    triangle(page, NESTED[2]).click()
    expect(row_of(page, INNERMOST)).to_be_hidden()
    panel.locator(".sp-search").fill("")
    expect(row_of(page, NESTED[0])).to_be_visible()
    expect(row_of(page, NESTED[1])).to_be_hidden()


@pytest.mark.parametrize("path", ["/lab/?nested", "/lab/?nested&many=3000"])
def test_a_folded_row_tells_of_the_queries_errors_findings_and_rows_it_hides(visitor, path):
    visitor.go(path)
    page = open_panel(visitor.page).page
    triangle(page, "tell_inner").click()
    hidden = ["2 queries", "1 error", "1 finding", "3 rows"]
    expect(row_of(page, "tell_inner").locator(".sp-hides")).to_have_text(hidden)
    triangle(page, "tell_inner").click()
    expect(row_of(page, "tell_inner").locator(".sp-hides")).to_have_count(0)


@pytest.mark.parametrize("path", [SHORT, LONG])
def test_all_rows_fold_unfold_or_fold_as_deep_as_the_current_one(visitor, path):
    panel = at(visitor, path)
    page = visitor.page
    panel.get_by_role("button", name="Fold all rows", exact=True).click()
    expect(row_of(page, NESTED[0])).to_be_visible()
    expect(row_of(page, NESTED[1])).to_be_hidden()
    row_of(page, NESTED[0]).focus()
    page.keyboard.press("u")
    page.keyboard.press("End")
    expect(row_of(page, NESTED[4])).to_be_visible()
    row_of(page, NESTED[2]).focus()
    for fold in (
        lambda: page.keyboard.press("l"),
        panel.get_by_role("button", name="as deep as the current one").click,
    ):
        fold()
        expect(row_of(page, NESTED[2])).to_be_visible()
        expect(row_of(page, NESTED[3])).to_be_hidden()
        triangle(page, NESTED[2]).click()
        expect(row_of(page, NESTED[3])).to_be_visible()
        expect(row_of(page, NESTED[4])).to_be_hidden()
    page.keyboard.press("f")
    assert place(page) == NESTED[0]


@pytest.mark.parametrize("path", ["/blog/", "/blog/?many=3000"])
def test_what_nobody_received_is_one_line_that_unfolds_to_what_it_was(visitor, path):
    visitor.go(path)
    panel = open_panel(visitor.page)
    quiet, lull = panel.locator(".sp-quiet:visible"), panel.locator(".sp-lull").first
    expect(lull).to_be_visible()
    alone = quiet.count()
    before = quiet.evaluate_all(SUM_OF_COUNTS)
    said = re.fullmatch(r"(\d+) sends nobody received", lull.inner_text())
    lull.click()
    expect(lull).to_have_attribute("aria-expanded", "true")
    assert quiet.evaluate_all(SUM_OF_COUNTS) - before == int(said[1]) > 1
    visitor.page.keyboard.press("ArrowLeft")
    expect(quiet).to_have_count(alone)
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("ArrowRight")
    expect(panel.locator(".sp-quiet:focus")).to_have_count(1)
    visitor.page.keyboard.press("f")
    expect(quiet).to_have_count(alone)
    panel.locator(".sp-figures [data-query='kind:quiet']").click()
    expect(panel.locator(".sp-lull")).to_have_count(0)
    assert quiet.count() > alone


@pytest.mark.parametrize("path", ["/lab/?many=60", "/lab/?many=3000"])
def test_tools_heads_and_the_rows_around_the_first_in_sight_stay_there(visitor, path):
    visitor.go(path)
    panel = open_panel(visitor.page)
    panel.locator(".sp-run").click()
    panel.locator(".sp-rows").first.hover()
    visitor.page.mouse.wheel(0, 1_100)
    around = panel.locator(".sp-around > .sp-line")
    expect(around.first).to_contain_text("many_signal")
    for stays in (panel.locator(".sp-search"), panel.locator(".sp-head"), around.first):
        expect(stays).to_be_in_viewport(ratio=1)
    around.first.click()
    expect(panel.locator(".sp-run:focus")).to_be_in_viewport(ratio=1)
    expect(around).to_have_count(0)


@pytest.mark.parametrize("path", ["/lab/?many=60", "/lab/?many=3000"])
def test_in_a_narrow_panel_a_row_around_has_the_columns_that_it_has_among_the_others(visitor, path):
    panel = open_at(visitor, path, 640)
    panel.locator(".sp-run").click()
    columns = panel.locator(".sp-run > .sp-line > :visible").count()
    panel.locator(".sp-rows").first.hover()
    visitor.page.mouse.wheel(0, 1_900)
    around = panel.locator(".sp-around > .sp-line").first
    expect(around).to_contain_text("many_signal")
    expect(around.locator("> :visible")).to_have_count(columns)


def test_a_row_that_an_address_names_is_unfolded_to(page, visitor):
    panel = at(visitor, SHORT)
    address = panel.locator(".sp").get_attribute("data-page")
    identity = row_of(page, INNERMOST).locator("dd.sp-id").text_content().strip()[1:].split()[0]
    visitor.go(address)
    expect(page.locator(".sp[data-started]")).to_be_visible()
    triangle(page, NESTED[1]).click()
    expect(row_of(page, INNERMOST)).to_be_hidden()
    page.evaluate("id => { location.hash = `row-${id}` }", identity)
    expect(row_of(page, INNERMOST).locator(".sp-details")).to_be_visible()


@pytest.mark.parametrize("is_blocked", [True, False])
def test_without_our_script_all_is_unfolded(browser, many_site, is_blocked):
    with visiting(browser, many_site, java_script_enabled=is_blocked) as visitor:
        visitor.forgiven.append("Failed to load resource")
        visitor.page.route("**/signals_panel/panel.js", lambda route: route.abort())
        visitor.go("/lab/?many=12")
        if is_blocked:
            open_named(visitor.page, "SignalsTracePanel")
        else:
            visitor.go(own_page(browser, many_site))
        expect(visitor.page.locator(".sp-call.sp-inside:visible")).to_have_count(12)
        expect(visitor.page.locator(".sp-fold")).to_have_count(0)


def own_page(browser, site):
    """Return the address of the page of a request of its own, made by somebody else."""
    with visiting(browser, site) as visitor:
        visitor.go("/lab/?many=12")
        return open_panel(visitor.page).locator(".sp").get_attribute("data-page")
