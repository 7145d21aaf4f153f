"""What axe-core finds wrong with the panel, and what the browser says while it is used."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import PANEL, open_panel

pytestmark = pytest.mark.browser

VIEWS = ("timeline", "receivers", "signals", "registry", "findings")
UNFOLD_ALL = "all => all.forEach(each => { each.open = true })"
LATER_COLOURS = [
    "panel-content-table-strip-background-color",
    "table-header-background-color",
    "table-header-color",
    "highlighted-background-color",
    "timeline-bar-color",
]
IN_THE_PANEL = {"fromShadowDom": ["#djDebugRoot", f"{PANEL} .sp"]}
RULES = {"resultTypes": ["violations"]}
CONTRAST = {**RULES, "runOnly": ["color-contrast"]}
"""What a theme decides: the other rules look at the first one alone."""
HAS_SHADOW = "() => Boolean(document.querySelector('#djDebugRoot')?.shadowRoot)"
"""Toolbar 6.0 is in no shadow root."""


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture
def rules(theme):
    return CONTRAST if theme == "dark" else RULES


@pytest.fixture
def panel(theme, browser, strict_csp_site):
    """Open the panel in each theme on a page with errors, findings and odd names.

    The policy is not in force: axe-core itself adds a style to the page.
    """
    with watched(strict_csp_site), visiting(browser, strict_csp_site, bypass_csp=True) as visitor:
        visitor.context.add_init_script(f"localStorage.setItem('djdt.user-theme', '{theme}')")
        visitor.go("/lab/?odd")
        panel = open_panel(visitor.page)
        assert visitor.page.locator("#djDebug").get_attribute("data-theme") == theme
        panel.locator(".sp-internals").check()
        yield panel


@pytest.fixture
def visitor(browser, strict_csp_site):
    """Visit the site whose policy allows nothing inline; complaints fail the test at its end."""
    with watched(strict_csp_site), visiting(browser, strict_csp_site) as visitor:
        yield visitor


def test_axe_finds_nothing_wrong_in_any_view_with_all_rows_open(panel, rules):
    assert violations(panel, rules) == [], "as it opens"
    for view in VIEWS:
        choose(panel, view)
        panel.locator("details").evaluate_all(UNFOLD_ALL)
        assert violations(panel, rules) == [], view


def test_axe_finds_nothing_wrong_with_the_help_and_a_search(panel, rules):
    panel.locator(".sp-help-button").click()
    for search in ("error:1", "dur:long"):  # one that hides rows, one that cannot be read
        panel.locator(".sp-search").fill(search)
        expect(panel.locator(".sp-outcome")).not_to_be_empty()
        assert panel.locator(".sp-help").is_visible()
        assert violations(panel, rules) == [], search


def test_axe_finds_nothing_wrong_where_the_toolbar_has_fewer_colours(panel):
    """Before 6.1 it misspelt one, and had none for the heads of tables."""
    forget = """(toolbar, names) => names.forEach(
        name => toolbar.style.setProperty(`--djdt-${name}`, "initial"))"""
    panel.page.locator("#djDebug").evaluate(forget, LATER_COLOURS)
    panel.locator(".sp-requests > summary").click()
    panel.locator(".sp-latest").wait_for()
    for view in VIEWS:
        choose(panel, view)
        assert violations(panel, CONTRAST) == [], view


@pytest.mark.parametrize("theme", ["light"])
def test_axe_looks_into_the_panel(panel):
    """Were it not to, it would find nothing wrong with anything."""
    search = panel.locator(".sp-search")
    for name in ("aria-label", "placeholder", "title"):
        search.evaluate("(search, name) => search.removeAttribute(name)", name)
    assert any(found.startswith("label: .sp-search:") for found in violations(panel))


def test_the_browser_says_nothing_while_all_of_the_panel_is_used(visitor):
    visitor.go("/lab/?odd")
    panel = open_panel(visitor.page)
    panel.locator(".sp-internals").check()
    panel.locator(".sp-search").fill("signal:odd_signal")
    panel.locator(".sp-search").press("Escape")
    panel.locator(".sp-help-button").click()
    for view in VIEWS:
        choose(panel, view)
        panel.locator("details").evaluate_all(UNFOLD_ALL)
    choose(panel, "timeline")
    panel.locator(".sp-copy").first.click()
    panel.locator(".sp-said").get_by_text("opied").wait_for()
    assert visitor.complaints == []


def test_a_breach_of_the_policy_in_the_panel_would_be_heard(visitor):
    visitor.go("/lab/")
    panel = open_panel(visitor.page)
    panel.locator(".sp").evaluate("panel => panel.setAttribute('style', 'color: red')")
    visitor.page.wait_for_function("() => true")
    assert any("violated style-src" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def choose(panel, view):
    panel.locator(f".sp-tabs label[for=sp-view-{view}]").click()
    panel.locator(f".sp-view-{view}:not([data-later])").wait_for()


def violations(panel, rules=RULES):
    """Return what breaks a rule of axe-core: the rule, the element, and what is wrong with it."""
    context = IN_THE_PANEL if panel.page.evaluate(HAS_SHADOW) else f"{PANEL} .sp"
    results = Axe().run(panel.page, context=context, options=rules).response
    return [
        f"{rule['id']}: {innermost(node['target'])}: {node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


def innermost(target):
    """Return an element's own selector, without those of the roots it is in."""
    return target if isinstance(target, str) else innermost(target[-1])
