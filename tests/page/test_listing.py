"""What rows say: their badges, and of a folded run what is inside it."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Group

from signals_panel import record
from signals_panel.fates.connected import Connected
from signals_panel.findings import find
from signals_panel.log.tables import tables_of
from signals_panel.page.columns import columns_of
from signals_panel.page.listing import Listing
from signals_panel.registry.registry import registry_now
from signals_panel.timeline import Timeline
from signals_panel.timeline.runs import SHORTEST
from tests.page.test_long import columns_in
from tests.signals import in_body, in_view


def listing_of(recording):
    timeline = Timeline([tables_of(recording)])
    return Listing(timeline, find(Connected(timeline, registry_now())))


def said_by(listing, kind):
    """Return what the first row of a kind says, and its numbers."""
    for row in listing.order.rows:
        said = listing.said[listing.label[row]]
        if said.kind == kind:
            return said, {name: column[row] for name, column in listing.numbers.items()}
    raise AssertionError(f"there is no {kind}")


@pytest.fixture
def run(connect, db):
    """Return the listing of a run: in each send of it another, a query in that, and an error."""

    def fails(sender, **kwargs):
        Group.objects.count()
        raise LookupError

    connect(in_body, fails)
    connect(in_view, lambda sender, **kwargs: in_body.send_robust("inner"))
    with record() as recording:
        for _ in range(SHORTEST):
            in_view.send("outer")
    return listing_of(recording)


def test_a_folded_run_says_what_is_inside_it_however_deep(run):
    said, _ = said_by(run, "run")
    [*errors_and_queries, findings] = [(badge.text, badge.tone) for badge in said.hides]
    assert errors_and_queries == [(f"{SHORTEST} queries", ""), (f"{SHORTEST} errors", "bad")]
    assert findings[0].endswith("findings")


def test_every_row_has_what_is_inside_it_itself_included(run):
    numbers = {kind: said_by(run, kind)[1] for kind in ("run", "dispatch", "call")}
    assert numbers["run"]["inside_rows"] == 4 * SHORTEST
    assert numbers["dispatch"]["inside_rows"] == 4
    assert numbers["call"]["inside_rows"] == 3
    assert [each["inside_sql"] for each in numbers.values()] == [SHORTEST, 1, 1]
    assert [each["inside_errors"] for each in numbers.values()] == [SHORTEST, 1, 1]
    assert all(each["inside_sql_us"] > 0 for each in numbers.values())


def test_a_finding_counts_once_however_many_of_its_rows_are_inside(connect):
    connect(in_view, lambda sender, **kwargs: None)
    with record() as recording:
        for _ in range(SHORTEST):
            in_view.send("anyone")
    timeline = Timeline([tables_of(recording)])
    first, *others = (
        {"code": "S403", "severity": "info", "message": "", "dispatch": None, "bypass": None}
        | {"call": timeline.call_id(call)}
        for call in range(3)
    )
    run = said_by(Listing(timeline, [{**first, "evidence": others}]), "run")
    assert run[1]["inside_findings"] == 1


@pytest.mark.parametrize("ns", [-1_000_000, 10**18])
def test_a_clock_that_steps_while_a_query_runs_costs_no_list(connect, db, ns):
    connect(in_view, lambda sender, **kwargs: Group.objects.count())
    with record() as recording:
        in_view.send("anyone")
    tables = tables_of(recording)
    tables["streams"]["queries"]["duration"] = [ns]
    listing = Listing(Timeline([tables]), [])
    _, columns = columns_in(columns_of(listing))
    assert columns["inside_sql"] == [1, 1]
    assert columns["inside_sql_us"] == [min(max(ns // 1_000, 0), 2**32 - 1)] * 2


def test_only_what_went_wrong_looks_so(connect):
    async def fails(sender, **kwargs):
        raise LookupError

    connect(in_view, fails)
    with record() as recording:
        async_to_sync(in_view.asend_robust)("anyone")
    said, _ = said_by(listing_of(recording), "call")
    assert said.badges == (("async", ""), ("swallowed LookupError", "bad"))


def test_the_page_shows_it_in_the_row_of_the_run(client, stored, connect, db):
    def fails(sender, **kwargs):
        raise LookupError

    connect(in_body, fails)
    connect(in_view, lambda sender, **kwargs: [in_body.send_robust("a") for _ in range(SHORTEST)])
    content = stored(client.get("/plain/")).content
    assert f'<span class="sp-hides sp-badge-bad">{SHORTEST} errors</span>' in content
