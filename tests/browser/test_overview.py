"""The strip over a long list: where in time its rows are, and which of them are in sight."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_at
from .test_accessibility import IN_THE_PANEL

pytestmark = pytest.mark.browser

LONG = "/lab/?many=900&twins=1&nested=1"
ROWS = f"{PANEL} .sp-long > .sp-row"
SEEN = "rect => ['x', 'width'].map(name => rect[name].baseVal.value)"
SCROLLED = "list => list.closest('.djdt-scroll').scrollTop >= 2000"
SLICES = 240
STYLED = "panel => panel.querySelectorAll('.sp-overview [style], .sp-overview[style]').length"


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


@pytest.fixture
def panel(visitor):
    """Return the panel of a request with 1,800 signals, all unfolded, of which the last fails."""
    return unfolded(visitor, 1280)


def unfolded(visitor, width):
    panel = open_at(visitor, LONG, width)
    visitor.page.locator(ROWS).first.wait_for()
    panel.locator(".sp-row:has(.sp-fold)").first.focus()
    visitor.page.keyboard.press("u")
    expect(panel.locator(".sp-run[aria-expanded=false]")).to_have_count(0)
    return panel


def strip(panel):
    return panel.get_by_role("slider", name="Time of the rows in sight")


def press(panel, part):
    """Press the strip at a part of its width, from 0 to 1."""
    box = strip(panel).bounding_box()
    panel.page.mouse.click(box["x"] + part * box["width"], box["y"] + box["height"] / 2)


def slices(panel, name):
    """Return how high the columns of a drawing are, from 0 to 1."""
    path = panel.locator(f".sp-overview .sp-{name}").get_attribute("d")
    return [1 - float(top) / 100 for top in re.findall(r"V([\d.]+)h1", path)]


def seen(panel):
    """Return where what is in sight begins, and where it ends, in slices."""
    x, width = panel.locator(".sp-overview rect").evaluate(SEEN)
    return x, x + width


def test_what_failed_is_marked_in_time_and_one_press_away(panel):
    errors = slices(panel, "errors")
    [place] = [at for at, height in enumerate(errors) if height]
    assert slices(panel, "density")[place] > 0
    failed = panel.locator(".sp-long > .sp-swallowed")
    expect(failed).to_have_count(0)
    press(panel, (place + 0.9) / SLICES)
    expect(failed).to_be_in_viewport()


def test_where_receivers_run_is_told_from_where_rows_are(panel):
    assert len(slices(panel, "ran")) == SLICES
    assert 0 < max(slices(panel, "ran")) <= 0.35 + 1e-9
    assert max(slices(panel, "density")) == 1


def test_what_is_in_sight_is_marked_and_moves_as_one_scrolls_and_drags(panel):
    page = panel.page
    before = seen(panel)
    assert before[0] < before[1] < SLICES
    panel.locator(".sp-long").hover(position={"x": 50, "y": 50})
    page.mouse.wheel(0, 2_000)  # takes some frames
    page.wait_for_function(SCROLLED, arg=panel.locator(".sp-long").element_handle())
    expect(panel.locator("[data-index='0']")).to_have_count(0)
    assert seen(panel)[0] > before[0]
    box = strip(panel).bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], y)
    assert seen(panel)[1] == pytest.approx(SLICES)
    page.mouse.move(box["x"] - 30, y)
    page.mouse.up()
    expect(panel.locator("[data-index='0']")).to_be_in_viewport()
    assert seen(panel)[0] == pytest.approx(before[0], abs=1)
    expect(panel.get_by_role("button", name="Whole request")).to_be_hidden()


def test_it_goes_through_the_rows_by_keyboard_and_says_when_they_were(panel):
    page = panel.page
    strip(panel).focus()
    first = strip(panel).get_attribute("aria-valuetext")
    assert re.fullmatch(r"[\d.]+ to [\d.]+ of [\d.]+ ms", first)
    page.keyboard.press("ArrowRight")
    expect(panel.locator("[data-index='0']")).to_have_count(0)
    expect(strip(panel)).not_to_have_attribute("aria-valuetext", first)
    expect(strip(panel)).to_be_focused()
    page.keyboard.press("End")
    last = panel.locator("[data-index]").last
    expect(last).to_be_in_viewport()
    assert seen(panel)[1] == pytest.approx(SLICES)
    end = float(strip(panel).get_attribute("aria-valuenow"))
    assert 0 < end <= float(strip(panel).get_attribute("aria-valuemax"))
    page.keyboard.press("PageUp")
    expect(strip(panel)).not_to_have_attribute("aria-valuenow", str(end))
    page.keyboard.press("Home")
    expect(panel.locator("[data-index='0']")).to_be_in_viewport()
    began, _, _ = first.partition(" to ")
    expect(strip(panel)).to_have_attribute("aria-valuetext", re.compile(rf"^{began} to "))


def test_it_shows_what_a_search_leaves(panel):
    many = sum(map(bool, slices(panel, "density")))
    panel.locator(".sp-search").fill("receiver:fail kind:call")
    expect(panel.locator(".sp-outcome")).to_contain_text("rows hidden")
    left = slices(panel, "density")
    assert sum(map(bool, left)) == 1 < many
    assert [bool(height) for height in left] == [bool(each) for each in slices(panel, "errors")]
    panel.locator(".sp-search").fill("receiver:nobody")
    expect(panel.locator(".sp-outcome")).to_have_text("Nothing matches.")
    assert not any(slices(panel, "density"))
    assert seen(panel) == (0, 0)


@pytest.mark.parametrize("width", [390, 700, 1920])
def test_it_is_there_on_narrow_and_wide_screens(visitor, width):
    panel = unfolded(visitor, width)
    expect(strip(panel)).to_be_visible()
    press(panel, 0.99)
    expect(panel.locator("[data-index='0']")).to_have_count(0)
    assert panel.locator(".sp").evaluate(STYLED) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_it_in_any_theme(browser, many_site, theme):
    with watched(many_site), visiting(browser, many_site, bypass_csp=True) as visitor:
        visitor.context.add_init_script(f"localStorage.setItem('djdt.user-theme', '{theme}')")
        unfolded(visitor, 1280)
        found = Axe().run(visitor.page, context=IN_THE_PANEL).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_a_short_recording_has_none_and_fetches_none(visitor):
    fetched = []
    visitor.page.on("request", lambda request: fetched.append(request.url))
    panel = open_at(visitor, "/lab/nested/")
    expect(panel.locator(".sp-overview")).to_have_count(0)
    assert any(url.endswith("/folds.js") for url in fetched)
    assert not any(url.endswith("/overview.js") for url in fetched)


def test_the_rows_do_not_move_as_it_comes(visitor):
    def wait(route):
        visitor.page.wait_for_timeout(800)
        route.continue_()

    visitor.page.route("**/overview.js", wait)
    panel = open_at(visitor, "/lab/?many=900", 1280)
    first = panel.locator(".sp-rows").first
    before = first.bounding_box()["y"]
    visitor.page.locator(ROWS).first.wait_for()
    assert panel.locator(".sp-rows").first.bounding_box()["y"] == before


def test_a_list_on_a_page_of_its_own_scrolls_with_the_page(visitor):
    visitor.go(unfolded(visitor, 1280).locator(".sp").get_attribute("data-page"))
    page = visitor.page
    page.locator(".sp-long > .sp-row").first.wait_for()
    page.locator("[data-fold=none]").click()
    page.keyboard.press("Home")
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 1_000_000)
    expect(page.locator(".sp-long [data-index]").last).to_contain_text("fail")
    expect(page.locator(".sp-long [data-index='0']")).to_have_count(0)
