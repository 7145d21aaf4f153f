"""The panel's page: from the store alone, whatever the names and texts hold."""

from __future__ import annotations

import contextlib
import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import transaction

from signals_panel.page.internals import mark_internals
from tests.app.models import Tag
from tests.page.test_findings_page import text_of
from tests.signals import in_body, in_view


def raises(sender, **kwargs):
    raise ValueError(f"<script>{sender}</script>")


@pytest.mark.parametrize(
    "text", ["\ud800", "\0", "é☃", "a\nb", "x" * 100_000, "{{ a }}", "\x1b[0m"]
)
def test_any_text_can_be_shown(text, client, stored, connect):
    def receives(sender, **kwargs):
        in_view.send_robust(text, text=text)
        return text

    connect(in_view, raises, sender=text)
    connect(in_view, receives, sender="view")
    panel = stored(client.get("/plain/"))
    assert panel.content.encode()
    assert "x" * 10_000 not in panel.content
    assert [call["outcome"] for call in panel.document["calls"][-2:]] != []


def test_what_is_shown_is_escaped(client, stored, connect):
    connect(in_view, lambda sender, **kwargs: in_view.send_robust("<b>bold</b>"), sender="view")
    connect(in_view, raises, sender="<b>bold</b>")
    content = stored(client.get("/plain/")).content
    assert "<b>bold</b>" not in content
    assert "<script>" not in content
    assert "&lt;b&gt;bold" in content


def test_rows_beyond_the_option_are_counted(client, stored, connect, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "ROWS_SHOWN": 3}
    connect(in_view, lambda sender, **kwargs: None)
    content = stored(client.get("/plain/")).content
    assert "Showing the first 3 of" in content


def test_a_link_opens_the_editor(client, stored, connect, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "EDITOR_URL": "vscode://file/{file}:{line}"}
    connect(in_view, lambda sender, **kwargs: None)
    assert "vscode://file/" in stored(client.get("/plain/")).content


def test_a_failing_receiver_shows_its_error(client, stored, connect):
    connect(in_view, raises)
    client.raise_request_exception = False
    content = stored(client.get("/plain/")).content
    assert "ValueError" in content
    [frames] = re.findall('<ol class="sp-frames">(.*?)</ol>', content, re.DOTALL)
    assert f"test_content.py:{raises.__code__.co_firstlineno + 1}<" in frames
    assert "<code>raises</code>" in frames
    assert "raise ValueError(" in frames


def test_a_request_that_sends_too_much_without_the_panel_still_fills_an_outer_recording(
    client, connect
):
    from signals_panel import record

    connect(in_view, lambda sender, **kwargs: None)
    with record() as recording:
        client.get("/many/", REMOTE_ADDR="10.1.1.1")
        client.get("/many/", REMOTE_ADDR="10.1.1.1")
    calls = [each for each in recording.as_dict()["dispatches"] if each["sender"] == "many"]
    assert len(calls) == 2_000
    assert recording.as_dict()["dropped"] == {}


def test_a_page_that_sends_much_is_stored_whole(client, stored, connect):
    connect(in_view, lambda sender, **kwargs: None)
    document = stored(client.get("/many/")).document
    assert sum(each["sender"] == "many" for each in document["dispatches"]) == 1_000
    assert document["dropped"] == {}


@pytest.mark.django_db(transaction=True)
def test_a_calls_row_tells_what_it_registered_for_the_commit(client, stored, connect):
    def registers(sender, **kwargs):
        transaction.on_commit(raises)

    def sends(sender, **kwargs):
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            in_view.send("inner")
            raise ZeroDivisionError

    connect(in_view, registers, sender="inner")
    connect(in_view, sends, sender="view")
    content = " ".join(stored(client.get("/plain/")).content.split())
    told = "<code>tests.page.test_content.raises</code> dropped: its block was rolled back"
    assert f"<dt>On commit</dt><dd><div>{told}" in content
    assert "test_content.py:" in content.partition(told)[2].partition("</div>")[0]


def asks_and_sends(sender, **kwargs):
    Tag.objects.count()
    in_body.send("inner")


def hears(sender, **kwargs):
    pass


@pytest.fixture
def nested_page(client, stored, connect, db):
    connect(in_view, asks_and_sends)
    connect(in_body, hears)
    return stored(client.get("/plain/")).content


@pytest.fixture
def nested(nested_page):
    """Return the HTML of four rows: of a send, its call, a send in that, and its call."""
    rows = nested_page.split('<li class="sp-row')[1:]
    names = ("in_view", "asks_and_sends", "in_body", "hears")
    return [next(row for row in rows if f"<bdi>{name}</bdi>" in row) for name in names]


def test_rows_unfold_to_where_they_were_sent_what_ran_and_what_it_asked(nested):
    line = asks_and_sends.__code__.co_firstlineno
    _, call, inner, _ = map(text_of, nested)
    assert f"Receiver {__name__}.asks_and_sends, tests/page/test_content.py:{line}" in call
    assert re.search(r"SQL [\d.]+ ms SELECT COUNT", call)
    assert f"Sent by send() in asks_and_sends, tests/page/test_content.py:{line + 2}" in inner
    assert inner.count('in_body.send("inner")') == 1


def test_rows_are_indented_by_their_depth_and_have_their_times_and_queries(nested):
    indents = [
        re.search(r'sp-indent-(\d+)[^>]* data-depth="(\d+)"', row).groups() for row in nested
    ]
    assert indents == [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")]
    numbers = [re.findall(r'<span class="sp-number">([\d.]*)</span>', row)[:3] for row in nested]
    assert [queries for _, _, *queries in numbers] == [["1"], ["1"], [], []]
    totals = [float(total) for _, total, *_ in numbers]
    assert totals[0] >= totals[1] >= totals[2] >= totals[3]


def test_bars_lie_inside_those_of_the_rows_around_them(nested):
    bars = [
        tuple(map(float, re.search(r'<rect x="([\d.]+)%" width="([\d.]+)%"', row).groups()))
        for row in nested
    ]
    starts, ends = [x for x, _ in bars], [x + width for x, width in bars]
    assert starts == sorted(starts)
    assert all(inner <= outer + 0.002 for outer, inner in pairwise(ends))  # as rounded
    assert 0 <= starts[0] < starts[-1] < ends[0] <= 100


def test_the_figures_tell_what_receivers_asked_and_what_nobody_received(
    client, stored, connect, db
):
    connect(in_view, asks_and_sends)
    panel = stored(client.get("/plain/"))
    figures = text_of(panel.content.partition("<dl")[2].partition("</dl>")[0])
    assert "1 by receivers" in figures
    assert re.search(r"No receivers [1-9]\d* of the signals", figures)


@pytest.mark.parametrize("rows_shown", [0, 500])
@pytest.mark.parametrize("kept", [True, False, "no"])
def test_parameters_are_offered_for_download_where_they_are_kept(
    kept, rows_shown, client, stored, settings
):
    given = {"PARAMETERS": kept, "ROWS_SHOWN": rows_shown}
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, **given}
    content = stored(client.get("/plain/")).content
    assert (">with parameters</a>" in content) is (kept is True)
    assert ">Chrome trace</a>" in content


def test_the_switch_says_how_many_rows_of_django_and_packages_there_are(nested_page):
    shown = int(re.search(r'"sp-internals-count">\((\d+)\)<', nested_page)[1])
    heads = [row.partition(">")[0] for row in nested_page.split('<li class="sp-row')[1:]]
    of_packages = [each for each in heads if re.search("sp-of-packages|sp-kept", each)]
    assert shown == len(of_packages) > 0


def test_a_row_of_packages_around_one_of_the_project_is_kept_and_another_is_not():
    said = SimpleNamespace(kind="dispatch")
    rows = [
        {"depth": depth, "internal": is_of_packages, "error": 0, "marks": (), "said": said}
        for depth, is_of_packages in [(0, True), (1, False), (0, True), (1, True)]
    ]
    assert mark_internals(rows) == 3
    assert [each["is_kept"] for each in rows] == [True, False, False, False]
    assert [each["is_aside"] for each in rows] == [False, False, True, True]


def test_rows_nobody_received_wait_for_the_script_to_fold_them_but_for_the_first(
    client, stored, connect
):
    names = ("first", "second", "third")

    def sends(sender, **kwargs):
        for name in names:
            in_body.send(name)

    connect(in_view, sends)
    content = stored(client.get("/plain/")).content
    rows = content.split('<li class="sp-row')
    quiet = [next(row for row in rows if f"<bdi>{name}</bdi>" in row) for name in names]
    assert ["sp-in-lull" in row.partition(">")[0] for row in quiet] == [False, True, True]
