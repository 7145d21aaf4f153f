"""Async sends, streams, requests without a page, and an exception nobody caught."""

from __future__ import annotations

from textwrap import dedent

import django
import pytest

from .conftest import on_one_server
from .panel import newest, open_named, open_panel, row_of, rows, story, switch_to

pytestmark = [pytest.mark.browser, on_one_server]


def test_an_async_send_shows_the_nested_signal_under_the_receiver_that_sent_it(visitor):
    visitor.go("/lab/asend/")
    open_panel(visitor.page)
    satellite = """\
  > ask_satellite [async]
    image_received forecast [asend]
      > sharpen_image [async]"""
    assert story(visitor.page).splitlines() == [
        "forecast_requested forecast [asend]",
        *in_order(*satellite.splitlines(), "  > ask_buoys [async]", sync="  > consult_almanac"),
    ]


def test_a_robust_async_send_shows_the_exception_among_the_answers(visitor):
    visitor.go("/lab/asend-robust/")
    open_panel(visitor.page)
    assert story(visitor.page).splitlines() == [
        "probe_launched launch [asend_robust]",
        *in_order(
            "  > follow_probe [async]",
            "  > call_station [async] [swallowed StationSilentError]",
            sync="  > write_log_book",
        ),
    ]


def test_three_sends_are_nested_three_deep(visitor):
    visitor.go("/lab/nested/")
    open_panel(visitor.page)
    assert story(visitor.page) == dedent("""\
        front_detected nested
          > issue_warning
            warning_issued warnings
              > try_siren
                siren_tested sirens
                  > listen_to_siren""")


def test_saves_that_were_rolled_back_say_so(visitor):
    visitor.go("/lab/rollback/")
    open_panel(visitor.page)
    saved = "pre_save Reading\npost_save Reading [rolled back]\n  > check_reading"
    assert story(visitor.page) == f"{saved}\n{saved}"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/lab/stream/", "hour_measured stream\n  > check_gauge"),
        ("/lab/astream/", "hour_measured astream [asend]\n  > check_gauge"),
    ],
)
def test_a_streamed_page_shows_the_signal_of_every_piece_and_its_end(visitor, path, line):
    visitor.go(path)
    visitor.go("/lab/")
    switch_to(visitor.page, "GET", path)
    assert story(visitor.page) == "\n".join([line] * 6)
    assert [row.name for row in rows(visitor.page) if row.depth == 0][-1] == "request_finished"


def test_an_exception_nobody_caught_shows_its_signal_and_receiver(visitor):
    visitor.go("/lab/error/")
    visitor.go("/lab/")
    switch_to(visitor.page, "GET", "/lab/error/")
    assert story(visitor.page) == "got_request_exception\n  > log_failed_request"
    assert any("500" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()  # Chromium's own of the status, and of the missing icon


@pytest.mark.parametrize(
    ("button", "path", "sender"),
    [
        ("Load the fragment", "/lab/fragment/", "fragment"),
        ("Request the data", "/lab/data/", "data"),
    ],
)
def test_a_request_without_a_page_is_in_the_history_with_its_own_signals(
    visitor, button, path, sender
):
    visitor.go("/lab/")
    with visitor.page.expect_response(lambda response: path in response.url):
        visitor.page.get_by_role("button", name=button).click()
    switch_to(visitor.page, "GET", path)
    assert story(visitor.page) == f"update_requested {sender}\n  > count_update"
    open_named(visitor.page, "HistoryPanel")
    visitor.page.locator("#HistoryPanel .switchHistory").first.wait_for()
    assert newest(visitor.page, "GET", "/lab/")


def test_a_thousand_instances_nobody_received_are_two_rows_with_a_count(visitor):
    visitor.go("/lab/read/")
    open_panel(visitor.page)
    for name in ("pre_init", "post_init"):
        row = row_of(visitor.page, name).filter(has_text="Reading")
        assert row.count() == 1
        assert row.locator(".sp-count").inner_text() == "×1000"


def in_order(*lines, sync):
    """Return rows in the order of this Django: from 6.1 on sync receivers are called first."""
    return [sync, *lines] if django.VERSION >= (6, 1) else [*lines, sync]
