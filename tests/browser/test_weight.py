"""How much script the panel has, and fetches before anybody has done anything with it."""

from __future__ import annotations

from pathlib import Path

import pytest

import signals_panel
from tests.servers.fixtures import watched

from .conftest import visiting
from .panel import open_panel

pytestmark = pytest.mark.browser

SERVED = Path(signals_panel.__file__).parent / "static/signals_panel"
MOST_BYTES = 61_800
MOST_BYTES_IN_ALL = 95_000
OUTLINES_AFTER_MS = 1_500


def test_opening_a_short_page_fetches_little_script(browser, many_site):
    with watched(many_site), visiting(browser, many_site) as visitor:
        scripts = []

        def keep(answer):
            scripts.append(answer)

        visitor.page.on("response", keep)
        visitor.go("/lab/nested/")
        open_panel(visitor.page)
        visitor.page.wait_for_timeout(OUTLINES_AFTER_MS)
        ours = [each for each in scripts if "/signals_panel/" in each.url]
        sizes = [len(each.body()) for each in ours if each.url.endswith(".js")]
        assert 0 < sum(sizes) <= MOST_BYTES


def test_all_scripts_together_are_little():
    sizes = [path.stat().st_size for path in SERVED.glob("*.js")]
    assert 0 < sum(sizes) <= MOST_BYTES_IN_ALL
