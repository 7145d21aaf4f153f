"""The panel under a strict policy, without a shadow root, in light and dark, with odd texts."""

from __future__ import annotations

import pytest

from tests.servers.fixtures import watched
from tests.servers.odd_signals import DEPTH, LONG_NAME, MARKUP
from tests.servers.strict_csp_settings import POLICY

from .conftest import visiting
from .panel import PANEL, details, open_panel, row_of, rows

pytestmark = pytest.mark.browser

UNFOLD_ALL = "all => all.forEach(each => { each.open = true })"


@pytest.fixture
def strict(browser, strict_csp_site):
    """Visit the site whose policy allows nothing inline."""
    with watched(strict_csp_site), visiting(browser, strict_csp_site) as visitor:
        yield visitor


@pytest.fixture
def plain(browser, plain_dom_site):
    """Visit the site whose toolbar has no shadow root."""
    with watched(plain_dom_site), visiting(browser, plain_dom_site) as visitor:
        yield visitor


@pytest.fixture(params=["strict", "plain"])
def variant(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_complained_about_in_either_theme(variant, theme):
    variant.context.add_init_script(f"localStorage.setItem('djdt.user-theme', '{theme}')")
    variant.go("/blog/")
    panel = open_panel(variant.page)
    panel.locator("details").evaluate_all(UNFOLD_ALL)
    assert variant.page.locator("#djDebug").get_attribute("data-theme") == theme
    assert columns(panel) == 5
    assert variant.complaints == []


def test_without_a_shadow_root_the_panel_is_part_of_the_page(plain):
    plain.go("/lab/nested/")
    open_panel(plain.page)
    assert plain.page.evaluate("selector => Boolean(document.querySelector(selector))", PANEL)
    assert [row.name for row in rows(plain.page) if row.depth == 5] == ["listen_to_siren"]


def test_the_policy_is_in_force(strict):
    with strict.page.expect_response(lambda response: response.url.endswith("/lab/")) as response:
        strict.go("/lab/")
    assert response.value.headers["content-security-policy"] == POLICY


def test_places_are_links_to_the_editor(strict):
    strict.go("/lab/nested/")
    panel = open_panel(strict.page)
    row = row_of(strict.page, "listen_to_siren")
    place = row.locator("a.sp-place")
    assert place.get_attribute("href") == f"vscode://file/{place.get_attribute('title')}"
    assert place.get_attribute("title").startswith("/")
    assert panel.locator(".sp-details span.sp-place, .sp-made span.sp-place").count() == 0


def test_markup_in_every_text_appears_as_text(strict):
    strict.go("/lab/?odd")
    panel = open_panel(strict.page)
    sent = details(row_of(strict.page, "odd_signal"))
    assert MARKUP in sent["Sender"]
    assert MARKUP[:20] in sent["text"]
    answered = details(row_of(strict.page, "answer_with_markup"))
    assert answered["dispatch_uid"] == MARKUP
    assert "<script>" in answered["Returned"]
    assert MARKUP in details(row_of(strict.page, "raise_markup"))["Exception"]
    assert panel.locator(".sp script:not([type='application/json'])").count() == 0


def test_long_names_and_deep_rows_stay_inside_the_panel(strict):
    strict.page.set_viewport_size({"width": 1024, "height": 700})
    strict.go("/lab/?odd")
    panel = open_panel(strict.page)
    assert max(row.depth for row in rows(strict.page)) == 2 * DEPTH - 1
    assert row_of(strict.page, LONG_NAME).count() == 1
    panel.locator("details").evaluate_all(UNFOLD_ALL)
    overflowing = panel.locator(".sp-timeline").evaluate(
        "timeline => timeline.scrollWidth - timeline.clientWidth"
    )
    assert overflowing <= 0
    assert min(row.bounding_box()["width"] for row in panel.locator(".sp-name:visible").all()) > 20


def test_on_a_narrow_screen_names_and_times_do_not_overlap(strict):
    strict.page.set_viewport_size({"width": 390, "height": 800})
    strict.go("/lab/nested/")
    panel = open_panel(strict.page)
    assert panel.locator(".sp-timeline summary:visible").count() > 3
    for summary in panel.locator(".sp-timeline summary:visible").all():
        name = summary.locator(".sp-name, .sp-receiver").bounding_box()
        time = summary.locator(".sp-number:visible").bounding_box()
        assert name["width"] > 20
        assert name["y"] + name["height"] <= time["y"]


def columns(panel):
    """Return how many columns a row has, which our own style sheet gives it."""
    style = "row => getComputedStyle(row).gridTemplateColumns.split(' ').length"
    return panel.locator(".sp-timeline .sp-head").evaluate(style)
