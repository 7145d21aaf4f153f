"""What somebody does with a list before all its rows are there, and what becomes of a wait."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_named, open_panel, settled

pytestmark = pytest.mark.browser

DISPATCHES = 3_000
LONG = f"/lab/?many={DISPATCHES}"
VERY_LONG = "/lab/?many=11000"
"""What is summed up only once all rows are there."""
COLUMNS = "**/signals/columns/**"
REST = "**/signals/rest/**"
ROW = "**/signals/row/**"
SUMS = "**/signals/sums/**"
ROWS = f"{PANEL} .sp-long > .sp-row"
SEARCH = f"{PANEL} .sp-search"
WAITS = f"{PANEL} .sp-waits"
AGAIN = f"{WAITS} button"
SCROLL = "(element, top) => { element.closest('.djdt-scroll').scrollTop = top }"
TOP = "element => element.getBoundingClientRect().top"
REMEMBERED = """sessionStorage.setItem("signals_panel", '{"search": "%s"}')"""


FAILED = "Failed to load resource"


@pytest.fixture
def unlucky(visitor):
    """Visit as one of whose requests some fail, of which the browser complains."""
    visitor.forgiven.append(FAILED)
    return visitor


@pytest.fixture
def visitor(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        yield visitor


class Held:
    """Answers that wait until they are let go, of a page's requests to some addresses."""

    def __init__(self, page, pattern):
        self._page = page
        self._routes = []
        self.is_holding = True
        page.route(pattern, self._hold)

    def _hold(self, route):
        if self.is_holding:
            self._routes.append(route)
        else:
            route.continue_()

    def until_asked(self):
        """Wait until an answer is held: a request is known a little sooner."""
        while not self._routes:
            self._page.wait_for_timeout(20)

    def let_go(self):
        self.is_holding = False
        for route in self._routes:
            route.continue_()


def waiting(visitor, path=LONG, pattern=COLUMNS):
    """Open the panel on a request whose rows do not come; return what holds them."""
    held = Held(visitor.page, pattern)
    visitor.go(path)
    with visitor.page.expect_request(pattern):
        open_named(visitor.page, "SignalsTracePanel")
    expect(visitor.page.locator(SEARCH)).to_be_visible()
    return held


def failing(visitor, pattern, **answer):
    """Open the panel on a request whose rows come as this answer."""
    visitor.page.route(pattern, lambda route: route.fulfill(**answer))
    visitor.go(LONG if pattern == COLUMNS else "/lab/?many=60")
    open_named(visitor.page, "SignalsTracePanel")


def mend(visitor, pattern):
    """Let answers come again, and ask for one."""
    visitor.page.unroute(pattern)
    visitor.page.locator(AGAIN).press("Enter")


def test_the_wait_is_said_and_so_is_its_end(visitor):
    held = waiting(visitor)
    status = visitor.page.locator(PANEL).get_by_role("status").filter(has_text="rows")
    expect(status).to_have_text(re.compile(r"Loading 6,0\d\d rows"))
    expect(visitor.page.locator(f"{PANEL} .sp-rows[aria-busy=true]")).to_be_visible()
    expect(visitor.page.get_by_text("The others need the script.")).to_be_hidden()
    held.let_go()
    expect(status).to_have_text(re.compile(r"All 6,0\d\d rows are here\."))
    expect(visitor.page.locator(f"{PANEL} [aria-busy]")).to_have_count(0)
    expect(visitor.page.locator(f"{WAITS} > p")).to_have_count(0)


def test_what_is_typed_before_the_rows_are_there_is_applied_to_them(visitor):
    held = waiting(visitor)
    visitor.page.locator(SEARCH).press_sequentially("kind:run")
    expect(visitor.page.locator(f"{PANEL} .sp-outcome")).to_have_text(
        "Applied once all rows are here."
    )
    held.let_go()
    expect(visitor.page.locator(f"{PANEL} .sp-outcome")).to_have_text(re.compile("hidden"))
    expect(visitor.page.locator(SEARCH)).to_have_value("kind:run")
    expect(visitor.page.locator(SEARCH)).to_be_focused()
    expect(visitor.page.locator(ROWS)).to_have_count(1)


def test_what_is_typed_before_the_rest_of_a_page_came_is_applied_to_it(visitor):
    held = waiting(visitor, "/lab/?many=60", REST)
    visitor.page.locator(SEARCH).fill("kind:call answer")
    held.let_go()
    expect(visitor.page.locator(f"{PANEL} .sp-call:visible")).to_have_count(60)
    expect(visitor.page.locator(f"{PANEL} .sp-dispatch:visible.sp-kept")).to_have_count(60)


def test_a_mistake_in_a_search_is_told_before_the_rows_are_there(visitor):
    held = waiting(visitor)
    visitor.page.locator(SEARCH).fill("nonsense:1")
    expect(visitor.page.locator(f"{PANEL} .sp-outcome")).to_contain_text("No such key")
    held.let_go()
    expect(visitor.page.locator(ROWS).first).to_be_visible()


def test_a_search_typed_before_the_script_came_is_not_replaced_by_the_last_one(visitor):
    visitor.context.add_init_script(REMEMBERED % "kind:call")
    scripts = Held(visitor.page, "**/search.js")
    visitor.go(LONG)
    with visitor.page.expect_request("**/search.js"):
        open_named(visitor.page, "SignalsTracePanel")
    visitor.page.locator(SEARCH).evaluate("element => { element.value = 'kind:run' }")
    scripts.let_go()
    expect(visitor.page.locator(ROWS)).to_have_count(1)
    expect(visitor.page.locator(SEARCH)).to_have_value("kind:run")


def test_a_run_and_a_row_unfolded_before_the_rows_are_there_stay_unfolded(visitor):
    held = waiting(visitor)
    visitor.page.locator(f"{PANEL} .sp-run").click()
    visitor.page.locator(f"{PANEL} .sp-inside.sp-call > details > summary").first.click()
    held.let_go()
    expect(visitor.page.locator(f"{ROWS}.sp-run")).to_have_attribute("aria-expanded", "true")
    inspector = visitor.page.locator(f"{PANEL} .sp-inspector")
    expect(inspector).to_contain_text(re.compile(r"Returned\s*0"))
    expect(inspector.locator("[role=treeitem]")).to_have_count(0)


def test_what_folds_all_before_the_rows_are_there_folds_those_that_come(visitor):
    held = waiting(visitor, f"/lab/?many={DISPATCHES}&nested")
    visitor.page.locator(f"{PANEL} .sp-run").focus()
    visitor.page.keyboard.press("f")
    settled(visitor.page)
    held.let_go()
    expect(visitor.page.locator(f"{ROWS} .sp-name")).to_have_text(["many_signal", "outer_signal"])


def test_a_run_keeps_its_place_though_the_one_before_it_has_more_members_now(visitor):
    held = waiting(visitor, f"{LONG}&twins=2")
    visitor.page.locator(f"{PANEL} .sp-run").nth(1).click()
    held.let_go()
    runs = visitor.page.locator(f"{ROWS}.sp-run")
    expect(runs.nth(1)).to_have_attribute("aria-expanded", "true")
    expect(runs.nth(0)).to_have_attribute("aria-expanded", "false")


def test_the_row_with_the_focus_keeps_it(visitor):
    held = waiting(visitor)
    run = visitor.page.locator(f"{PANEL} .sp-run")
    run.focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("ArrowDown")
    held.let_go()
    expect(visitor.page.locator(f"{ROWS}:focus .sp-receiver")).to_have_text("answer")
    visitor.page.keyboard.press("ArrowUp")
    expect(visitor.page.locator(f"{ROWS}:focus .sp-name")).to_have_text("many_signal")


def test_keys_pressed_before_their_script_came_go_to_the_list_that_came_first(visitor):
    script = Held(visitor.page, "**/keys.js")
    held = waiting(visitor)
    visitor.page.locator(f"{PANEL} .sp-run").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        visitor.page.keyboard.press(key)
    held.let_go()
    expect(visitor.page.locator(f"{ROWS}:focus.sp-run")).to_be_visible()
    script.let_go()
    expect(visitor.page.locator(f"{ROWS}:focus .sp-receiver")).to_have_text("answer")


def scripts_waiting(visitor, name, path="/lab/nested/"):
    """Open the panel on a page, then hold a script of its; return the panel and what holds it."""
    visitor.go(path)
    return open_panel(visitor.page), Held(visitor.page, f"**/signals_panel/{name}.js")


def test_a_row_that_unfolds_before_the_script_that_copies_came_is_copied_all_the_same(visitor):
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel, script = scripts_waiting(visitor, "copy")
    row = panel.locator(".sp-row:visible:has(> details)").first
    row.focus()
    with visitor.page.expect_request("**/copy.js"):
        visitor.page.keyboard.press("c")
    visitor.page.keyboard.press("Enter")
    expect(row.locator(".sp-details")).to_be_visible()
    script.let_go()
    expect(panel.locator(".sp-said")).to_have_text("Copied")
    expect(row.locator(".sp-copy")).to_be_visible()


@pytest.mark.parametrize("path", ["/lab/nested/", LONG])
@pytest.mark.parametrize("way", ["a key", "a button"])
def test_zooming_before_its_script_came_zooms_once_it_has(visitor, path, way):
    panel, script = scripts_waiting(visitor, "zoom", path)
    panel.locator(".sp-internals").check()
    with visitor.page.expect_request("**/zoom.js"):
        panel.locator(".sp-row:visible:has(.sp-bar rect)").first.focus()
    if way == "a key":
        visitor.page.keyboard.press("z")
        settled(visitor.page)
    else:
        panel.get_by_role("button", name="to response").click()
    whole = panel.get_by_role("button", name="Whole request")
    expect(whole).to_be_hidden()
    script.let_go()
    expect(whole).to_be_visible()


def test_another_request_chosen_before_the_list_of_them_could_come_is_shown(visitor):
    visitor.go("/lab/nested/")
    panel, script = scripts_waiting(visitor, "others", "/lab/?many=3")
    line = panel.locator(".sp-requests > summary")
    with visitor.page.expect_request("**/others.js"):
        panel.locator(".sp-neighbours [rel=prev]").click()
    line.click()
    expect(panel.locator(".sp-requests[open]")).to_be_visible()
    script.let_go()
    expect(line).to_contain_text("GET /lab/nested/")


def test_rows_are_read_out_though_another_request_came_before_the_words_did(visitor):
    visitor.go("/lab/nested/")
    panel, script = scripts_waiting(visitor, "row_text", "/lab/?many=3")
    with visitor.page.expect_request("**/row_text.js"):
        panel.locator(".sp-row:visible").first.focus()
    panel.locator(".sp-neighbours [rel=prev]").click()
    expect(panel.locator(".sp-requests > summary")).to_contain_text("GET /lab/nested/")
    expect(panel.locator(".sp[data-started]")).to_be_visible()
    with visitor.page.expect_response("**/row_text.js"):
        script.let_go()
    row = panel.locator(".sp-row:visible").first
    row.focus()
    expect(row).to_have_attribute("aria-label", re.compile("Total"))


def test_a_row_keeps_the_focus_when_the_rest_of_a_page_comes(visitor):
    held = waiting(visitor, "/lab/?many=60&twins=2", REST)
    visitor.page.locator(f"{PANEL} .sp-row:visible").first.focus()
    held.let_go()
    expect(visitor.page.locator(f"{PANEL} .sp[data-started]")).to_be_visible()
    expect(visitor.page.locator(f"{PANEL} .sp-row:visible").first).to_be_focused()


def test_a_list_that_came_while_the_panel_was_closed_is_whole_once_it_is_opened(visitor):
    held = waiting(visitor)
    visitor.page.locator(f"{PANEL} .sp-run").click()
    open_named(visitor.page, "HistoryPanel")
    expect(visitor.page.locator(PANEL)).to_be_hidden()
    held.let_go()
    expect(visitor.page.locator(f"{PANEL} .sp-long")).to_be_attached()
    open_named(visitor.page, "SignalsTracePanel")
    expect(visitor.page.locator(f"{PANEL} .sp-long > [data-index='9']")).to_be_in_viewport()


def test_a_copy_of_the_tree_asked_for_before_the_rows_are_there_is_made(visitor):
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    held = waiting(visitor)
    panel = visitor.page.locator(PANEL)
    panel.locator(".sp-search").fill("kind:dispatch signal:request_started")
    panel.locator(".sp-copies > summary").click()
    with visitor.page.expect_response("**/tree_text.js"):
        panel.get_by_role("button", name="Rows shown, as text", exact=True).click()
    held.let_go()
    expect(panel.locator(".sp-said")).to_have_text("Copied")
    (line,) = visitor.page.evaluate("navigator.clipboard.readText()").splitlines()
    assert "request_started" in line


def test_the_row_of_a_finding_pressed_before_the_rows_are_there_is_shown(visitor):
    held = waiting(visitor, f"/lab/connected-twice/?many={DISPATCHES}")
    panel = visitor.page.locator(PANEL)
    panel.get_by_text("Details and fixes").click()
    panel.locator(".sp-finding [data-row]").first.click()
    settled(visitor.page)
    held.let_go()
    expect(panel.locator(".sp-inspector")).to_contain_text("mail_arrived")
    expect(visitor.page.locator(f"{ROWS}:focus .sp-name")).to_have_text("mail_arrived")


def test_the_row_of_a_finding_pressed_while_the_server_searches_is_shown(visitor):
    visitor.go(f"/lab/connected-twice/?many={DISPATCHES}")
    panel = open_panel(visitor.page)
    held = Held(visitor.page, "**/signals/found/**")
    with visitor.page.expect_request("**/signals/found/**"):
        panel.locator(".sp-search").fill("arg:nothing_like_it")
    panel.get_by_text("Details and fixes").click()
    panel.locator(".sp-finding [data-row]").first.click()
    held.let_go()
    expect(panel.locator(".sp-outcome")).to_contain_text("6003 of 6004 rows hidden")
    expect(visitor.page.locator(f"{ROWS} .sp-name")).to_have_text("mail_arrived")


def test_the_last_row_keeps_the_focus_when_the_views_that_sum_up_come(visitor):
    held = waiting(visitor, VERY_LONG, SUMS)
    visitor.page.locator(f"{ROWS}.sp-run").click()
    visitor.page.keyboard.press("End")
    receiver = visitor.page.locator(f"{ROWS}:focus .sp-receiver")
    expect(receiver).to_have_text("answer")
    held.let_go()
    found = visitor.page.locator(f"{PANEL} .sp-figures span[data-query='finding:1']")
    expect(found).to_have_text("0")
    expect(receiver).to_have_text("answer")


SAID = """rows => rows.slice(1, 8).map(row => [
  row.className.match(/sp-(run|dispatch|call)/)[1],
  ...[...row.querySelector('.sp-what').children].map(each => [
    each.className, each.title, each.textContent,
  ]),
])"""


def test_the_list_says_what_the_first_rows_said(visitor):
    held = waiting(visitor)
    visitor.page.locator(f"{PANEL} .sp-run").click()
    said = visitor.page.locator(f"{PANEL} .sp-row:visible").evaluate_all(SAID)
    held.let_go()
    rows = visitor.page.locator(ROWS)
    expect(rows.nth(8)).to_be_visible()
    assert len(said) == 7
    assert rows.evaluate_all(SAID) == said


def test_what_was_scrolled_to_stays_where_it_is(visitor):
    held = waiting(visitor)
    page = visitor.page
    page.locator(f"{PANEL} .sp-run").click()
    calls = page.locator(f"{PANEL} .sp-inside.sp-call")
    page.locator(f"{PANEL} .sp").evaluate(SCROLL, 1_000)
    edge = page.locator(f"{PANEL} .djdt-scroll").first.evaluate(TOP)
    tops = [each.evaluate(TOP) for each in calls.all()]
    before = min(top for top in tops if top > edge)
    number = tops.index(before)
    held.let_go()
    expect(page.locator(ROWS).first).to_be_visible()
    row = page.locator(f"{PANEL} .sp-long > .sp-call:has-text('answer')")
    assert number > 3
    after = [each.evaluate(TOP) for each in row.all()]
    assert min(abs(top - before) for top in after) <= 1
    index = 2 + 2 * number  # the run, then a dispatch and its call each
    found = page.locator(f"{PANEL} .sp-long > [data-index='{index}'].sp-call")
    assert abs(found.evaluate(TOP) - before) <= 1


@pytest.mark.parametrize("kept", [0, 3, 100, 4_000, 40_000, -200])
def test_columns_cut_short_say_so_and_can_be_loaded_again(visitor, kept):
    def cut(route):
        route.fulfill(body=route.fetch().body()[:kept], content_type="application/octet-stream")

    visitor.page.route(COLUMNS, cut)
    visitor.go(LONG)
    open_named(visitor.page, "SignalsTracePanel")
    expect(visitor.page.locator(WAITS)).to_contain_text("cut short in transit")
    expect(visitor.page.locator(f"{PANEL} .sp-row:visible").first).to_be_visible()
    visitor.page.locator(SEARCH).fill("kind:run")
    mend(visitor, COLUMNS)
    expect(visitor.page.locator(ROWS)).to_have_count(1)
    expect(visitor.page.locator(AGAIN)).to_have_count(0)


@pytest.mark.parametrize("end", ["</li>", "</ol>"])
def test_a_rest_cut_short_says_so_and_can_be_loaded_again(visitor, end):
    def cut(route):
        body = route.fetch().text()
        route.fulfill(body=body[: body.rindex(end) + len(end)], content_type="text/html")

    visitor.page.route(REST, cut)
    visitor.go("/lab/?many=60")
    open_named(visitor.page, "SignalsTracePanel")
    expect(visitor.page.locator(WAITS)).to_contain_text("cut short in transit")
    mend(visitor, REST)
    expect(visitor.page.locator(f"{PANEL} .sp[data-started]")).to_be_visible()


@pytest.mark.parametrize("pattern", [COLUMNS, REST])
def test_a_request_that_is_gone_is_said_to_be_without_a_button(unlucky, pattern):
    failing(unlucky, pattern, status=404, body="gone", content_type="text/plain")
    expect(unlucky.page.locator(WAITS)).to_contain_text("no longer has this request")
    expect(unlucky.page.locator(AGAIN)).to_have_count(0)


@pytest.mark.parametrize("pattern", [COLUMNS, REST])
def test_an_error_of_the_server_is_told_and_can_be_tried_again(unlucky, pattern):
    failing(unlucky, pattern, status=500, body="No luck.", content_type="text/plain")
    expect(unlucky.page.locator(WAITS)).to_contain_text("The server answered: No luck.")
    mend(unlucky, pattern)
    expect(unlucky.page.locator(f"{PANEL} .sp[data-started]")).to_be_visible()
    expect(unlucky.page.locator(AGAIN)).to_have_count(0)


def test_a_server_out_of_reach_is_told_and_can_be_tried_again(unlucky):
    unlucky.page.route(COLUMNS, lambda route: route.abort())
    unlucky.go(LONG)
    open_named(unlucky.page, "SignalsTracePanel")
    expect(unlucky.page.locator(WAITS)).to_contain_text("could not be reached")
    unlucky.page.unroute(COLUMNS)
    held = Held(unlucky.page, COLUMNS)
    unlucky.page.locator(AGAIN).press("Enter")
    expect(unlucky.page.locator(WAITS)).to_have_text(re.compile(r"Loading 6,0\d\d rows"))
    expect(unlucky.page.locator(f"{WAITS} .sp-bad")).to_have_count(0)
    held.let_go()
    expect(unlucky.page.locator(ROWS).first).to_be_visible()


def test_what_a_row_tells_can_be_loaded_again_too(unlucky):
    unlucky.go(LONG)
    open_named(unlucky.page, "SignalsTracePanel")
    unlucky.page.locator(f"{ROWS}.sp-run").click()
    unlucky.page.route(ROW, lambda route: route.abort())
    unlucky.page.locator(f"{ROWS}.sp-call").first.click()
    expect(unlucky.page.locator(WAITS)).to_contain_text("could not be reached")
    mend(unlucky, ROW)
    inspector = unlucky.page.locator(f"{PANEL} .sp-inspector")
    expect(inspector).to_contain_text(re.compile(r"Returned\s*0"))


def test_the_row_asked_for_last_is_the_one_that_is_told(visitor):
    visitor.go(LONG)
    open_named(visitor.page, "SignalsTracePanel")
    visitor.page.locator(f"{ROWS}.sp-run").click()
    held = Held(visitor.page, ROW)
    with visitor.page.expect_request(ROW):
        visitor.page.locator(f"{ROWS}.sp-call").nth(0).click()
    held.until_asked()
    held.is_holding = False
    visitor.page.locator(f"{ROWS}.sp-call").nth(3).click()
    inspector = visitor.page.locator(f"{PANEL} .sp-inspector")
    expect(inspector).to_contain_text(re.compile(r"Returned\s*3"))
    with visitor.page.expect_response(ROW):
        held.let_go()
    visitor.page.wait_for_timeout(100)
    expect(inspector).to_contain_text(re.compile(r"Returned\s*3"))


@pytest.mark.parametrize("path", [LONG, "/lab/?many=60"])
def test_rows_are_shown_though_what_reads_a_remembered_search_does_not_come(unlucky, path):
    unlucky.context.add_init_script(REMEMBERED % "nothing_like_it")
    unlucky.page.route("**/signals_panel/query.js", lambda route: route.abort())
    unlucky.go(path)
    panel = open_panel(unlucky.page)
    expect(panel.locator(".sp-run:visible")).to_have_count(1)
    expect(panel.locator(".sp-outcome")).to_contain_text("Not applied")
    expect(panel.locator(".sp-outcome")).to_contain_text("Reload the page")
    unlucky.page.unroute("**/signals_panel/query.js")
    unlucky.go(path)
    open_panel(unlucky.page)
    expect(panel.locator(".sp-outcome")).to_contain_text("Nothing matches.")
    expect(unlucky.page.locator(SEARCH)).to_have_value("nothing_like_it")


def test_rows_are_shown_though_the_server_does_not_answer_a_remembered_search(unlucky):
    unlucky.context.add_init_script(REMEMBERED % "arg:nothing_like_it")
    unlucky.page.route("**/signals/found/**", lambda route: route.abort())
    unlucky.go(LONG)
    panel = open_panel(unlucky.page)
    expect(unlucky.page.locator(WAITS)).to_contain_text("could not be reached")
    expect(panel.locator(".sp-long > .sp-run")).to_be_visible()
    expect(panel.locator(".sp-outcome")).to_contain_text("Searching")
    mend(unlucky, "**/signals/found/**")
    expect(panel.locator(".sp-outcome")).to_contain_text("Nothing matches")


@pytest.mark.parametrize("name", ["long", "drawing", "later"])
def test_a_part_of_the_script_that_does_not_come_is_told(unlucky, name):
    unlucky.page.route(f"**/signals_panel/{name}.js", lambda route: route.abort())
    unlucky.go(LONG)
    open_named(unlucky.page, "SignalsTracePanel")
    expect(unlucky.page.locator(WAITS)).to_contain_text("script could not be loaded. Reload the")
    expect(unlucky.page.locator(AGAIN)).to_have_count(0)
    expect(unlucky.page.locator(f"{PANEL} .sp-row:visible").first).to_be_visible()


@pytest.mark.parametrize("name", ["panel", "search"])
def test_without_the_script_the_first_rows_are_there_and_what_the_others_need(unlucky, name):
    unlucky.page.route(f"**/signals_panel/{name}.js", lambda route: route.abort())
    unlucky.go(LONG)
    open_named(unlucky.page, "SignalsTracePanel")
    expect(unlucky.page.locator(f"{PANEL} .sp-row:visible").first).to_be_visible()
    expect(unlucky.page.get_by_text("The others need the script.")).to_be_visible()


def test_from_a_request_that_could_not_be_stored_one_gets_to_the_one_before(browser, many_site):
    with visiting(browser, many_site) as visitor:
        visitor.go("/lab/nested/")
        visitor.go("/accounts/login/")
        open_panel(visitor.page)
        panel = visitor.page.locator(PANEL)
        expect(panel).to_contain_text("could not be stored")
        panel.locator(".sp-neighbours [rel=prev]").click()
        expect(panel.locator(".sp-requests > summary")).to_contain_text("GET /lab/nested/")
