"""Every public name is documented, since when it is there, and with an example that is tested."""

from __future__ import annotations

from importlib import import_module

import pytest

from .pages import ROOT, blocks

MODULES = ("signals_panel", "signals_panel.testing", "signals_panel.otel")
NAMES = [(module, name) for module in MODULES for name in import_module(module).__all__]
DATED = [
    page
    for page in (ROOT / "docs").glob("*.md")
    if "```{versionadded}" in page.read_text(encoding="utf-8")
]


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_public_name_is_in_a_tested_example_of_a_page_that_says_since_when(module, name):
    said = [each.text for each in blocks() if each.language == "python" and each.page in DATED]
    assert [text for text in said if name in text and module in text]


def test_the_reference_names_each_module_and_what_the_package_itself_has():
    text = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    assert all(f"`{module}" in text for module in MODULES)
    assert all(f"`signals_panel.{name}`" in text for name in import_module("signals_panel").__all__)
