"""Why something was not sent or received: what is known of it, in lines for a message."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import ANY

from django.dispatch import Signal

from ..fates.connected import Connected
from ..fates.on_commits import told
from ..fates.reasons import CALLED
from ..hooks.commits import RAN
from ..registry.sources import unimported
from ..texts.places import place_token
from ..texts.signal_names import signal_name
from .comparing import Wanted
from .wording import counted, near, often, sender_text

Item = dict[str, Any]
OTHER_OF_THAT_NAME = "another receiver of that name and line was called"
MOST = 5
"""How many reasons of one kind are told; the rest is counted."""


def not_sent_because(wanted: Wanted, connected: Connected, document: Item) -> list[str]:
    """Return what may be why a signal was not sent as asked for."""
    name = signal_name(wanted.signal)
    bypasses = _bounded(_bypasses(name, wanted.sender, document))
    return [*bypasses, *_elsewhere(name, connected), *_bounded(_waiting(document))]


def _bypasses(name: str, sender: Any, document: Item) -> Iterator[str]:
    """Yield the operations that changed rows without sending a signal."""
    model = None if sender is ANY or not inspect.isclass(sender) else sender_text(sender)
    for each in document["bypasses"]:
        if name in each["signals"] and each["rows"] != 0 and model in (None, each["model"]):
            rows = "rows" if each["rows"] is None else counted(each["rows"], "row")
            deed = each["operation"] if each["rows"] is None else f"{each['operation']}()"
            yield f"{deed} changed {rows} of {each['model']} without sending it{_at(each)}"


def _at(item: Item) -> str:
    site = item["caller"]
    return f"  {near(site['file'])}:{site['line']}" if site else ""


def _elsewhere(name: str, connected: Connected) -> list[str]:
    """Tell how often threads that are not recorded sent it."""
    rows = connected.timeline.joined.rows("elsewhere")
    times = sum(row.times for row in rows if row.signal[0] == name)
    return (
        [f"It was sent {often(times)} meanwhile in threads outside the recording."] if times else []
    )


def _waiting(document: Item) -> Iterator[str]:
    """Yield the callbacks that were to run on commit, and have not."""
    for each in document["on_commits"]:
        if each["outcome"] != RAN:
            yield f"{each['callback']} was to run on commit: {told(each)}{_at(each)}"


def not_received_because(
    receiver: Callable[..., Any], of_signal: Signal | None, connected: Connected
) -> list[str]:
    """Return what each connection of a receiver did, or that there is none."""
    place = place_token(receiver)
    signal = None if of_signal is None else signal_name(of_signal)
    found = [
        each
        for each in connected.with_fates
        if (each["receiver"], each["file"], each["line"]) == tuple(place)
    ]
    wanted = [each for each in found if signal in (None, each["signal"])]
    if wanted:
        return _bounded(dict.fromkeys(map(_fate, wanted)))
    if found:
        others = dict.fromkeys(each["signal"] for each in found)
        return [f"  connected to {', '.join(others)} only"]
    where = "connected to no signal" if signal is None else f"not connected to {signal}"
    return [f"  {where}", *_bounded(_unimported(signal))]


def _fate(connection: Item) -> str:
    sender, reason = connection["sender"], connection["fate"].reason
    whose = "" if sender is None else f" from {sender}"
    text = OTHER_OF_THAT_NAME if reason.kind == CALLED else reason.text
    return f"  connected to {connection['signal']}{whose}: {text}"


def _unimported(signal: str | None) -> Iterator[str]:
    """Yield the modules that connect receivers and that nothing has imported so far."""
    for each in unimported(is_early=True):
        if signal is None or each["signal"] in ("", signal):
            where = f"{near(each['file'])}:{each['line']}"
            yield f"  {where} connects a receiver, but nothing has imported {each['module']}"


def _bounded(lines: Any) -> list[str]:
    found = list(lines)
    left = len(found) - MOST
    return [*found[:MOST], f"  … {left:,} more"] if left > 0 else found
