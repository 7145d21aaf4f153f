"""Where a limit lies: what is just as long or as often as it says, and what is one more."""

from __future__ import annotations

import pytest
from django.db import connection

from signals_panel import record
from signals_panel.exporters.text import MOST_PARTS, _finding_lines
from signals_panel.findings.costs import shortened
from signals_panel.hooks.sql import MAX_SQL
from signals_panel.page.source_lines import source_line
from signals_panel.texts.describe import describe
from tests.app.models import Tag
from tests.findings.reading import codes
from tests.signals import ordered


def counts_tags(sender, **kwargs):
    Tag.objects.count()


def sends(times):
    for _ in range(times):
        ordered.send("shop")


@pytest.mark.parametrize("length", [201, 250, 299, 300, 301, 1_000])
@pytest.mark.parametrize(
    "kind",
    [str, lambda text: text.encode(), type("Name", (str,), {})],
    ids=["str", "bytes", "subclass"],
)
def test_of_a_long_value_its_beginning_is_told(kind, length):
    begin = "b'" if type(kind("")) is bytes else "'"
    assert describe(kind("a" * length)) == f"{begin}{'a' * (199 - len(begin))}…"


@pytest.mark.parametrize(("times", "is_told"), [(9, False), (10, True)])
def test_a_line_is_told_of_from_ten_sends_on(times, is_told, connect, db):
    connect(ordered, counts_tags)
    with record() as recording:
        sends(times)
    assert ("S304" in codes(recording)) is is_told


@pytest.mark.parametrize(("times", "is_told"), [(4, False), (5, True)])
def test_a_query_is_told_of_from_five_times_on(times, is_told, connect, db):
    connect(ordered, counts_tags)
    with record() as recording:
        for _ in range(times):
            ordered.send("shop")
    assert ("S403" in codes(recording)) is is_told


@pytest.mark.parametrize(("times", "is_told"), [(4, False), (5, True)])
def test_queries_of_one_call_are_told_of_from_five_on(times, is_told, connect, db):
    def asks(sender, **kwargs):
        for number in range(times):
            list(Tag.objects.filter(name="a")[: number + 1])

    connect(ordered, asks)
    with record() as recording:
        ordered.send("shop")
    assert ("S402" in codes(recording)) is is_told


@pytest.mark.parametrize("extra", [0, 1])
def test_a_statement_is_kept_whole_up_to_its_limit(extra, db):
    sql = f"SELECT '{'a' * (MAX_SQL - len('SELECT ') - 2 + extra)}'"
    with record() as recording, connection.cursor() as cursor:
        cursor.execute(sql)
    [query] = recording.as_dict()["queries"]
    assert query["sql"] == (f"{sql[: MAX_SQL - 1]}…" if extra else sql)


def test_a_statement_in_a_finding_is_whole_up_to_its_limit():
    limit = len(shortened("a" * 10_000))
    assert shortened("a" * limit) == "a" * limit
    assert shortened("a" * (limit + 1)) == "a" * (limit - 1) + "…"


@pytest.mark.parametrize("more", [0, 1])
def test_a_finding_says_how_many_of_its_parts_are_not_listed(more):
    part = {"code": "S101", "message": "m", "where": None}
    lines = list(_finding_lines({**part, "evidence": [part] * (MOST_PARTS + more)}))
    assert len(lines) == 1 + MOST_PARTS + more
    assert (lines[-1] == "  and 1 more") is bool(more)


def test_a_line_of_source_is_cut_after_two_hundred_characters(tmp_path):
    path = tmp_path / "long.py"
    path.write_text(f"go({'a' * 300})\n")
    assert source_line(str(path), 1) == f"go({'a' * 197}"
