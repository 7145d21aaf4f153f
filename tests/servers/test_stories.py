"""Every story of the lab shows in the panel what it declares, on both kinds of servers."""

from __future__ import annotations

import json
import re

import pytest

from tests.docs.schema import mistakes
from tests.outline import outline, rows_in

from .client import fetch, panel_html
from .declared import declared
from .demo import ROOT
from .fixtures import watched
from .whole_panel import whole_panel

DOCUMENT = "/__debug__/signals/json/?request_id="
FINDING = re.compile(r'class="sp-code"[^>]*>(\w+) ')


STORIES = {each["path"]: each for each in declared()["lab"]}


@pytest.mark.parametrize("path", STORIES)
def test_a_story_shows_the_signals_and_findings_it_declares(site, path):
    story = STORIES[path]
    with watched(site):
        _, headers = fetch(site.url + path, errors=True)
        html = panel_html(site.url, headers["djdt-request-id"])
        rows = rows_in(whole_panel(site.url, headers["djdt-request-id"]))
    assert outline(rows, but=story["outline"]) == story["outline"]
    assert sorted(set(FINDING.findall(html))) == story["findings"]
    document, _ = fetch(f"{site.url}{DOCUMENT}{headers['djdt-request-id']}")
    assert mistakes(json.loads(document)) == []


def test_a_migration_from_the_command_line_prints_its_signals(site):
    html, _ = fetch(f"{site.url}/lab/migrate-by-command/")
    for printed in ("pre_migrate", "post_migrate", "demo_site.lab.dockyard.float_out"):
        assert printed in html


def test_the_story_of_s404_prints_its_finding(site):
    html, _ = fetch(f"{site.url}/lab/delete-heard-by-all/")
    assert "! S404" in html


def test_every_page_of_the_lab_that_the_documentation_names_is_there():
    named = re.findall(r"/lab/[\w-]+/", (ROOT / "docs" / "seeds.md").read_text())
    assert set(named) <= set(STORIES)
