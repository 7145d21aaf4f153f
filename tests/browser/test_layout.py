"""Where things stand: nothing jumps, nothing is cut off, and the focus is seen."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import OVERFLOWING, PANEL, all_there, open_at, open_named, open_panel

pytestmark = pytest.mark.browser

SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(each => shifts.push(each.value)))
  .observe({ type: "layout-shift", buffered: true });
"""
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
RIGHT = "each => each.getBoundingClientRect().right"
NARROWED = """all => all.filter(each => {
  const text = document.createRange();
  text.selectNodeContents(each);
  return text.getBoundingClientRect().width > each.getBoundingClientRect().width;
}).map(each => each.textContent.trim())"""
"""Of elements, those narrower than what they say, if only by a part of a pixel."""
FOCUS = {"light": (20, 89, 156), "dark": (154, 204, 255)}


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


@pytest.mark.parametrize("theme", FOCUS)
def test_the_focus_is_seen_all_around_a_folded_row(visitor, theme):
    visitor.context.add_init_script(f"localStorage.setItem('djdt.user-theme', '{theme}')")
    panel = open_at(visitor, "/lab/nested/")
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
    open_at(visitor, "/lab/nested/")
    assert visitor.page.locator(FIGURES).evaluate_all(BOXES) == before


def test_what_is_copied_is_said_without_moving_the_table(visitor):
    panel = open_at(visitor, "/lab/nested/")
    row = panel.get_by_role("treeitem").first
    row.focus()
    before = row.evaluate(TOP)
    visitor.page.keyboard.press("c")
    expect(panel.locator(".sp-said")).to_contain_text("opied")
    expect(panel.locator(".sp-said")).to_be_in_viewport()
    assert row.evaluate(TOP) == before


@pytest.mark.parametrize("width", [900, 1280, 1920])
def test_typing_moves_neither_the_search_nor_the_table(visitor, width):
    panel = open_at(visitor, "/lab/nested/", width)
    search, head = panel.locator(".sp-search"), panel.locator(".sp-head")
    before = search.bounding_box(), head.bounding_box()
    for text in ("siren", "kind:call", "nonsense:1", "dur:long", "no such row", ""):
        search.fill(text)
        assert (search.bounding_box(), head.bounding_box()) == before, text


@pytest.mark.parametrize("width", [390, 700, 1280, 1920])
def test_nothing_is_cut_off_in_any_view_with_all_unfolded(visitor, width):
    for path in ("/lab/connected-twice/", "/lab/?many=60&nested"):
        panel = open_at(visitor, path, width)
        panel.locator(".sp-internals").check()
        for view in VIEWS:
            panel.locator(f".sp-tabs label[for=sp-view-{view}]").click()
            panel.locator("details").evaluate_all(UNFOLD_ALL)
            assert panel.locator(".sp").evaluate(CUT_OFF) == [], view
        panel.locator(".sp-tabs label[for=sp-view-timeline]").click()
        assert panel.locator(".sp-name:visible").evaluate_all(NARROWED) == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_help_figures_and_lines_of_quiet_rows_fit(visitor, width):
    panel = open_at(visitor, "/lab/delete/", width)
    panel.locator(".sp-help-button").click()
    expect(panel.locator(".sp-help")).to_be_visible()
    assert panel.locator(".sp").evaluate(CUT_OFF) == []
    assert panel.locator(".sp-lull").count() > 0
    fitting = panel.locator(".sp-figures > div, .sp-help dd, .sp-lull .sp-what")
    assert fitting.evaluate_all(OVERFLOWING) == []


@pytest.mark.parametrize("view", ["timeline", "signals", "registry"])
def test_a_name_without_room_ends_in_dots_before_what_stands_after_it(visitor, view):
    panel = open_at(visitor, "/lab/nested/", 1280)
    panel.locator(f".sp-tabs label[for=sp-view-{view}]").click()
    name = panel.locator(f".sp-view-{view} :is(.sp-name, .sp-title):visible").first
    expect(name).to_be_visible()
    name.evaluate("each => { each.textContent = 'a_very_long_name'.repeat(20) }")
    assert name.evaluate("each => getComputedStyle(each).textOverflow") == "ellipsis"
    ends = [each.evaluate(RIGHT) for each in (name, name.locator(".."))]
    assert ends[0] <= ends[1]


FIGURES_OVER_THEIR_EDGES = """all => all.filter(each => {
  const text = document.createRange();
  text.selectNodeContents(each);
  const tile = each.parentElement;
  const edge = tile.getBoundingClientRect().right - parseFloat(getComputedStyle(tile).paddingRight);
  return text.getBoundingClientRect().right > edge;
}).map(each => each.textContent.trim())"""


@pytest.mark.parametrize("width", [940, 970, 1000, 1040, 1280])
def test_figures_stay_inside_their_tiles(visitor, width):
    panel = open_at(visitor, "/lab/nested/", width)
    figures = panel.locator(".sp-figures dd:not(.sp-aside)")
    time = figures.locator("[data-query='self:>0']")
    time.evaluate("each => { each.firstChild.textContent = '88.88\\u00a0' }")
    expect(time).to_have_text("88.88 ms")
    figures.first.evaluate("each => { each.textContent = '100007' }")
    assert figures.evaluate_all(FIGURES_OVER_THEIR_EDGES) == []


@pytest.mark.parametrize("path", ["/lab/?many=60", "/lab/?many=3000"])
def test_what_a_run_takes_is_not_cut(visitor, path):
    panel = open_at(visitor, path)
    spread = panel.locator(".sp-run .sp-spread").first
    spread.evaluate("each => { each.textContent = 'sum 1234, mean 0.432, max 12.34 ms' }")
    assert spread.evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("width", [390, 700, 900, 1280])
@pytest.mark.parametrize("path", ["/blog/", "/blog/?many=3000"])
def test_no_receivers_is_said_on_one_line(visitor, path, width):
    panel = open_at(visitor, path, width)
    panel.locator(".sp-internals").check()
    panel.locator(".sp-search").fill("kind:quiet")  # else most of them are in one line
    said = panel.locator(".sp-quiet:visible .sp-aside")
    expect(said.first).to_have_text("no receivers")
    assert set(said.evaluate_all(LINES)) == {1}
    heights = said.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert max(heights) < 20


@pytest.mark.parametrize("width", [390, 700, 1280, 1920])
def test_a_request_on_a_page_of_its_own_does_not_shift(visitor, width):
    panel = open_at(visitor, "/lab/nested/", width)
    own = panel.locator(".sp").get_attribute("data-page")
    visitor.page.add_init_script(SHIFTS)
    visitor.go(own)
    expect(visitor.page.locator(".sp[data-started]")).to_be_visible()
    visitor.page.evaluate("document.fonts.ready.then(() => null)")
    visitor.page.wait_for_timeout(500)
    assert sum(visitor.page.evaluate("shifts")) < 0.02


@pytest.mark.parametrize("path", ["/lab/nested/", "/lab/connected-twice/", "/lab/?many=900"])
def test_the_panel_does_not_shift_in_the_toolbar_of_a_phone(visitor, path):
    """Whatever panel it opens, the toolbar takes what turned meanwhile from above it."""
    visitor.page.add_init_script(SHIFTS)
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.go(path)
    open_named(visitor.page, "RequestPanel")
    visitor.page.locator("#RequestPanel .djDebugPanelContent table").first.wait_for()
    visitor.page.wait_for_timeout(1_000)
    of_the_toolbar = visitor.page.evaluate("shifts.splice(0)")[-1]
    open_panel(visitor.page)
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.wait_for_timeout(1_500)
    assert sum(visitor.page.evaluate("shifts")) - of_the_toolbar <= 0.02


def test_no_receivers_is_said_on_one_line_of_the_signals_too(visitor):
    panel = open_at(visitor, "/blog/")
    panel.locator("label[for=sp-view-signals]").click()
    said = panel.locator(".sp-view-signals td .sp-aside", has_text="no receivers")
    expect(said.first).to_be_visible()
    assert set(said.evaluate_all(LINES)) == {1}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_request_stands_beside_the_sign_that_unfolds_the_list(visitor, width):
    panel = open_at(visitor, "/lab/connected-twice/", width)
    summary = panel.locator(".sp-requests > summary")
    tops = [summary.evaluate(TOP), summary.locator(".sp-asked").evaluate(TOP)]
    assert tops[1] - tops[0] < 12


@pytest.mark.parametrize("width", [390, 1280])
def test_an_argument_of_a_long_name_leaves_its_value_room(visitor, width):
    panel = open_at(visitor, "/lab/delete/", width)
    all_there(visitor.page)
    names = panel.locator("dt.sp-argument")
    names.evaluate_all("all => all.forEach(each => { each.textContent = 'x'.repeat(500) })")
    panel.locator("details").evaluate_all(UNFOLD_ALL)
    values = panel.locator("dt.sp-argument + dd").locator("visible=true")
    expect(values.first).to_be_visible()
    assert panel.locator(".sp").evaluate(CUT_OFF) == []
    assert values.evaluate_all("all => all.every(each => each.clientWidth > 80)")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_path_fits_into_the_list_of_requests(visitor, width):
    path = f"/{'long' * 200}/"  # there is no such page
    visitor.forgiven.append("Failed to load resource: the server responded with a status of 404")
    visitor.go(path)
    panel = open_at(visitor, path, width)
    panel.locator(".sp-requests > summary").click()
    expect(panel.locator(".sp-previous")).to_contain_text(path)
    assert panel.locator(".sp").evaluate(CUT_OFF) == []


TRIANGLE = "each => getComputedStyle(each, '::before').borderTopColor"


def test_triangles_are_no_boxes_where_the_browser_s_user_has_chosen_the_colours(browser, many_site):
    with visiting(browser, many_site, forced_colors="active") as visitor:
        panel = open_at(visitor, "/lab/nested/", 1280)
        assert panel.locator(".sp-fold:visible").first.evaluate(TRIANGLE) == "rgba(0, 0, 0, 0)"
        panel.locator(".sp-tabs label[for=sp-view-registry]").click()
        signal = panel.locator(".sp-signal summary").first
        expect(signal).to_be_visible()
        assert signal.evaluate(TRIANGLE) == "rgba(0, 0, 0, 0)"


def test_a_long_list_takes_no_more_paper_than_its_rows_in_sight(visitor):
    panel = open_at(visitor, "/lab/?many=3000")
    visitor.go(panel.locator(".sp").get_attribute("data-page"))
    page = visitor.page
    page.locator(".sp-long > .sp-run").click()
    rows = page.locator(".sp-long > *")
    expect(rows.nth(5)).to_be_visible()
    page.emulate_media(media="print")
    drawn = rows.count()
    assert page.locator(".sp-long").bounding_box()["height"] <= drawn * 27
    tops = rows.evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")
    assert len(set(tops)) == drawn, "one below the other"


@pytest.mark.parametrize("view", ["receivers", "signals"])
def test_on_a_narrow_page_of_its_own_no_name_in_a_table_is_cut(visitor, view):
    panel = open_at(visitor, "/lab/delete/", 390)
    visitor.go(panel.locator(".sp").get_attribute("data-page"))
    expect(visitor.page.locator(".sp[data-started]")).to_be_visible()
    visitor.page.locator(f".sp-tabs label[for=sp-view-{view}]").click()
    names = visitor.page.locator(f".sp-view-{view} :is(.sp-name, .sp-receiver, .sp-place)")
    expect(names.first).to_be_visible()
    assert names.evaluate_all(NARROWED) == []


def test_in_the_narrowest_panel_a_name_of_a_long_list_has_one_line(visitor):
    panel = open_at(visitor, "/lab/?many=3000", 390)
    panel.locator(".sp-run").click()
    names = panel.locator(".sp-long > * :is(.sp-name, .sp-receiver)")
    expect(names.nth(5)).to_be_visible()
    heights = names.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert max(heights) < 26
    panel.locator(".djdt-scroll").first.evaluate("each => { each.scrollTop = 3_000 }")
    expect(panel.locator(".sp-around")).to_be_attached()
    expect(panel.locator(".sp-around")).to_be_hidden()
