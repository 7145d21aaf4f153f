"""The statements of a call on a page: in lines, counted, with lines of code and parameters."""

from __future__ import annotations

import inspect
import re
import time

import pytest
from django.db import connection
from django.dispatch import Signal

from signals_panel import record
from signals_panel.exporters.document import expand
from signals_panel.log.tables import marks_of, tables_of
from signals_panel.page.statement_lines import in_lines
from signals_panel.page.statements import Statements
from signals_panel.timeline import Timeline
from tests.app.models import Tag
from tests.page.test_findings_page import text_of
from tests.signals import in_view


def statements_of(connect, run, *, in_parts=False):
    """Return the statements of a receiver that does something, told as on a page."""
    sent, marks = Signal(), []

    def receives(sender, **kwargs):
        run()
        if in_parts:
            marks.append(marks_of(recording))
            run()

    connect(sent, receives)
    with record() as recording:
        sent.send(None)
    parts = [tables_of(recording)]
    if marks:
        parts = [tables_of(recording, until=marks[0]), tables_of(recording, since=marks[0])]
    timeline, document = Timeline(parts), expand(parts)
    statements = Statements(timeline, document["queries"], lambda site: site and site["line"])
    return statements.of(document["calls"][0]["id"])


def counts(*names):
    def run():
        for name in names:
            Tag.objects.filter(name=name).count()

    return run


def test_a_statement_that_runs_again_is_told_once(connect, db):
    [told] = statements_of(connect, counts(*"aaaaaa"))
    assert (told["times"], told["compared"]) == (6, "same parameters")
    [told] = statements_of(connect, counts(*"aab"))
    assert (told["times"], told["compared"]) == (3, "other parameters")
    [told] = statements_of(connect, counts("a"))
    assert (told["times"], told["compared"]) == (1, "")


def test_parameters_that_are_not_shown_are_compared(connect, db):
    def run(*secrets):
        with connection.cursor() as cursor:
            for secret in secrets:
                cursor.execute("SELECT 1 WHERE lower(%s) = 'x'", [secret])

    for secrets, answer in ((("a", "a"), "same parameters"), (("a", "b"), "other parameters")):
        [told] = statements_of(connect, lambda secrets=secrets: run(*secrets))
        assert told["compared"] == answer
        assert [each["text"] for each in told["parameters"]] == ["<str of 1 characters>"]
        assert not told["parameters"][0]["is_shown"]


def test_what_cannot_be_compared_is_not_told_to_be_the_same(connect, db):
    class Name(str):
        __slots__ = ()

    def run():
        with connection.cursor() as cursor:
            for _ in range(2):
                cursor.execute("SELECT 1 WHERE lower(%s) = 'x'", [Name("a")])
                cursor.execute("SELECT 2")

    first, second = statements_of(connect, run)
    assert (first["times"], first["compared"]) == (2, "")
    assert (second["times"], second["compared"]) == (2, "")


def test_parameters_are_compared_across_parts_as_far_as_they_are_shown(connect, db):
    [told] = statements_of(connect, counts("a"), in_parts=True)
    assert (told["times"], told["compared"]) == (2, "")
    [told] = statements_of(connect, counts("a", "b"), in_parts=True)
    assert (told["times"], told["compared"]) == (4, "other parameters")


def test_a_statement_has_each_line_that_ran_it_and_the_time_of_all(connect, db):
    line = inspect.currentframe().f_lineno + 3

    def run():
        Tag.objects.count()
        Tag.objects.count()
        for _ in range(2):
            Tag.objects.count()

    [told] = statements_of(connect, run)
    assert told["places"] == [line, line + 1, line + 3]
    assert told["duration_ns"] > 0


def test_how_much_more_there_is_than_told_is_said(connect, db):
    def run():
        list(Tag.objects.filter(pk__in=range(1, 61)))
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM app_tag WHERE name = %s", [("a",), ("b",)])

    first, second = statements_of(connect, run)
    assert (len(first["parameters"]), first["more"]) == (50, "10 more")
    assert (len(second["parameters"]), second["more"]) == (1, "1 more row")


LINES = """\
SELECT "a"."b", count(c, (d FROM e))
FROM "a"
LEFT OUTER JOIN "c" ON (c.d = a.d AND x)
WHERE ("a"."b" IN (
  SELECT U0.x
  FROM y U0
  WHERE z = 'AND FROM') AND 1 = 2)
  AND q BETWEEN %s AND %s
  OR r
ORDER BY 1
LIMIT 2"""
INSERT = """\
INSERT INTO "blog_searchentry" ("title", "body", "post_id")
VALUES (%s, %s, %s)"""


@pytest.mark.parametrize("lines", [LINES, INSERT, "SELECT 1 FROM t WHERE a = %s"])
def test_a_statement_is_in_lines_by_its_clauses(lines):
    sql = re.sub(r"\n *", " ", lines).replace("( ", "(")
    assert in_lines(sql) == lines


def test_a_statement_that_has_lines_of_its_own_keeps_them():
    assert in_lines("\n    SELECT 1\n      FROM t\n") == "SELECT 1\n  FROM t"


@pytest.mark.parametrize(
    "piece", ["(", " ", "'", '"', "/*", " OR", "BETWEEN ", " LEFT", " GROUP ", "a"]
)
def test_any_statement_is_in_lines_at_once(piece):
    sql = piece * (5_000 // len(piece))
    start = time.perf_counter()
    found = in_lines(sql)
    assert time.perf_counter() - start < 0.5
    assert "".join(found.split()) == "".join(sql.split())


def test_a_page_has_a_statement_once_with_its_parameters_and_lines(client, stored, connect, db):
    def receives(sender, **kwargs):
        counts(*"aaaaaa")()
        counts("<b>", "c")()

    connect(in_view, receives, sender="view")
    content = stored(client.get("/plain/")).content
    text = " ".join(text_of(content).split())
    assert "×8 other parameters Parameters: 'a' tests/page/test_statements.py:" in text
    assert "Tag.objects.filter(name=name).count()" in text
    assert re.search(r"receives .*?SQL [\d.]+ of [\d.]+ ms", text)
    assert "<b>" not in content


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_is_stored_has_parameters_only_if_they_are_kept(
    is_kept, client, stored, connect, db, settings
):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "PARAMETERS": is_kept}
    connect(in_view, lambda sender, **kwargs: counts("a lamp")(), sender="view")
    panel = stored(client.get("/plain/"))
    assert ("a lamp" in repr(panel.get_stats())) is is_kept
    assert ("a lamp" in panel.content) is is_kept
    [query] = panel.document["queries"]
    assert query["parameters"] == (["'a lamp'"] if is_kept else None)
