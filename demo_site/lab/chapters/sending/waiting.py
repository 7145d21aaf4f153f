"""asend() and asend_robust(): the sender awaits its receivers."""

import django
from django.http import HttpRequest

from demo_site.lab.receivers import (
    ask_buoys,
    ask_satellite,
    call_station,
    consult_almanac,
    follow_probe,
    sharpen_image,
    write_log_book,
)
from demo_site.lab.signals import forecast_requested, probe_launched
from demo_site.lab.stories import Told, stories_of

story = stories_of("Sending")


def sent(signal: str, coroutines: str, sync: str) -> str:
    """Return an outline in the order of this Django: from 6.1 on sync receivers come first."""
    first, last = (sync, coroutines) if django.VERSION >= (6, 1) else (coroutines, sync)
    return f"\n{signal}\n{first}\n{last}"


@story(
    "asend()",
    look="The two coroutines overlap in time, and image_received stands under the one that sent "
    "it. The plain function runs in a thread.",
    outline=sent(
        "forecast_requested forecast [asend]",
        "  > ask_satellite [async]\n"
        "    image_received forecast [asend]\n"
        "      > sharpen_image [async]\n"
        "  > ask_buoys [async]",
        sync="  > consult_almanac",
    ),
    code=(ask_satellite, ask_buoys, consult_almanac, sharpen_image),
)
async def asend(request: HttpRequest) -> Told:
    """An async view awaits three receivers. Two are coroutines; the slower one sends in turn."""
    responses = await forecast_requested.asend(sender="forecast", place="Fastnet")
    return [(receiver.__name__, response) for receiver, response in responses]


@story(
    "asend_robust()",
    look="Three calls. What call_station raised is swallowed, and a finding tells of it.",
    outline=sent(
        "probe_launched launch [asend_robust]",
        "  > follow_probe [async]\n  > call_station [async] [swallowed StationSilentError]",
        sync="  > write_log_book",
    ),
    findings=("S102",),
    code=(follow_probe, call_station, write_log_book),
)
async def asend_robust(request: HttpRequest) -> Told:
    """One of three receivers raises: its exception is a response among the responses."""
    pairs = await probe_launched.asend_robust(sender="launch", height=12)
    return [(receiver.__name__, repr(response)) for receiver, response in pairs]
