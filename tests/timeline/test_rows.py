"""What rows of a timeline are told apart by."""

from __future__ import annotations

import pytest
from django.db.transaction import atomic

from signals_panel import record
from signals_panel.log.tables import tables_of
from signals_panel.page.columns import columns_of
from signals_panel.page.listing import Listing
from signals_panel.registry.registry import registry_now
from signals_panel.timeline import Timeline
from signals_panel.timeline.runs import SHORTEST

from .comparison import differences, list_of
from .held import first, second
from .oracle.facts import BADGE_END

SOURCE = "def send(signal):\n    signal.send(None)\n"


@pytest.mark.parametrize(("module", "is_hidden"), [("django.shop", True), (__name__, False)])
def test_what_a_package_sent_is_its_own_unless_a_receiver_of_the_project_ran(
    connect, module, is_hidden
):
    def receives(sender, **kwargs):
        return None

    receives.__module__ = module
    connect(first, receives)
    package = {}
    exec(compile(SOURCE, "/lib/site-packages/shop/views.py", "exec"), package)
    with record() as recording:
        package["send"](first)
    parts = [tables_of(recording)]
    rows = [(row.kind, row.is_internal) for row in list_of(recording)]
    assert rows == [("dispatch", is_hidden), ("call", is_hidden)]
    assert list(differences(parts, registry_now())) == []


def test_rows_of_more_labels_than_a_byte_can_tell_apart_say_each_their_own(connect):
    connect(first, lambda sender, **kwargs: None)
    with record() as recording:
        for number in range(300):
            first.send(None, action=f"turn {number}")
    badges = [row.badges.strip(BADGE_END) for row in list_of(recording)]
    assert badges[1:] == [text for number in range(300) for text in (f"turn {number}", "")]


def test_sends_nobody_received_say_how_often_each(connect):
    connect(second, lambda sender, **kwargs: None)
    with record() as recording:
        for times in (1, 3, 300):
            for _ in range(times):
                first.send(None)
            second.send(None)
    assert [row.times for row in list_of(recording) if row.kind == "quiet"] == [1, 3, 300]


@pytest.mark.django_db
def test_a_run_says_what_its_members_share_but_not_their_transaction(connect):
    connect(first, lambda sender, **kwargs: None)
    with record() as recording:
        for _ in range(SHORTEST):
            with atomic():
                first.send(None, action="turn")
    run, *_ = list_of(recording)
    assert (run.kind, run.badges) == ("run", f"turn{BADGE_END}")


def test_a_hundred_thousand_dispatches_with_a_call_each_would_be_six_megabytes_at_most(connect):
    connect(first, lambda sender, **kwargs: None)
    with record() as recording:
        for number in range(40_000):
            first.send(None, number=number)
    assert len(columns_of(Listing(Timeline([tables_of(recording)]), []))) <= 2_400_000


def test_a_timeline_of_some_numbers_has_nothing_else(connect):
    connect(first, lambda sender, **kwargs: first.send(sender - 1) if sender else None)
    with record() as recording:
        first.send(2)
    tables = tables_of(recording)
    whole = Timeline([tables])
    assert list(whole.dispatches.number) == [1, 2, 3]
    some = Timeline([tables], range(2, 4))
    assert list(some.dispatches.number) == [2, 3]
    assert list(some.dispatches.parent) == [-1, 0]
    assert some.dispatches.start == whole.dispatches.start[1:]
    assert some.calls.own == whole.calls.own[1:]
