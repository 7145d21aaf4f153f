"""Time that tests stop or move is theirs alone: recordings have a clock that nobody replaces."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime

import pytest
import time_machine
from freezegun import freeze_time

from signals_panel import record
from signals_panel.log import clock

SECOND = 1_000_000_000
LONG_AGO = "2001-02-03 04:05:06"


def frozen():
    return freeze_time(LONG_AGO)


def ticking():
    return freeze_time(LONG_AGO, auto_tick_seconds=10)


def travelled():
    return time_machine.travel(LONG_AGO, tick=False)


any_time = pytest.mark.parametrize("stopped", [frozen, ticking, travelled])


def seconds_during(moves):
    """Return how long *moves* takes by the time that a test sees."""
    before = datetime.now()
    moves()
    return (datetime.now() - before).total_seconds()


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_a_recorded_send_asks_freezegun_for_no_time(signal, connect, method):
    connect(signal, lambda sender, **kwargs: None)
    with ticking(), record():
        sends = [seconds_during(lambda: getattr(signal, method)(None)) for _ in range(5)]
    assert min(sends) == 10  # a thread that other tests have left may ask now and then


@pytest.mark.django_db
def test_neither_do_queries_bulk_operations_mails_and_tasks(signal, connect):
    from asgiref.sync import async_to_sync
    from django.core.mail import send_mail

    from tests.app.models import Tag

    async def receives(sender, **kwargs):
        Tag.objects.none().update(name="x")

    def moves():
        Tag.objects.bulk_create([Tag(name="x")])
        Tag.objects.update(name="y")
        send_mail("s", "b", "a@example.com", ["b@example.com"])
        signal.send(None)
        async_to_sync(signal.asend)(None)

    connect(signal, receives)
    moves()  # what Django does but once
    with ticking():
        plain = seconds_during(moves)
        with record() as recording:
            recorded = seconds_during(moves)
    assert recorded == plain
    assert recording.as_dict()["queries"]


@any_time
def test_durations_are_those_of_the_process(signal, connect, stopped):
    connect(signal, lambda sender, **kwargs: time.sleep(0.005))
    with stopped(), record() as recording:
        signal.send(None)
    [call] = recording.as_dict()["calls"]
    assert 0.005 * SECOND <= call["duration_ns"] < 5 * SECOND


@any_time
def test_a_recording_that_spans_the_change_has_durations_of_its_own(signal, connect, stopped):
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        signal.send(None)
        with stopped():
            signal.send(None)
        signal.send(None)
    document = recording.as_dict()
    starts = [each["start_ns"] for each in document["dispatches"]]
    assert starts == sorted(starts)
    assert starts[-1] < 5 * SECOND
    assert [each["code"] for each in document["findings"]] == []


@any_time
def test_no_clock_of_ours_stands_or_jumps(stopped):
    before = clock.perf_counter_ns(), clock.monotonic()
    with stopped():
        time.sleep(0.002)
        after = clock.perf_counter_ns(), clock.monotonic()
    assert 0.002 * SECOND <= after[0] - before[0] < 5 * SECOND
    assert 0.002 <= after[1] - before[1] < 5


def test_no_module_of_ours_holds_a_function_that_freezegun_replaces():
    with frozen():
        found = [
            f"{name}.{attribute}"
            for name, module in list(sys.modules.items())
            if name.partition(".")[0] == "signals_panel"
            for attribute, value in vars(module).items()
            if (getattr(value, "__module__", "") or "").startswith("freezegun")
        ]
    assert found == []


IMPORTED_WHILE_FROZEN = """
from freezegun import freeze_time
with freeze_time("2001-02-03", {options}):
    from datetime import datetime
    from django.conf import settings
    settings.configure()
    from django.dispatch import Signal
    from signals_panel import record
    signal = Signal()
    signal.connect(lambda sender, **kwargs: sum(range(100_000)), weak=False)
    with record() as recording:
        before = datetime.now()
        signal.send(None)
        print((datetime.now() - before).total_seconds())
with record() as thawed:
    signal.send(None)
for each in (recording, thawed):
    print(0 < each.as_dict()["calls"][0]["duration_ns"] < 60 * 10**9)
"""


@pytest.mark.parametrize(("options", "seconds"), [("", 0.0), ("auto_tick_seconds=10", 10.0)])
def test_the_clock_is_real_where_the_package_is_imported_while_time_is_frozen(options, seconds):
    ran = subprocess.run(
        [sys.executable, "-c", IMPORTED_WHILE_FROZEN.format(options=options)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert ran.stdout.split() == [str(seconds), "True", "True"], ran.stderr


IGNORING = """
import asyncio
import contextlib
import sys
import time

from django.conf import settings
from freezegun import freeze_time

database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
settings.configure(DATABASES={"default": database})

from django.db import transaction
from django.dispatch import Signal

if sys.argv[1] == "plain":
    record = contextlib.nullcontext
else:
    from signals_panel import hooks, record
    hooks.install()
    if sys.argv[1] == "idle":
        record = contextlib.nullcontext


class Own(Signal):
    def send_chained(self, sender):
        for receiver in self._live_receivers(sender)[0]:
            receiver(signal=self, sender=sender)


def reads(sender=None, **kwargs):
    print(time.time() > 10**9, end=" ")


async def reads_async(sender, **kwargs):
    print(time.time() > 10**9, end=" ")


signal, mixed, own = Signal(), Signal(), Own()
for each in (signal, mixed, own):
    each.connect(reads)
if sys.argv[2] != "django":  # whether it is near enough depends on how many frames are between
    mixed.connect(reads_async)
with freeze_time("2001-02-03", ignore=[sys.argv[2]]), record():
    signal.send(None)
    signal.send_robust(None)
    own.send_chained(None)
    mixed.send(None)
    asyncio.run(mixed.asend(None))
    with transaction.atomic():
        transaction.on_commit(reads)
"""


@pytest.mark.parametrize("ignored", ["signals_panel", "django", "__main__"])
def test_who_reads_the_real_time_is_who_freezegun_was_told_to_ignore(ignored):
    plain, *ours = (
        subprocess.run(
            [sys.executable, "-c", IGNORING, how, ignored],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for how in ("plain", "idle", "recorded")
    )
    assert len(plain.split()) == (6 if ignored == "django" else 8)
    assert ours == [plain, plain]
