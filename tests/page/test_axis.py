"""The axis over the bars."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from django.core.signals import request_finished

from signals_panel.page.axis import axis_of, step_of

MS = 1_000_000


def axis(*ends):
    """Return the axis of a recording whose parts ended so many ms after it began."""
    return axis_of([{"started_ns": 7, "ended_ns": 7 + int(end * MS)} for end in ends])


@pytest.mark.parametrize(
    ("ms", "ticks"),
    [
        (84, ["0", "20", "40", "60", "80"]),
        (100, ["0", "20", "40", "60", "80", "100"]),
        (0.31, ["0", "0.1", "0.2", "0.3"]),
        (2_100, ["0", "500", "1000", "1500", "2000"]),
        (4_000_000, ["0", "1000000", "2000000", "3000000", "4000000"]),
    ],
)
def test_ticks_are_round_and_few(ms, ticks):
    assert [tick["text"] for tick in axis(ms)["ticks"]] == ticks


def test_a_tick_stands_where_its_time_is_and_the_last_ends_within_the_axis():
    places = [(tick["x"], tick["anchor"]) for tick in axis(84)["ticks"]]
    middle = [("23.81", "middle"), ("47.62", "middle"), ("71.43", "middle")]
    assert places == [("0.00", "start"), *middle, ("95.24", "end")]


def test_there_are_never_more_ticks_than_have_room():
    for extent in [*range(1, 3_000), *(7**power for power in range(20))]:
        step = step_of(extent)
        assert re.fullmatch("[125]0*", str(step))
        assert extent // step <= 5
        assert extent < 3 or extent / step > 2 or step == 1, extent


def test_the_response_is_where_the_first_part_ends():
    assert axis(75, 100) | {"ticks": []} == {
        "extent": 100 * MS,
        "all_ms": "100",
        "ticks": [],
        "response_ms": "75.00",
        "x": "75.000",
        "rest": "25.000",
        "anchor": "end",
    }


def test_a_clock_that_stepped_back_stays_on_the_axis():
    for ends in ((-5,), (5, -5), (-5, 5)):
        found = axis(*ends)
        assert found["extent"] >= 1
        assert 0 <= float(found["x"]) <= 100


def test_bars_say_when_they_began_and_those_after_the_response_lie_behind_its_mark(
    client, stored, connect
):
    def waits(sender, **kwargs):
        time.sleep(0.002)

    connect(request_finished, waits)
    content = stored(client.get("/plain/")).content
    bars = re.findall(
        r'class="sp-bar" title="at ([\d.]+) ms, took ([\d.]+) ms">'
        r'<svg aria-hidden="true"><rect x="([\d.]+)%"',
        content,
    )
    mark = float(re.search(r'<g class="sp-responded"><rect x="([\d.]+)%"', content)[1])
    assert float(bars[0][2]) < mark < float(bars[-1][2])
    assert all(float(early[0]) <= float(late[0]) for early, late in pairwise(bars))
    assert re.search(r"the response was made at [\d.]+ ms", content)
    assert re.search(r"([\d.]+) ms of it after the response,", content)
    assert 'style="' not in content
