"""A recording too long for a page: the list that draws what is in sight."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_panel

pytestmark = pytest.mark.browser

DISPATCHES = 3_000
ROWS = f"{PANEL} .sp-long > .sp-row"
LOW = 20_000
SCROLL_TO = "(element, top) => { element.closest('.djdt-scroll').scrollTop = top }"
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
OPEN = "all => all.forEach(each => { each.open = true })"
SCROLL = """(list, part) => {
  let scroller = list;
  while (!/auto|scroll/.test(getComputedStyle(scroller).overflowY)) {
    scroller = scroller.parentElement;
  }
  const above = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
  scroller.scrollTop += (list.offsetHeight - scroller.clientHeight) * part - above;
}"""


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


@pytest.fixture
def page(visitor):
    """Return a page with the panel open on a request that sent 3,000 signals."""
    visitor.go(f"/lab/?many={DISPATCHES}")
    open_panel(visitor.page)
    visitor.page.locator(ROWS).first.wait_for()
    return visitor.page


def unfold(page):
    """Unfold the run of all these signals."""
    page.locator(f"{ROWS}.sp-run").click()
    expect(page.locator(f"{ROWS}.sp-run")).to_have_attribute("aria-expanded", "true")


def test_the_run_says_how_often_and_unfolds_in_place(page):
    assert page.locator(f"{ROWS}.sp-run .sp-count").inner_text() == f"×{DISPATCHES}"
    assert page.locator(ROWS).count() < 10
    unfold(page)
    assert page.locator(ROWS).nth(1).locator(".sp-name").inner_text() == "many_signal"
    page.locator(f"{ROWS}.sp-run").click()
    expect(page.locator(ROWS)).to_have_count(1)


def test_only_what_is_in_sight_is_drawn_and_every_row_can_be_reached(page):
    unfold(page)
    assert 20 < page.locator(ROWS).count() < 200
    page.keyboard.press("End")
    last = page.locator(f"{ROWS}:focus")
    expect(last.locator(".sp-receiver")).to_have_text("answer")
    page.keyboard.press("Enter")
    inspector = page.locator(f"{PANEL} .sp-inspector")
    expect(inspector).to_contain_text(re.compile(rf"Returned\s*{DISPATCHES - 1}"))
    assert page.locator(ROWS).count() < 200
    page.keyboard.press("Home")
    expect(page.locator(f"{ROWS}:focus")).to_have_attribute("aria-level", "1")


CLEAR = """index => {
  const root = document.querySelector("#djDebugRoot")?.shadowRoot ?? document;  // toolbar 6.0
  const row = root.activeElement;
  const { left, bottom, top } = row.getBoundingClientRect();
  const isThere = row.contains(root.elementFromPoint(left + 60, (top + bottom) / 2));
  return isThere && Number(row.dataset.index) === index;
}"""
"""Whether the focus is on this row, and nothing covers the row's middle."""


def test_what_a_row_tells_does_not_cover_it_nor_the_rows_that_one_goes_on_to(page):
    unfold(page)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    inspector = page.locator(f"{PANEL} .sp-inspector")
    expect(inspector).to_contain_text(re.compile(rf"Returned\s*{DISPATCHES - 1}"))
    expect(inspector.get_by_role("button", name="Copy")).to_be_visible()
    page.wait_for_function(CLEAR, arg=2 * DISPATCHES)
    page.keyboard.press("Home")
    for index in range(1, 40):
        page.keyboard.press("ArrowDown")
        page.wait_for_function(CLEAR, arg=index)


def test_arrows_go_from_row_to_row_and_out_of_the_run(page):
    unfold(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = page.locator(f"{ROWS}:focus")
    expect(focused.locator(".sp-receiver")).to_have_text("answer")
    page.keyboard.press("ArrowLeft")
    expect(focused.locator(".sp-name")).to_have_text("many_signal")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(ROWS)).to_have_count(1)


def test_what_is_searched_for_is_found_inside_the_folded_run(page):
    page.locator(f"{PANEL} .sp-search").fill("receiver:answer kind:call")
    expect(page.locator(f"{ROWS}.sp-run.sp-kept")).to_have_count(1)
    assert page.locator(f"{ROWS}.sp-call").count() > 5
    page.locator(f"{PANEL} .sp-search").fill("kind:run")
    expect(page.locator(ROWS)).to_have_count(1)
    outcome = page.locator(f"{PANEL} .sp-outcome").inner_text()
    hidden, rows = re.fullmatch(r"(\d+) of (\d+) rows hidden", outcome).groups()
    assert int(hidden) >= 2 * DISPATCHES
    assert int(rows) == int(hidden) + 1


def test_the_views_that_sum_up_are_there_when_one_is_chosen(page):
    page.locator("label[for=sp-view-receivers]").click()
    row = page.locator(f"{PANEL} .sp-view-receivers tr").filter(has_text="answer")
    expect(row.first).to_contain_text(str(DISPATCHES))
    page.locator("label[for=sp-view-registry]").click()
    expect(page.locator(f"{PANEL} .sp-connection").first).to_be_attached()
    page.locator("label[for=sp-view-timeline]").click()
    expect(page.locator(ROWS).first).to_be_visible()


def test_a_run_tells_its_sum_mean_and_maximum(page):
    spread = page.locator(f"{ROWS}.sp-run .sp-spread").inner_text()
    sum_ms, mean_ms, max_ms = map(
        float, re.fullmatch(r"sum ([\d.]+), mean ([\d.]+), max ([\d.]+) ms", spread).groups()
    )
    assert mean_ms <= max_ms <= sum_ms


def test_the_star_unfolds_the_runs_beside_the_current_row(page):
    page.locator(f"{ROWS}.sp-run").focus()
    page.keyboard.press("*")
    expect(page.locator(f"{ROWS}.sp-run")).to_have_attribute("aria-expanded", "true")
    assert page.locator(ROWS).count() > 20


def test_a_value_of_what_was_unfolded_filters_by_keyboard(page):
    unfold(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    value = page.locator(f"{PANEL} .sp-inspector [data-query^='signal:']")
    expect(value).to_have_attribute("role", "button")
    value.press("Enter")
    expect(page.locator(f"{PANEL} .sp-search")).to_have_value(re.compile("signal:"))


def test_a_row_with_a_finding_has_its_mark_and_can_be_searched_for(visitor):
    visitor.go(f"/lab/connected-twice/?many={DISPATCHES}")
    page = visitor.page
    open_panel(page)
    page.locator(ROWS).first.wait_for()
    page.locator(f"{PANEL} .sp-search").fill("finding:1")
    marked = page.locator(f"{ROWS}:not(.sp-kept)")
    expect(marked).to_have_count(1)
    expect(marked.locator(".sp-mark")).to_have_text("S301")


def test_every_row_of_a_list_higher_than_browsers_can_have_it_is_reached(visitor):
    visitor.page.route("**/long.js", lower)
    visitor.go(f"/lab/?many={DISPATCHES}")
    page = visitor.page
    open_panel(page)
    page.locator(ROWS).first.wait_for()
    unfold(page)
    assert page.locator(f"{PANEL} .sp-long").bounding_box()["height"] == LOW
    page.keyboard.press("End")
    expect(page.locator(f"{ROWS}:focus")).to_have_attribute("data-index", f"{2 * DISPATCHES}")
    expect(page.locator(f"{ROWS}:focus")).to_be_in_viewport()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("PageUp")
    expect(page.locator(f"{ROWS}:focus")).to_be_in_viewport()
    page.locator(f"{PANEL} .sp-long").evaluate(SCROLL, 0.5)
    middle = page.locator(f"{PANEL} .sp-long > [data-index='{DISPATCHES}']")
    expect(middle).to_be_in_viewport()
    expect(page.locator(f"{PANEL} .sp-long > [data-index='{DISPATCHES + 1}']")).to_be_in_viewport()
    page.locator(f"{PANEL} .sp-long").evaluate(SCROLL, 2)  # to what stands below the list
    last = page.locator(f"{PANEL} .sp-long > [data-index='{2 * DISPATCHES}']")
    expect(last).to_be_in_viewport()
    assert abs(bottom(last) - bottom(page.locator(f"{PANEL} .sp-long"))) <= 1
    page.keyboard.press("Home")
    expect(page.locator(f"{ROWS}:focus")).to_have_attribute("data-index", "0")
    expect(page.locator(f"{ROWS}:focus")).to_be_in_viewport()


def test_a_list_is_drawn_where_one_has_scrolled_to_in_another_view(page):
    unfold(page)
    page.locator("label[for=sp-view-registry]").click()
    page.locator(f"{PANEL} .sp-registry details:not([open])").first.wait_for()
    page.locator(f"{PANEL} .sp-registry details").evaluate_all(OPEN)
    page.locator(f"{PANEL} .sp").evaluate(SCROLL_TO, 2_000)
    page.evaluate(PAINTED)
    page.locator("#sp-view-timeline").evaluate("tab => tab.click()")
    expect(page.locator(f"{PANEL} .sp-long")).to_be_visible()
    expect(page.locator(ROWS).nth(10)).to_be_in_viewport()
    assert int(page.locator(ROWS).nth(10).get_attribute("data-index")) > 10


def test_a_list_fills_a_window_that_is_made_higher(page):
    unfold(page)
    row = page.locator(f"{PANEL} .sp-long > [data-index='60']")
    expect(row).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 2_400})
    expect(row).to_be_in_viewport()


def test_rows_in_sight_are_not_drawn_anew_where_only_the_width_changes(page):
    unfold(page)
    page.locator(ROWS).nth(3).evaluate("row => { row.dataset.marked = 'yes' }")
    page.set_viewport_size({"width": 1000, "height": 720})
    page.evaluate(PAINTED)
    expect(page.locator(f"{ROWS}[data-marked]")).to_have_count(1)


def bottom(element):
    box = element.bounding_box()
    return box["y"] + box["height"]


def lower(route):
    """Answer the script of a browser whose elements can have no great height."""
    script = route.fetch().text()
    assert "MAX_HEIGHT = 10_000_000;" in script
    lowered = script.replace("MAX_HEIGHT = 10_000_000;", f"MAX_HEIGHT = {LOW};")
    route.fulfill(body=lowered, content_type="text/javascript")


def test_the_views_that_sum_up_come_by_themselves(page):
    figure = page.locator(f"{PANEL} .sp-figures span[data-query='finding:1']")
    expect(figure).not_to_have_text("…")
    expect(page.locator(f"{PANEL} .sp-view-receivers table")).to_have_count(1)
