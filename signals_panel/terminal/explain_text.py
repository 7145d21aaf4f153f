"""What is known of a model's signals, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..page.names import short_name, shortened
from .layout import broken, one_line, wrapped

Item = dict[str, Any]

NOBODY = "no receivers"


def explanation_lines(found: Item, style: Any, width: int | None) -> Iterator[str]:
    """Yield the lines of what ``explain`` returns."""
    yield style.MIGRATE_HEADING(f"{found['label']}  {found['model']}")
    for operation in found["operations"]:
        yield ""
        yield style.MIGRATE_LABEL(wrapped(operation["title"], width, "", "  "))
        for step in operation["steps"]:
            yield from _step(step, found["model"], style, width)
    if found["not_called"]:
        yield ""
        yield style.MIGRATE_LABEL("Not called, as a signal reaches those of its own sender alone")
        for each in found["not_called"]:
            cells = [f"· {_name(each, width)}", f"{short_name(each['signal'])} of {each['sender']}"]
            yield from _row([*cells, _place(each)], width, 1)
    yield ""
    yield style.MIGRATE_LABEL("Only a run can tell")
    for text in found["untold"]:
        yield wrapped(one_line(text), width, "  - ", "    ")


def _step(step: Item, model: str, style: Any, width: int | None) -> Iterator[str]:
    if step["kind"] == "note":
        yield wrapped(one_line(step["text"]), width, "  ", "    ")
    elif step["kind"] == "signal":
        sender = "" if step["sender"] == model else f" of {short_name(step['sender'])}"
        heard = "" if step["receivers"] else NOBODY
        cells = [f"{short_name(step['signal'])}{sender}", heard, step["text"]]
        yield from _row(cells, width, 1)
        yield from _receivers(step["receivers"], "→", width)
    else:
        yield from _bypass(step, model, style, width)


def _bypass(step: Item, model: str, style: Any, width: int | None) -> Iterator[str]:
    whose = "" if step["model"] == model else f" of {short_name(step['model'])}"
    names = " and ".join(map(short_name, step["signals"]))
    missed = f"bypasses {names}{whose}" if names else "bypasses nobody"
    text = f"{missed}: {step['text']}" if step["text"] else missed
    paint = style.WARNING if names else str
    yield paint(wrapped(text, width, "  ", "    "))
    yield from _receivers(step["receivers"], "✗", width)


def _receivers(receivers: list[Item], mark: str, width: int | None) -> Iterator[str]:
    for each in receivers:
        notes = [
            "async" if each["is_async"] else "",
            "for every sender" if each["for_every_sender"] else "",
        ]
        cells = [f"{mark} {_name(each, width)}", _place(each), ", ".join(filter(None, notes))]
        yield from _row(cells, width, 2)


def _row(cells: list[str], width: int | None, depth: int) -> Iterator[str]:
    first, cells = "  " * depth, [one_line(each) for each in cells if each]
    if width is None:
        yield first + "  ".join(cells)
    else:
        yield from broken(cells, width, first, first + "    ")


def _name(item: Item, width: int | None) -> str:
    name = str(item["receiver"])
    room = None if width is None else width - len(_place(item)) - 10
    return name if room is None or len(name) <= room else short_name(name)


def _place(item: Item) -> str:
    return f"{shortened(item['file'])}:{item['line']}" if item["file"] else ""
