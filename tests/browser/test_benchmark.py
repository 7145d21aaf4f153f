"""What ``python -m benchmarks opening`` times is there to be timed."""

from __future__ import annotations

import pytest

from benchmarks.opening import FILTER, LISTED, OPEN, SCROLL, VIEWPORT, visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "script"), [(100, OPEN), (1_000, LISTED)])
def test_its_requests_have_a_panel_that_opens_and_a_list_that_scrolls(
    browser, many_site, size, script
):
    with browser.new_context(viewport=VIEWPORT) as context:
        page = visit(context, many_site.url, size)
        assert page.evaluate(script) > 0
        if script == LISTED:
            assert page.evaluate(SCROLL) > 0
            assert page.evaluate(FILTER) > 0
