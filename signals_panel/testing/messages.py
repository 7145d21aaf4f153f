"""What a failing assertion says: what was sent otherwise, and where it differs; and why not."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.dispatch import Signal

from ..texts.places import place_token
from ..texts.signal_names import signal_name
from .comparing import Compared, ComparedSend, Verdict, Wanted
from .sent import site_of, why_not_kept
from .wording import (
    counted,
    from_sender,
    near,
    often,
    sender_text,
    value_text,
    with_arguments,
)

MAX_LINES = 30
"""How many lines a message has, unless pytest is told ``-vv``."""
MAX_OTHERWISE = 3
"""How many sends are told that differ, the nearest first; the rest is counted."""


def message(*sections: Sequence[str]) -> str:
    """Return sections as one text, an empty line between them; cut if it is long."""
    lines: list[str] = []
    for each in sections:
        lines += ["", *each] if lines and each else each
    if len(lines) > MAX_LINES and not _shows_all():
        left = len(lines) - MAX_LINES + 1
        lines[MAX_LINES - 1 :] = [f"… {left} more; -vv shows all"]
    return "\n".join(lines)


def _shows_all() -> bool:
    """Tell whether pytest shows messages whole; the plugin knows, if it is there."""
    plugin = sys.modules.get("signals_panel.pytest_plugin")
    return bool(getattr(plugin, "shows_all", False))


def sent_as_wanted(wanted: Wanted) -> str:
    """Return what was asked for, in words: ``… from shop.models.Order with total=3``."""
    return f"{from_sender(wanted.sender)}{with_arguments(wanted.arguments)}"


def not_sent(wanted: Wanted) -> list[str]:
    """Return the sentence on what was not sent."""
    return [f"{signal_name(wanted.signal)} was not sent{sent_as_wanted(wanted)}."]


def sent_so_often(wanted: Wanted, found: list[ComparedSend], times: int | None) -> list[str]:
    """Return how often it was sent, and not what was asked for; then those sends."""
    name, instead = signal_name(wanted.signal), f", not {often(times)}" if times else ""
    head = f"{name} was sent {often(len(found))}{sent_as_wanted(wanted)}{instead}."
    return [head, *_blocks(found)] if any(each.send.arguments for each in found) else [head]


def sent_otherwise(found: list[ComparedSend]) -> list[str]:
    """Return what was sent otherwise, the nearest first, each with what differs."""
    if not found:
        return []
    nearest = sorted(found, key=lambda each: each.differences)
    return [f"It was sent {often(len(found))} otherwise:", *_blocks(nearest)]


def not_known(found: list[ComparedSend]) -> list[str]:
    """Return which sends may be what was asked for, and why that is not known."""
    lost = [each for each in found if each.send.arguments is None]
    unclear = [each for each in found if each.send.arguments is not None]
    lines = []
    if lost:
        which = counted(len(lost), "send of it was", "sends of it were")
        lines.append(f"{which} not compared: {why_not_kept(*(each.send for each in lost))}.")
    if unclear:
        which = counted(len(unclear), "send of it", "sends of it")
        lines += [f"{which} could not be compared:", *_blocks(unclear)]
    return lines


def _blocks(found: list[ComparedSend]) -> list[str]:
    told = Counter("\n".join(_block(each)) for each in found)
    lines = []
    for block, times in list(told.items())[: None if _shows_all() else MAX_OTHERWISE]:
        first, *rest = block.split("\n")
        lines += [f"{first}  ({often(times)})" if times > 1 else first, *rest]
    left = sum(list(told.values())[MAX_OTHERWISE:])
    return [*lines, f"  … {left:,} more"] if left and not _shows_all() else lines


def _block(compared: ComparedSend) -> Iterator[str]:
    """Yield the lines of a send: its sender, then each argument, what differs beside it."""
    send = compared.send
    site = None if send.number else site_of(send)
    place = f"  {near(site['file'])}:{site['line']}" if site else ""
    sender = compared.sender
    differs = "" if _is_equal(sender) else f"   ≠ {sender_text(sender.expected)}"
    yield f"  from {sender_text(send.sender)}{differs}{place}"
    if send.arguments is None:
        yield "    its arguments are not known"
        return
    for name, value in send.arguments.items():
        text = value_text(value, name)
        yield f"    {name} = {text}{_beside(name, text, compared.arguments.get(name))}"
    for name, each in compared.arguments.items():
        if each.verdict is Verdict.MISSING:
            yield f"    {name} was not given   ≠ {value_text(each.expected, name)}"


def _beside(name: str, text: str, compared: Compared | None) -> str:
    if compared is None or _is_equal(compared):
        return ""
    expected = value_text(compared.expected, name)
    if compared.verdict is Verdict.UNCLEAR:
        return f"   ? {expected}: {compared.why}"
    return f"   ≠ {expected}{' (another value)' if expected == text else ''}"


def _is_equal(compared: Compared) -> bool:
    return compared.verdict is Verdict.EQUAL


def in_doubt(wanted: Wanted) -> list[str]:
    """Return the sentence on what cannot be told."""
    name = "a signal" if wanted.signal is None else signal_name(wanted.signal)
    return [f"It is not known whether {name} was sent{sent_as_wanted(wanted)}."]


def left_out(dropped: Mapping[str, int]) -> list[str]:
    """Return how many sends are not in the recording at all."""
    kinds = ("dispatches", "kept sends", "errors")
    times = sum(dropped.get(each, 0) for each in kinds)
    if not times:
        return []
    return [f"{counted(times, 'send was', 'sends were')} left out: see MAX_ROWS and `dropped`."]


def called(
    receiver: Callable[..., Any], signal: Signal | None, found: int, times: int | None
) -> str:
    """Return the sentence on how often a receiver was called, and how often not."""
    how = f"called {often(found)}" if found else "not called"
    instead = f", not {often(times)}" if found and times else ""
    by = "" if signal is None else f" by {signal_name(signal)}"
    return f"{place_token(receiver).name} was {how}{by}{instead}."


def findings_found(findings: list[dict[str, Any]]) -> list[str]:
    """Return findings as lines: each with its place, what to do below it."""
    lines = [f"{counted(len(findings), 'finding')} in what was recorded:"]
    for each in findings:
        where = each["where"]
        place = f"  {near(where['file'])}:{where['line']}" if where else ""
        lines.append(f"  {each['code']} {each['message']}{place}")
        lines += [f"       {each['hint']}"] if each["hint"] else []
    return lines
