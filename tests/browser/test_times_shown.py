"""When rows ran: their bars, beside the axis."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import all_there, open_at, settled

pytestmark = pytest.mark.browser

EDGES = "each => (({ left, right }) => [left, right])(each.getBoundingClientRect())"
WIDE = 1920
WIDTH = "each => each.getBoundingClientRect().width"


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


@pytest.mark.parametrize("path", ["/lab/nested/", "/lab/?many=3000"])
def test_bars_have_nearly_half_of_a_wide_screen(visitor, path):
    times = open_at(visitor, path, WIDE).locator(".sp-head > :nth-child(2)")
    assert times.evaluate(WIDTH) >= 0.45 * WIDE


def test_names_keep_their_width_where_a_screen_is_not_wide(visitor):
    what = open_at(visitor, "/lab/nested/", 1280).locator(".sp-row .sp-what:visible").first
    assert what.evaluate(WIDTH) >= 400


@pytest.mark.parametrize("path", ["/lab/nested/", "/lab/?many=3000"])
def test_bars_are_told_in_ms_beside_an_axis_and_the_response_is_marked(visitor, path):
    panel = open_at(visitor, path, WIDE)
    all_there(visitor.page)
    panel.locator(".sp-internals").check()
    settled(visitor.page)
    axis = panel.locator(".sp-head .sp-axis")
    extent = float(panel.locator(".sp-rows").first.get_attribute("data-extent")) / 1e6
    left, right = axis.evaluate(EDGES)
    found = panel.locator(".sp-dispatch .sp-bar").first
    for bar in (found, panel.locator(".sp-call .sp-bar").first):
        expect(bar).to_be_visible()
        told = re.fullmatch(r"at ([\d.]+) ms, took ([\d.]+) ms", bar.get_attribute("title"))
        start, _ = bar.locator("rect").evaluate(EDGES)
        assert start - left == pytest.approx(float(told[1]) / extent * (right - left), abs=3)
    ticks = axis.locator(".sp-ticks text")
    assert ticks.first.text_content() == "0 ms"
    for tick in ticks.all()[1:-1]:
        x, end = tick.evaluate(EDGES)
        place = float(tick.text_content()) / extent * (right - left)
        assert (x + end) / 2 - left == pytest.approx(place, abs=2)
    marks = panel.locator(".sp-responded line").evaluate_all(f"all => all.map({EDGES})")
    assert marks[0][0] == pytest.approx(marks[1][0], abs=1), "in the head, and through all rows"


@pytest.mark.parametrize("path", ["/lab/?many=60", "/lab/?many=3000"])
def test_what_ran_is_seen_however_short_it_was(visitor, path):
    panel = open_at(visitor, path, WIDE)
    all_there(visitor.page)
    panel.locator(".sp-run").click()
    bars = panel.locator(".sp-call .sp-bar:visible rect")
    expect(bars.nth(5)).to_be_visible()
    assert "0.000%" not in bars.evaluate_all("all => all.map(each => each.getAttribute('width'))")


def test_where_bars_have_no_room_nothing_offers_to_zoom_them(visitor):
    panel = open_at(visitor, "/lab/nested/", 700)
    expect(panel.locator(".sp-head")).to_be_visible()
    for away in (".sp-head .sp-axis", ".sp-grid", "[data-zoom=response]"):
        expect(panel.locator(away)).to_be_hidden()


@pytest.mark.parametrize("path", ["/lab/nested/", "/lab/?many=3000"])
def test_a_part_of_the_time_is_zoomed_by_dragging_and_left_again(visitor, path):
    panel = open_at(visitor, path, 1280)
    panel.locator(".sp-internals").check()
    row = panel.locator(".sp-dispatch:has(.sp-bar rect)").first
    bar, rect = row.locator(".sp-bar"), row.locator(".sp-bar rect")
    panel.locator(".sp-head").hover()
    visitor.page.wait_for_load_state("networkidle")
    whole, before, ticks = panel.get_by_role("button", name="Whole request"), *seen(panel, rect)
    axis = panel.locator(".sp-head .sp-axis svg")
    said = axis.get_attribute("aria-label")
    assert said.startswith("From 0 to ")
    expect(whole).to_be_hidden()

    drag(visitor.page, bar, 0, 0.25)
    assert seen(panel, rect)[0] == pytest.approx(4 * before, rel=0.1)
    assert seen(panel, rect)[1] != ticks
    extent = float(panel.locator(".sp-rows").first.get_attribute("data-extent")) / 1e6
    zoomed = re.match(
        r"From ([\d.]+) to ([\d.]+) ms, zoomed, of ", axis.get_attribute("aria-label")
    )
    assert float(zoomed[1]) == pytest.approx(0, abs=extent / 50)
    assert float(zoomed[2]) == pytest.approx(extent / 4, rel=0.1)
    assert panel.locator("details[open]:has(rect)").count() == 0, "no row was opened by it"
    expect(panel.locator(".sp-chosen")).to_have_count(0)
    whole.click()
    assert seen(panel, rect) == (before, ticks)
    assert axis.get_attribute("aria-label") == said

    row.focus()
    visitor.page.keyboard.press("z")
    expect(whole).to_be_visible()
    assert seen(panel, rect)[0] > before
    visitor.page.keyboard.press("Escape")
    assert seen(panel, rect) == (before, ticks)
    expect(panel).to_be_visible()

    panel.get_by_role("button", name="to response").click()
    expect(whole).to_be_visible()
    assert panel.locator(".sp-grid .sp-responded line").evaluate(EDGES)[0] == pytest.approx(
        panel.locator(".sp-head .sp-axis").evaluate(EDGES)[1], abs=2
    )
    label, head = (
        panel.locator(f".sp-head .sp-axis{part}") for part in (" .sp-responded text", "")
    )
    assert label.evaluate(EDGES)[1] <= head.evaluate(EDGES)[1], "what the mark says is not cut"
    visitor.page.keyboard.press("Escape")
    drag(visitor.page, bar, 0.5, 0.25)
    panel.locator(".sp-head .sp-axis").dblclick()
    assert seen(panel, rect) == (before, ticks)


def test_the_part_up_to_the_response_is_zoomed_by_keyboard_alone(visitor):
    panel = open_at(visitor, "/lab/nested/", 1280)
    response, whole = (
        panel.get_by_role("button", name=name) for name in ("to response", "Whole request")
    )
    panel.locator(".sp-help-button").focus()
    visitor.page.keyboard.press("Tab")
    expect(response).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(whole).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(response).to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(panel.locator(".sp-row:focus")).to_be_visible()


def seen(panel, rect):
    """Return how wide a bar is, and the texts of the ticks."""
    width = rect.evaluate("each => each.width.baseVal.value")
    return width, panel.locator(".sp-head .sp-ticks text").all_text_contents()


def drag(page, bar, start, end):
    """Drag from one place of a row's bar to another; places are from 0 to 1."""
    box = bar.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    for place in (start + (end - start) / 2, end):
        page.mouse.move(box["x"] + place * box["width"], y)
    page.mouse.up()
