"""The tools above the timeline, used as a user does: typed, pressed, and still there later."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import on_one_server, visiting
from .panel import PANEL, open_panel, row_of, settled, switch_to
from .test_blog import write_post
from .test_findings import decline_card
from .visitor import Visitor

pytestmark = [pytest.mark.browser, on_one_server]

READ_SHOWN = """
rows => rows.filter(row => row.checkVisibility()).map(row =>
  (row.classList.contains("sp-kept") ? "kept " : "") +
  row.querySelector(".sp-name, .sp-receiver").textContent)
"""
NESTED = [
    "front_detected",
    "issue_warning",
    "warning_issued",
    "try_siren",
    "siren_tested",
    "listen_to_siren",
]
"""What is the project's own on the page "nested": each inside the one before."""


@pytest.fixture
def nested(visitor) -> Visitor:
    """Be on the page "nested" with the panel open and its tools ready."""
    return at_nested(visitor)


def at_nested(visitor: Visitor) -> Visitor:
    visitor.go("/lab/nested/")
    open_panel(visitor.page)
    expect(tool(visitor.page, "tools")).to_be_visible()
    return visitor


def tool(page: Page, name: str) -> Locator:
    return page.locator(f"{PANEL} .sp-{name}")


def search(page: Page, text: str) -> None:
    tool(page, "search").fill(text)
    settled(page)


def shown(page: Page) -> list[str]:
    """Return the names of the rows to be seen, those that are only ancestors marked "kept"."""
    settled(page)
    names: list[str] = page.locator(f"{PANEL} .sp-row").evaluate_all(READ_SHOWN)
    return names


def view(page: Page, name: str) -> None:
    page.locator(f"{PANEL} .sp-tabs label[for='sp-view-{name}']").click()


def test_rows_of_django_are_hidden_and_counted_until_switched_on(nested):
    assert shown(nested.page) == NESTED
    hidden = int(tool(nested.page, "internals-count").inner_text().strip("()"))
    tool(nested.page, "internals").check()
    assert len(shown(nested.page)) == len(NESTED) + hidden
    assert shown(nested.page)[0] == "request_started"
    tool(nested.page, "internals").uncheck()
    assert shown(nested.page) == NESTED


def test_a_search_leaves_what_matches_and_its_ancestors_and_says_what_it_hides(nested):
    search(nested.page, "kind:dispatch -siren_tested")
    kept = ["front_detected", "kept issue_warning", "warning_issued"]
    assert shown(nested.page) == kept
    expect(tool(nested.page, "outcome")).to_have_text("3 of 6 rows hidden")
    search(nested.page, "")
    assert shown(nested.page) == NESTED
    expect(tool(nested.page, "outcome")).to_have_text("")


def fact(page: Page, row: Locator, column: str) -> int:
    """Return what the page's columns say of a row."""
    place = row.evaluate("row => [...row.closest('.sp').querySelectorAll('.sp-row')].indexOf(row)")
    return json.loads(page.locator("#sp-columns").text_content())[column][place]


def test_a_key_that_names_rows_of_django_shows_them(nested):
    search(nested.page, "signal:request_started")
    assert "reset_queries" in shown(nested.page)
    search(nested.page, "request_started")
    assert shown(nested.page) == []
    expect(tool(nested.page, "outcome")).to_contain_text("Only Django's and third-party rows")


def test_a_duration_is_the_total_time(nested):
    totals = [fact(nested.page, row_of(nested.page, name), "total") for name in NESTED]
    search(nested.page, f"dur:>={totals[2] / 1e6}")
    slow = [name for name, ns in zip(NESTED, totals, strict=True) if ns >= totals[2]]
    assert shown(nested.page) == slow
    search(nested.page, "dur:>100000")
    assert shown(nested.page) == []
    expect(tool(nested.page, "outcome")).to_have_text("Nothing matches.")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("foo:1", "No such key: foo. Press ? for those there are."),
        ("dur:long", "Not a number: dur:long."),
        ("error:2", "Neither 1 nor 0: error:2."),
    ],
)
def test_what_cannot_be_read_is_said_and_changes_nothing_else(nested, text, complaint):
    search(nested.page, "try_siren")
    before = shown(nested.page)
    search(nested.page, f"try_siren {text}")
    expect(tool(nested.page, "outcome")).to_contain_text(complaint)
    expect(tool(nested.page, "search")).to_have_attribute("aria-invalid", "true")
    assert shown(nested.page) == before != NESTED
    search(nested.page, "")
    expect(tool(nested.page, "search")).to_have_attribute("aria-invalid", "false")
    assert shown(nested.page) == NESTED


def test_clear_clears_all(nested):
    search(nested.page, "try_siren")
    tool(nested.page, "internals").check()
    tool(nested.page, "clear").click()
    assert shown(nested.page) == NESTED
    assert tool(nested.page, "search").input_value() == ""
    assert not tool(nested.page, "internals").is_checked()


@pytest.mark.parametrize("key", ["click", "Enter", "Space"])
def test_a_pressed_value_filters_by_it_and_pressed_again_no_more(nested, key):
    row = row_of(nested.page, "try_siren")
    row.locator("summary").click()
    value = row.get_by_role("button").and_(row.locator("[data-query^='receiver:']"))
    press(value, key)
    assert shown(nested.page) == [f"kept {name}" for name in NESTED[:3]] + ["try_siren"]
    expect(tool(nested.page, "search")).to_have_value("receiver:demo_site.lab.receivers.try_siren")
    expect(value).to_have_attribute("aria-pressed", "true")
    press(value, key)
    assert shown(nested.page) == NESTED
    expect(value).to_have_attribute("aria-pressed", "false")


def press(button: Locator, key: str) -> None:
    if key == "click":
        button.click()
    else:
        button.press(key)


@pytest.mark.parametrize("key", ["click", "Enter", "Space"])
def test_a_press_inside_a_summary_does_not_unfold_its_row(visitor, key):
    at_nested(visitor)
    row = row_of(visitor.page, "siren_tested")
    row.locator("summary .sp-sender").evaluate("each => each.dataset.query = 'sender:sirens'")
    search(visitor.page, "siren_tested")
    press(row.locator("summary [data-query]"), key)
    expect(tool(visitor.page, "search")).to_have_value("siren_tested sender:sirens")
    assert row.locator("details[open]").count() == 0


def test_a_row_of_another_view_leads_to_the_timeline_filtered(nested):
    view(nested.page, "receivers")
    assert shown(nested.page) == []
    nested.page.locator(".sp-view-receivers [data-query$='issue_warning']").click()
    assert shown(nested.page) == ["kept front_detected", "issue_warning"]
    expect(nested.page.locator("#sp-view-timeline")).to_be_focused()


def test_a_summary_figure_is_a_filter(ada):
    decline_card(ada)
    expect(tool(ada.page, "tools")).to_be_visible()
    tool(ada.page, "figures").locator("[data-query='error:1']").click()
    assert shown(ada.page) == ["kept payment_failed", "ask_gateway_again"]


def test_a_finding_leads_to_its_row_though_it_is_filtered_out(ada):
    decline_card(ada)
    search(ada.page, "kind:bypass")
    assert shown(ada.page) == []
    view(ada.page, "findings")
    name = ada.page.locator(".sp-view-findings [data-row]", has_text="ask_gateway_again").first
    name.press("Enter")
    row = row_of(ada.page, "ask_gateway_again")
    expect(row.locator(".sp-details")).to_be_in_viewport()
    assert shown(ada.page) == ["kept payment_failed", "ask_gateway_again"]
    assert row.evaluate("row => row.contains(row.getRootNode().activeElement)")
    search(ada.page, "kind:bypas")
    assert shown(ada.page) == []


def test_what_is_chosen_survives_reopening_reloading_and_switching_requests(ada):
    path = write_post(ada, "Remembered")
    at_nested(ada)
    search(ada.page, "kind:call")
    tool(ada.page, "internals").check()
    for reach in (reopen, reload, lambda page: switch_to(page, "POST", path)):
        reach(ada.page)
        expect(tool(ada.page, "tools")).to_be_visible()
        expect(tool(ada.page, "search")).to_have_value("kind:call")
        expect(tool(ada.page, "internals")).to_be_checked()
    assert "update_search_entry" in shown(ada.page)
    assert "post_save" not in shown(ada.page)
    assert "kept post_save" in shown(ada.page)


def test_the_view_survives_reopening_reloading_and_switching_requests(ada):
    path = write_post(ada, "Remembered too")
    at_nested(ada)
    view(ada.page, "registry")
    for reach in (reopen, reload, lambda page: switch_to(page, "POST", path)):
        reach(ada.page)
        expect(ada.page.locator("#sp-view-registry")).to_be_checked()


def reopen(page: Page) -> None:
    page.locator(f"{PANEL} .djDebugClose").click()
    open_panel(page)


def reload(page: Page) -> None:
    page.reload()
    open_panel(page)


FORBID_STORAGE = """
Object.defineProperty(globalThis, "sessionStorage", {
  get() { throw new DOMException("Forbidden", "SecurityError"); }
});
"""


@pytest.mark.parametrize(
    "script", [FORBID_STORAGE, "sessionStorage.setItem('signals_panel', '{\"search')"]
)
def test_the_tools_work_where_the_browser_remembers_nothing(browser, site, script):
    with visiting(browser, site) as visitor:
        visitor.context.add_init_script(script)
        at_nested(visitor)
        search(visitor.page, "kind:call")
        assert "kept front_detected" in shown(visitor.page)


def test_starting_twice_does_nothing_more(nested):
    nested.page.locator(f"{PANEL} .sp").evaluate(
        "panel => import('/static/signals_panel/search.js').then(search => search.start(panel))"
    )
    tool(nested.page, "figures").locator("[data-query='kind:call']").click()
    expect(tool(nested.page, "search")).to_have_value("kind:call")


def in_view(page, view):
    """Choose a view; return what it lists, as far as it is to be seen."""
    page.locator(f"{PANEL} .sp-tabs label[for=sp-view-{view}]").click()
    rows = page.locator(f"{PANEL} .sp-view-{view} :is(tbody > tr, .sp-connection, .sp-finding)")
    return rows.filter(visible=True)


def test_arguments_and_statements_are_searched_by_the_server(visitor):
    visitor.go("/lab/query-repeated/")
    open_panel(visitor.page)
    search(visitor.page, "-query:from")
    expect(tool(visitor.page, "outcome")).to_contain_text("rows hidden")
    search(visitor.page, "query:nowhere_to_be_found")
    expect(tool(visitor.page, "outcome")).to_have_text("Nothing matches.")
    search(visitor.page, "-query:nowhere_to_be_found or arg:created")
    expect(tool(visitor.page, "outcome")).to_have_text("")


def test_every_view_is_searched(visitor):
    visitor.go("/lab/receiver-raises/")
    open_panel(visitor.page)
    search(visitor.page, "receiver:let_ships_in")
    for view in ("receivers", "registry", "findings"):
        expect(in_view(visitor.page, view).filter(has_not_text="let_ships_in")).to_have_count(0)
        expect(in_view(visitor.page, view).first).to_contain_text("let_ships_in")
    search(visitor.page, "hoist_flag")
    expect(in_view(visitor.page, "findings")).to_have_count(0)
    expect(tool(visitor.page, "outcome")).to_have_text("Nothing matches.")
    search(visitor.page, "code:S101")
    expect(in_view(visitor.page, "findings")).to_have_count(1)
    expect(in_view(visitor.page, "signals")).not_to_have_count(0)
    expect(tool(visitor.page, "outcome")).to_have_text("code: says nothing in this view.")


def test_a_search_from_another_request_says_that_it_hides_rows_and_moves_nothing(nested):
    search(nested.page, "try_siren")
    outcome = tool(nested.page, "outcome")
    expect(outcome).not_to_contain_text("another request")
    at_nested(nested)
    expect(outcome).to_contain_text("This search is from another request.")
    expect(outcome).to_contain_text("rows hidden")
    assert outcome.bounding_box()["width"] == tool(nested.page, "tools").bounding_box()["width"]
    head = tool(nested.page, "head").bounding_box()
    search(nested.page, "listen")
    expect(outcome).not_to_contain_text("another request")
    assert tool(nested.page, "head").bounding_box() == head
