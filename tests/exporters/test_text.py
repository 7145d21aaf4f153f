"""A recording as a text tree."""

from __future__ import annotations

import asyncio
import re
import sys

import pytest
from django.dispatch import Signal
from django.urls import reverse

from signals_panel import record
from tests.signals import in_view, ordered, packed

DEEP = 1_500


def nothing(sender, **kwargs):
    pass


def test_printing_gives_the_text_tree(signal, connect):
    def outer_receiver(sender, **kwargs):
        ordered.send("shop")

    def raising_receiver(sender, **kwargs):
        raise ValueError("no stock")

    connect(signal, outer_receiver)
    connect(signal, raising_receiver)
    connect(signal, nothing)
    with record() as recording, pytest.raises(ValueError, match="no stock"):
        signal.send("web")
    lines = str(recording).splitlines()
    assert lines[0].startswith("2 signals, 3 receivers in ")
    assert [len(line) - len(line.lstrip()) for line in lines[:8]] == [0, 2, 4, 6, 4, 4, 0, 0]
    assert "from web" in lines[1]
    assert "outer_receiver" in lines[2]
    assert "tests.signals.ordered from shop  no receivers" in lines[3]
    assert lines[4].endswith("raised: ValueError: no stock")
    assert lines[5].endswith("not reached")
    assert lines[7] == "not called:"


def test_findings_stand_after_the_tree_with_their_code_and_place(signal, connect):
    def raising_receiver(sender, **kwargs):
        raise ValueError("no stock")

    connect(signal, raising_receiver)
    with record() as recording:
        signal.send_robust("web")
    line = printed(recording).splitlines()[-1]
    assert line.startswith("! S102 tests.exporters.test_text.")
    assert "raising_receiver raised ValueError" in line
    assert line.endswith(f"({__file__}:{raising_receiver.__code__.co_firstlineno})")


def test_without_findings_no_line_of_them_stands_after_the_tree(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send("web")
    assert "!" not in str(recording)


def test_a_mark_says_of_each_receiver_what_came_of_it(signal, connect):
    async def waits(sender, **kwargs):
        await asyncio.sleep(10)

    def raises(sender, **kwargs):
        raise ValueError

    async def cancel():
        task = asyncio.ensure_future(signal.asend(None))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    connect(ordered, nothing)
    connect(ordered, raises)
    connect(ordered, nothing, sender="shop", dispatch_uid="again")
    connect(signal, waits)
    with record() as recording:
        ordered.send_robust(None)
        with pytest.raises(ValueError):
            ordered.send("shop")
        asyncio.run(cancel())
    marks = re.findall(r"^ +(\S) tests\.exporters\.test_text", printed(recording), re.MULTILINE)
    assert marks == ["→", "✗", "→", "✗", "·", "✗"]


def printed(recording):
    """Return the tree alone."""
    return str(recording).partition("\nnot called:")[0]


def test_counts_are_printed_with_their_nouns(connect):
    signal = Signal()
    connect(signal, nothing)
    with record() as recording:
        signal.send(None)
        for _ in range(4):
            packed.send(None)
    text = str(recording)
    assert text.startswith("5 signals, 1 receiver in ")
    assert "tests.signals.packed ×4" in text


def not_called(recording):
    """Return the lines at the end that tell who was not called."""
    return str(recording).partition("\nnot called:\n")[2].splitlines()


def test_the_projects_receivers_that_were_not_called_stand_at_the_end_with_the_reason(connect):
    connect(packed, nothing, sender="shop")
    connect(ordered, nothing)
    with record() as recording:
        packed.send("web")
    lines = [line for line in not_called(recording) if "test_text" in line]
    assert lines == [
        "  · tests.exporters.test_text.nothing  tests.signals.packed from shop: sent only by web",
        "  · tests.exporters.test_text.nothing  tests.signals.ordered: not sent",
    ]


def test_those_that_were_called_and_those_of_others_do_not(connect):
    connect(packed, nothing)
    with record() as recording:
        packed.send("web")
    assert not any("test_text" in line for line in not_called(recording))
    assert not any("  · django." in line for line in not_called(recording))


def test_many_that_were_not_called_are_counted(signal, connect):
    def receiver():
        return lambda sender, **kwargs: None

    for number in range(30):
        connect(signal, receiver(), sender=f"shop {number}")
    with record() as recording:
        signal.send("web")
    lines = not_called(recording)
    assert len(lines) == 21
    assert all("sent only by web" in line for line in lines[:20])
    assert re.fullmatch(r"  and \d+ more", lines[20])


@pytest.fixture
def deep():
    """Lift Python's recursion limit for as long as a test runs."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(limit)


def again(sender, signal, left, **kwargs):
    """Send the signal again, so many times, each inside the one before."""
    if left > 1:
        signal.send("web", left=left - 1)


def sent_inside_itself(connect, depth):
    signal = Signal()
    connect(signal, again)
    with record() as recording:
        signal.send("web", left=depth)
    return recording


def test_a_recording_of_any_depth_can_be_printed(connect, deep):
    recording = sent_inside_itself(connect, DEEP)
    lines = str(recording).splitlines()
    assert sum("again" in line and "→" in line for line in lines) == DEEP
    assert lines[1].startswith("  unnamed signal")
    assert any(line.lstrip().startswith(f"[{2 * DEEP}] → ") for line in lines)


def test_the_text_is_as_long_as_its_lines_are_many(connect, deep):
    shallow, deep = (len(str(sent_inside_itself(connect, depth))) for depth in (200, 800))
    assert deep < 5 * shallow


def test_a_recording_of_any_depth_can_be_shown_and_downloaded(connect, deep, client, stored):
    connect(ordered, again)
    connect(in_view, lambda sender, **kwargs: ordered.send("web", left=DEEP))
    response = client.get("/plain/")
    assert stored(response).document["totals"]["calls"] > DEEP
    assert "again" in stored(response).content
    query = {"request_id": response.headers["djdt-request-id"]}
    for view in ("json", "trace", "rest", "sums", "columns"):
        assert client.get(reverse(f"djdt:signals_{view}"), query).status_code == 200
