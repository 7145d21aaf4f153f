"""Every story of the lab shows in the panel what it declares, on both kinds of servers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outline import BOOKENDS, NOISE, outline, rows_in

from .client import fetch, panel_html
from .demo import MANAGE, ROOT, SETTINGS, environment
from .fixtures import watched

FINDING = re.compile(r'class="sp-code">(\w+) ')


def declared():
    """Return what the demo site says of its stories."""
    asked = subprocess.run(
        [sys.executable, *MANAGE, "stories"],
        cwd=ROOT,
        env=environment(Path("never-used"), SETTINGS),
        check=True,
        capture_output=True,
        text=True,
    )
    return {each["path"]: each for each in json.loads(asked.stdout)}


STORIES = declared()


@pytest.mark.parametrize("path", STORIES)
def test_a_story_shows_the_signals_and_findings_it_declares(site, path):
    story = STORIES[path]
    with watched(site):
        _, headers = fetch(site.url + path, errors=True)
        html = panel_html(site.url, headers["djdt-request-id"])
    noise = (NOISE | BOOKENDS).difference(story["signals"])
    assert outline(rows_in(html), noise) == story["outline"]
    assert sorted(set(FINDING.findall(html))) == story["findings"]
