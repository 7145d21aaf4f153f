"""Where things stand: nothing jumps, nothing is cut off, and the focus is seen."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_named, open_panel

pytestmark = pytest.mark.browser

VIEWS = ("timeline", "receivers", "signals", "registry", "findings")
UNFOLD_ALL = "all => all.forEach(each => { each.open = true })"
FIGURES = f"{PANEL} .sp-figures > div"
BOXES = "all => all.map(each => JSON.stringify(each.getBoundingClientRect()))"
TOP = "each => each.getBoundingClientRect().top"
CUT_OFF = """panel => {
  const edge = panel.getBoundingClientRect().right + 1;
  const clips = each => getComputedStyle(each).overflowX !== "visible";
  const isClipped = each => each !== panel && (clips(each) || isClipped(each.parentElement));
  const isOver = each => each.checkVisibility() && each.getBoundingClientRect().right > edge;
  return [...panel.querySelectorAll("*")].filter(each => isOver(each) && !isClipped(each))
    .map(each => `${each.localName}.${each.className} ${each.textContent.trim()}`);
}"""
LINES = "all => all.map(each => each.getClientRects().length)"
FOCUS = {"light": (20, 89, 156), "dark": (154, 204, 255)}


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


def at(visitor, path, width=1280):
    """Open the panel on a page of a window so wide; return the panel."""
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.go(path)
    return open_panel(visitor.page)


@pytest.mark.parametrize("theme", FOCUS)
def test_the_focus_is_seen_all_around_a_folded_row(visitor, theme):
    visitor.context.add_init_script(f"localStorage.setItem('djdt.user-theme', '{theme}')")
    panel = at(visitor, "/lab/nested/")
    panel.get_by_role("treeitem").nth(1).focus()
    for key, kind in (("ArrowUp", "dispatch"), ("ArrowDown", "call")):
        visitor.page.keyboard.press(key)
        row = panel.locator(".sp-row:focus")
        expect(row).to_have_class(re.compile(rf"\bsp-{kind}\b"))
        with Image.open(BytesIO(row.screenshot())) as image:
            edges = list(edges_of(image.convert("RGB")))
        assert all([FOCUS[theme]] * len(edge[0]) in edge for edge in edges), kind


def edges_of(image):
    """Yield the lines of pixels along each side of a picture, without its corners."""
    width, height = image.size
    for lines in (range(5), range(height - 5, height)):
        yield [[image.getpixel((x, y)) for x in range(5, width - 5)] for y in lines]
    for lines in (range(5), range(width - 5, width)):
        yield [[image.getpixel((x, y)) for y in range(5, height - 5)] for x in lines]


def test_the_tiles_stand_where_they_stood_before_the_script_came(visitor):
    visitor.forgiven.append("Failed to load resource")
    visitor.page.route("**/signals_panel/panel.js", lambda route: route.abort())
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.go("/lab/nested/")
    open_named(visitor.page, "SignalsTracePanel")
    expect(visitor.page.locator(FIGURES).first).to_be_visible()
    visitor.page.wait_for_timeout(300)
    before = visitor.page.locator(FIGURES).evaluate_all(BOXES)
    visitor.page.unroute("**/signals_panel/panel.js")
    at(visitor, "/lab/nested/")
    assert visitor.page.locator(FIGURES).evaluate_all(BOXES) == before


def test_what_is_copied_is_said_without_moving_the_table(visitor):
    panel = at(visitor, "/lab/nested/")
    row = panel.get_by_role("treeitem").first
    row.focus()
    before = row.evaluate(TOP)
    visitor.page.keyboard.press("c")
    expect(panel.locator(".sp-said")).to_contain_text("opied")
    expect(panel.locator(".sp-said")).to_be_in_viewport()
    assert row.evaluate(TOP) == before


@pytest.mark.parametrize("width", [900, 1280, 1920])
def test_typing_moves_neither_the_search_nor_the_table(visitor, width):
    panel = at(visitor, "/lab/nested/", width)
    search, head = panel.locator(".sp-search"), panel.locator(".sp-head")
    before = search.bounding_box(), head.bounding_box()
    for text in ("siren", "kind:call", "nonsense:1", "dur:long", "no such row", ""):
        search.fill(text)
        assert (search.bounding_box(), head.bounding_box()) == before, text


@pytest.mark.parametrize("width", [390, 700, 1280, 1920])
def test_nothing_is_cut_off_in_any_view_with_all_unfolded(visitor, width):
    for path in ("/lab/connected-twice/", "/lab/?many=60"):
        panel = at(visitor, path, width)
        panel.locator(".sp-internals").check()
        for view in VIEWS:
            panel.locator(f".sp-tabs label[for=sp-view-{view}]").click()
            panel.locator("details").evaluate_all(UNFOLD_ALL)
            assert panel.locator(".sp").evaluate(CUT_OFF) == [], view
        panel.locator(".sp-tabs label[for=sp-view-timeline]").click()


@pytest.mark.parametrize("path", ["/lab/?many=60", "/lab/?many=3000"])
def test_what_a_run_takes_is_not_cut(visitor, path):
    panel = at(visitor, path)
    spread = panel.locator(".sp-run .sp-spread").first
    spread.evaluate("each => { each.textContent = 'sum 1234, mean 0.432, max 12.34 ms' }")
    assert spread.evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("width", [390, 700, 900, 1280])
@pytest.mark.parametrize("path", ["/blog/", "/blog/?many=3000"])
def test_no_receivers_is_said_on_one_line(visitor, path, width):
    panel = at(visitor, path, width)
    panel.locator(".sp-internals").check()
    said = panel.locator(".sp-quiet:visible .sp-aside")
    expect(said.first).to_have_text("no receivers")
    assert set(said.evaluate_all(LINES)) == {1}
    heights = said.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert max(heights) < 20
