"""The tree into the clipboard: the rows shown or all, as text or as Markdown."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import on_one_server
from .panel import PANEL, open_panel

pytestmark = [pytest.mark.browser, on_one_server]


@pytest.fixture
def nested(visitor):
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.go("/lab/nested/")
    open_panel(visitor.page)
    return visitor


def copied(visitor, choice):
    """Choose from the menu; return what the clipboard then holds."""
    panel = visitor.page.locator(PANEL)
    panel.locator(".sp-copies > summary").click()
    panel.get_by_role("button", name=choice, exact=True).click()
    panel.locator(".sp-said", has_text="Copied").wait_for()
    expect(panel.locator(".sp-copies > div")).to_be_hidden()
    return visitor.page.evaluate("navigator.clipboard.readText()")


def test_all_of_the_tree_is_copied_as_the_text_that_a_terminal_shows(nested):
    text = copied(nested, "All, as text")
    first, *lines = text.splitlines()
    assert " signals, " in first
    assert any(line.startswith("  django.core.signals.request_started") for line in lines)
    assert any(line.startswith("    → ") for line in lines)
    assert nested.complaints == []


def test_what_is_filtered_is_copied_as_it_is_shown(nested):
    nested.page.locator(f"{PANEL} .sp-search").fill("kind:call")
    shown = nested.page.locator(f"{PANEL} .sp-row:visible").count()
    lines = copied(nested, "Rows shown, as text").splitlines()
    assert len(lines) == shown
    assert len(lines) < len(copied(nested, "All, as text").splitlines())


def test_markdown_is_a_list_nested_as_the_rows_are(nested):
    lines = copied(nested, "Rows shown, as Markdown").splitlines()
    assert all(line.lstrip().startswith("- `") and line.endswith("`") for line in lines)
    depths = [len(line) - len(line.lstrip()) for line in lines]
    assert len(set(depths)) > 2
    assert set(depths) <= set(range(0, 40, 2))
