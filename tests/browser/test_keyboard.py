"""The panel by keyboard alone: the rows as a tree, the search, the help, the views, the copy."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_panel, row_of, settled, switch_to
from .test_waiting import Held

pytestmark = pytest.mark.browser

NESTED = ["front_detected", "issue_warning", "warning_issued", "try_siren", "siren_tested"]
INNERMOST = "listen_to_siren"
"""What the nested page sends and calls, each inside the one before."""

FOCUSED = """
() => {
  let focused = document.activeElement;
  while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}
"""
NAME_OF_FOCUSED = f"""
() => {{
  const focused = ({FOCUSED})();
  const row = focused.matches(".sp-row") && focused.querySelector(".sp-name, .sp-receiver");
  return row ? row.textContent : focused.className || focused.id || focused.localName;
}}
"""
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


class Reader:
    """Somebody who reads the panel without a mouse."""

    def __init__(self, visitor):
        self.visitor = visitor
        self.page = visitor.page

    def open(self, path="/lab/nested/"):
        """Open the panel on a page, and go to its rows."""
        self.visitor.go(path)
        panel = open_panel(self.page)
        panel.get_by_role("treeitem").first.focus()
        return panel

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        settled(self.page)
        return self

    @property
    def place(self):
        """The name of the focused row, or the class of what else has the focus."""
        return self.page.evaluate(NAME_OF_FOCUSED)

    @property
    def unfolded(self):
        opened = self.page.locator(f"{PANEL} .sp-row details[open] summary")
        return opened.locator(".sp-name, .sp-receiver").all_text_contents()

    @property
    def view(self):
        return self.page.locator(f"{PANEL} .sp-tab:checked").get_attribute("value")


@pytest.fixture
def reader(browser, strict_csp_site):
    with watched(strict_csp_site), visiting(browser, strict_csp_site) as visitor:
        yield Reader(visitor)


@pytest.fixture
def copier(browser, strict_csp_site):
    """Return a reader who may use the clipboard."""
    permissions = ["clipboard-read", "clipboard-write"]
    with visiting(browser, strict_csp_site, permissions=permissions) as visitor:
        yield Reader(visitor)


@pytest.fixture
def plain_reader(browser, plain_dom_site):
    with watched(plain_dom_site), visiting(browser, plain_dom_site) as visitor:
        yield Reader(visitor)


def test_assistive_technology_finds_a_tree_with_the_level_of_each_row(reader):
    panel = reader.open()
    tree = panel.get_by_role("tree", name="Signals and receivers in the order they ran")
    items = tree.get_by_role("treeitem")
    assert items.count() == len(NESTED) + 1
    levels = [item.get_attribute("aria-level") for item in items.all()]
    assert levels == ["1", "2", "3", "4", "5", "6"]
    reader.press("ArrowDown")
    name = re.compile(r"^issue_warning \S+, Self \(ms\): [\d.]+, Total \(ms\): [\d.]+$")
    expect(tree.get_by_role("treeitem", name=name)).to_be_focused()


def test_arrows_go_from_row_to_row_and_stay_at_the_ends(reader):
    reader.open()
    assert reader.place == NESTED[0]
    assert reader.press("ArrowUp").place == NESTED[0]
    for name in [*NESTED[1:], INNERMOST, INNERMOST]:
        assert reader.press("ArrowDown").place == name
    assert reader.press("ArrowUp").place == NESTED[-1]


def test_home_and_end_go_to_the_first_and_the_last_row(reader):
    reader.open()
    assert reader.press("End").place == INNERMOST
    assert reader.press("Home").place == NESTED[0]


def test_rows_that_the_search_hides_are_passed_over(reader):
    panel = reader.open()
    panel.locator(".sp-internals").check()
    panel.locator(".sp-search").fill("request_")
    expect(row_of(reader.page, NESTED[0])).to_be_hidden()
    row_of(reader.page, "request_finished").focus()
    assert reader.press("ArrowUp").place == "close_old_connections"
    assert reader.press("ArrowDown").place == "request_finished"
    assert reader.press("Home").place == "request_started"
    panel.locator(".sp-search").fill("siren_tested")
    expect(row_of(reader.page, "request_started")).to_be_hidden()
    panel.locator("[data-zoom=response]").focus()
    assert reader.press("Tab").place == NESTED[0], "the row that had the focus is hidden"
    assert reader.press("End").place == INNERMOST


def test_right_unfolds_a_row_and_then_goes_in(reader):
    reader.open()
    assert reader.press("ArrowRight").place == NESTED[0]
    assert reader.unfolded == [NESTED[0]]
    assert row_of(reader.page, NESTED[0]).locator(".sp-details").is_visible()
    assert reader.press("ArrowRight").place == NESTED[1]
    assert reader.press("End", "ArrowRight", "ArrowRight").place == INNERMOST


def test_left_folds_a_row_and_then_goes_out(reader):
    reader.open()
    reader.press("ArrowDown", "ArrowRight")
    assert reader.press("ArrowLeft").place == NESTED[1]
    assert reader.unfolded == []
    assert reader.press("ArrowLeft").place == NESTED[0]
    assert reader.press("ArrowLeft").place == NESTED[0]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_unfolds_and_folds_the_row_and_assistive_technology_hears_it(reader, key):
    panel = reader.open()
    row = panel.get_by_role("treeitem").first
    for is_open in (True, False):
        reader.press(key)
        assert reader.unfolded == [NESTED[0]] * is_open
        expect(row).to_have_attribute("aria-expanded", str(is_open).lower())
        described = re.compile("Signal: demo_site.lab.signals.front_detected") if is_open else ""
        expect(row).to_have_accessible_description(described)


def test_an_asterisk_unfolds_the_rows_beside_this_one_and_no_others(reader):
    panel = reader.open()
    panel.locator(".sp-internals").check()
    row_of(reader.page, "close_caches").focus()
    reader.press("*")
    assert sorted(reader.unfolded) == ["close_caches", "close_old_connections", "reset_urlconf"]
    reader.press("ArrowLeft", "ArrowLeft")
    assert reader.place == "request_finished"
    reader.press("*")
    assert {"request_started", NESTED[0], "request_finished"} <= set(reader.unfolded)
    assert NESTED[1] not in reader.unfolded


def test_tab_comes_to_one_row_and_its_controls_and_then_leaves_the_tree(reader):
    reader.open()
    reader.press("ArrowDown", "Enter")
    row = row_of(reader.page, NESTED[1])
    expect(row.get_by_role("button", name="receiver")).to_be_visible()
    expect(row.locator(".sp-copy")).to_be_visible()  # its script comes with the first row
    controls = [reader.press("Tab").place for _ in range(3)]
    assert controls == ["code", "sp-place", "sp-copy"], "the filter, the link to the editor, copy"
    assert reader.press("Tab").place not in NESTED
    assert reader.press(*["Shift+Tab"] * 4).place == NESTED[1], "where one was"
    assert reader.press("Shift+Tab").place not in NESTED


def test_the_arrows_go_on_from_a_row_that_was_clicked(reader):
    reader.open()
    row_of(reader.page, NESTED[2]).locator("summary").click(position={"x": 5, "y": 5})
    assert reader.unfolded == [NESTED[2]]
    assert reader.place == NESTED[2]
    assert reader.press("ArrowDown").place == NESTED[3]


def test_a_slash_goes_to_the_search_where_keys_are_letters(reader):
    panel = reader.open()
    assert reader.press("/").place == "sp-search"
    reader.press("c", "2", "?", "*", "/", "Home", "ArrowLeft")
    assert panel.locator(".sp-search").input_value() == "c2?*/"
    assert reader.view == "timeline"
    assert not panel.locator(".sp-help").is_visible()


def test_escape_empties_the_search_goes_to_the_rows_and_only_then_closes_the_panel(reader):
    panel = reader.open()
    reader.press("/", "i", "s", "s", "u", "e")
    expect(row_of(reader.page, INNERMOST)).to_be_hidden()
    reader.press("Escape")
    assert panel.locator(".sp-search").input_value() == ""
    assert reader.place == NESTED[0]
    assert row_of(reader.page, INNERMOST).is_visible()
    assert panel.is_visible()
    reader.press("Escape")
    assert not panel.is_visible()


def test_a_question_mark_and_the_button_show_and_hide_the_help(reader):
    panel = reader.open()
    button, text = panel.locator(".sp-help-button"), panel.locator(".sp-help")
    for toggle in (lambda: reader.press("?"), button.click):
        toggle()
        assert text.is_visible()
        assert button.get_attribute("aria-expanded") == "true"
        toggle()
        assert not text.is_visible()
        assert button.get_attribute("aria-expanded") == "false"


def test_digits_choose_the_views_and_come_back_to_the_row(reader):
    panel = reader.open()
    reader.press("ArrowDown")
    for key, view in [("2", "receivers"), ("3", "signals"), ("4", "registry"), ("5", "findings")]:
        assert reader.press(key).view == view
        assert panel.locator(f".sp-view-{view}").is_visible()
    assert reader.press("6").view == "findings"
    assert reader.press("1").view == "timeline"
    assert reader.place == NESTED[1]


def test_keys_work_as_soon_as_the_panel_is_open(reader):
    reader.visitor.go("/lab/nested/")
    open_panel(reader.page).get_by_role("tree").wait_for()
    assert reader.press("/").place == "sp-search"


def test_keys_work_after_a_click_beside_all_controls(reader):
    panel = reader.open()
    panel.locator(".sp-head").click()
    assert reader.press("3").view == "signals"


def test_keys_with_a_modifier_are_the_browsers(reader):
    reader.open()
    reader.press("Control+ArrowDown", "Alt+3", "Meta+End")
    assert (reader.place, reader.view) == (NESTED[0], "timeline")


def test_keys_in_the_page_beneath_are_the_pages(reader):
    panel = reader.open()
    reader.page.locator("main a, nav a").first.focus()
    reader.press("3", "?")
    assert reader.view == "timeline"
    assert not panel.locator(".sp-help").is_visible()


def test_another_request_of_the_history_has_a_tree_too(reader):
    reader.open("/lab/nested/")
    reader.visitor.go("/lab/")
    open_panel(reader.page)
    panel = switch_to(reader.page, "GET", "/lab/nested/")
    panel.get_by_role("treeitem").first.focus()
    assert reader.press("ArrowDown").place == NESTED[1]
    reader.press("?")
    assert panel.locator(".sp-help").is_visible(), "each key is heard once"


def test_without_a_shadow_root_the_keys_are_the_same(plain_reader):
    plain_reader.open()
    assert plain_reader.press("ArrowDown", "ArrowRight").place == NESTED[1]
    assert plain_reader.unfolded == [NESTED[1]]
    assert plain_reader.press("/").place == "sp-search"


def test_c_copies_the_row_with_its_times_and_details(copier):
    panel = copier.open()
    copier.press("ArrowDown", "c")
    expect(panel.locator(".sp-said")).to_have_text("Copied")
    copied = copier.page.evaluate("navigator.clipboard.readText()")
    first, *others = copied.splitlines()
    assert re.fullmatch(r"issue_warning demo_site/lab/receivers\.py:\d+", first)
    assert re.fullmatch(r"Self \(ms\): [\d.]+", others[0])
    assert re.fullmatch(r"Total \(ms\): [\d.]+", others[1])
    assert any(
        each.startswith("Receiver: demo_site.lab.receivers.issue_warning, ") for each in others
    )
    assert "Returned: 'A warning is out.'" in others
    assert not any("Copy" in line for line in others)


def test_the_copy_button_copies_its_row_with_each_sql_statement_on_a_line(copier):
    copier.visitor.log_in("grace", "wrong")
    panel = open_panel(copier.page)
    row = row_of(copier.page, "record_failed_login")
    row.locator("summary").click()
    row.locator(".sp-copy").click()
    expect(panel.locator(".sp-said")).to_have_text("Copied")
    copied = copier.page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"^SQL:\n  [\d.]+ ms [A-Z]+ ", copied, re.MULTILINE)


def test_where_there_is_no_clipboard_the_panel_says_so(reader):
    reader.visitor.context.add_init_script(NO_CLIPBOARD)
    panel = reader.open()
    reader.press("c")
    said = panel.locator(".sp-said")
    expect(said).to_have_text("Not copied: the browser refused the clipboard")
    assert said.get_attribute("role") == "status"


def test_keys_pressed_while_their_script_comes_are_done_in_order(reader):
    scripts = Held(reader.page, "**/keys.js")
    reader.open()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowRight")
    assert reader.place == NESTED[0]
    scripts.let_go()
    settled(reader.page)
    assert (reader.place, reader.unfolded) == (NESTED[2], [NESTED[2]])
