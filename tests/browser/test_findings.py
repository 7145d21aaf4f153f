"""Findings: what they say, and where in the timeline it shows."""

from __future__ import annotations

import pytest

from tests.servers.odd_signals import MARKUP

from .panel import OVERFLOWING, PANEL, details, findings, open_panel, row_of
from .test_shop import place_order
from .test_variants import UNFOLD_ALL, plain, strict, variant

pytestmark = pytest.mark.browser

__all__ = ["plain", "strict", "variant"]


def test_a_swallowed_exception_is_a_warning_about_the_row_that_raised(ada):
    decline_card(ada)
    [finding] = [each for each in findings(ada.page) if "S102" in each]
    assert finding.startswith("Warning S102 error-swallowed demo_site.shop.receivers.")
    assert "ask_gateway_again raised PaymentGatewayError, which send_robust()" in finding
    assert "demo_site/shop/receivers.py:" in finding
    row = row_of(ada.page, "ask_gateway_again")
    mark = row.locator(".sp-mark").filter(has_text="S102")
    assert mark.get_attribute("title") in finding
    assert finding.endswith(f"ask_gateway_again {details(row)['Id'].split()[0]}")


def test_an_exception_that_ended_the_send_is_an_error_and_comes_first(ada):
    place_order(ada)
    ada.go(f"{ada.path}rush/")
    ada.press("Force complete")
    open_panel(ada.page)
    first = findings(ada.page)[0]
    assert first.startswith("Error S101 receiver-raised demo_site.shop.receivers.open_warehouse")
    assert "not reached after it: mail_tracking_code" in first
    assert row_of(ada.page, "open_warehouse").locator(".sp-mark").first.inner_text() == "S101"


def test_findings_are_seen_without_unfolding_anything(ada):
    decline_card(ada)
    brief = ada.page.locator(f"{PANEL} .sp-verdicts > li").first
    assert "S102" in brief.inner_text()
    assert brief.locator("svg").bounding_box()["width"] == 14
    assert brief.bounding_box()["y"] < ada.page.locator(".sp-timeline").bounding_box()["y"]
    ada.page.get_by_text("Details and fixes").click()
    assert ada.page.locator(f"{PANEL} .sp-finding").first.is_visible()
    assert not ada.page.locator(".sp-timeline").is_visible()


def test_markup_in_a_finding_appears_as_text(strict):
    strict.go("/lab/?odd")
    panel = open_panel(strict.page)
    assert any("raise_markup raised OddError" in each for each in findings(strict.page))
    assert MARKUP in panel.locator(".sp-registry").text_content()
    assert panel.locator(".sp script:not([type='application/json'])").count() == 0


@pytest.mark.parametrize("width", [390, 1024])
def test_findings_and_registry_stay_inside_the_panel(variant, width):
    variant.page.set_viewport_size({"width": width, "height": 800})
    variant.go("/lab/?odd")
    panel = open_panel(variant.page)
    panel.locator("details").evaluate_all(UNFOLD_ALL)
    parts = panel.locator(".sp-registry, .sp-findings, .sp-finding, .sp-connection")
    assert parts.count() > 0
    assert parts.evaluate_all(OVERFLOWING) == []


def decline_card(visitor):
    """Be on the page of an order whose card was declined, with the panel open."""
    place_order(visitor)
    visitor.fill(card="4000 0000 0000 0002")
    visitor.press("Pay")
    open_panel(visitor.page)
