"""A trace downloaded from the panel, opened in the viewers that the documentation names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from signals_panel import record
from signals_panel.exporters.chrome_trace import chrome_trace
from signals_panel.exporters.files import trace_bytes
from signals_panel.log.tables import tables_of
from signals_panel.timeline import Timeline
from tests.signals import in_view

from .conftest import on_one_server
from .panel import open_panel
from .viewers import open_in_chrome_tracing, open_in_perfetto, open_in_speedscope

pytestmark = pytest.mark.browser

NESTED = [
    (0, "front_detected"),
    (1, "issue_warning"),
    (2, "warning_issued"),
    (3, "try_siren"),
    (4, "siren_tested"),
    (5, "listen_to_siren"),
]
"""Bars of three sends, each inside of a receiver of the one before, and how deep they are."""


@pytest.fixture
def trace(visitor, tmp_path) -> Path:
    visitor.go("/lab/nested/")
    panel = open_panel(visitor.page)
    with visitor.page.expect_download() as download:
        panel.get_by_role("link", name="Chrome trace").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    return file


@pytest.fixture
def page(browser):
    """Return a page that reaches this machine alone: viewers can do without the rest."""
    context = browser.new_context()
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    yield context.new_page()
    context.close()


@on_one_server
@pytest.mark.parametrize("open_in", [open_in_perfetto, open_in_chrome_tracing])
def test_a_downloaded_trace_shows_receivers_inside_of_their_dispatches(page, trace, open_in):
    bars = {(depth, name.rpartition(".")[2]) for depth, name in open_in(page, trace)}
    assert set(NESTED) <= bars


@on_one_server
def test_a_downloaded_trace_adds_up_in_speedscope_by_names(page, trace):
    names = {name.rpartition(".")[2] for name in open_in_speedscope(page, trace)}
    assert {name for _, name in NESTED} <= names


HOSTILE = [
    *("<script>alert(1)</script>", 'a "quote" ', "\u202eabc", "🎉", "x" * 250, "half \ud800"),
    *("back\\slash", "ends with \\", "two \\\\", 'quote, then backslash "\\', "DEL\x7f", "a\nline"),
]


@pytest.mark.parametrize("open_in", [open_in_perfetto, open_in_chrome_tracing])
def test_a_trace_with_hostile_names_and_arguments_opens(page, connect, tmp_path, open_in):
    for name in HOSTILE:
        connect(in_view, receiver_named(name))
    with record() as recording:
        for name in HOSTILE:
            in_view.send(name, value=name)
    file = tmp_path / "hostile.trace.json"
    timeline = Timeline([tables_of(recording)])
    trace = chrome_trace(timeline, recording.as_dict(), details=True)
    file.write_bytes(trace_bytes(trace))
    names = {name for _, name in open_in(page, file)}
    assert len(names) == 1 + len(HOSTILE)
    assert {f"{__name__}.{name}" for name in HOSTILE[:5]} <= names


def receiver_named(name):
    def receiver(sender, **kwargs):
        pass

    receiver.__qualname__ = name
    return receiver
