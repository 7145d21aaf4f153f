"""What the values in a log's rows say, as JSON-safe ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..texts.callers import CallSite
from ..texts.connect_sites import ConnectSite
from ..texts.naming import Place, printable
from ..texts.parameters import Parameters
from ..texts.places import Receivers
from ..texts.secret_text import without_literals
from ..texts.senders import parted
from ..texts.signal_names import Token, name_of

Kind = tuple[Token, Any, str]
"""The signal, sender and method of sends that nobody received."""


def _call_site(site: Sequence[Any] | None) -> list[Any] | None:
    """Return its file, line and function, None for nobody's; and whether the ORM was between.

    Of the line that connects, last that of the project it connects for, or None.
    """
    if type(site) is ConnectSite:
        return [*site[:3], False, site.project and list(site.project[:2])]
    return None if site is None else [*site[:3], type(site) is CallSite and site.by_orm]


def _receivers(receivers: Receivers) -> list[Any]:
    """Return a list of receivers: how many are sync, then ``[name, file, line]`` each."""
    sync, *places = receivers
    return [sync, *map(list, places)]


def _missed(bypass: Iterable[tuple[Token, list[tuple[Place, bool]]]]) -> list[Any]:
    """Return signals, each with ``[name, file, line, is for every sender]`` of its receivers."""
    return [
        [name_of(token), [[*place, for_all] for place, for_all in found]] for token, found in bypass
    ]


def _kind(kind: Kind) -> list[Any]:
    signal, sender, method = kind
    return [_signal(signal), _sender(sender), method]


def _signal(token: Token) -> list[Any]:
    """Return a signal's name, and the number that tells it from others of that name."""
    return [name_of(token), token.number]


def _sender(text: str | None) -> list[Any]:
    """Return a sender's name, and the identity that tells it from others of that name."""
    name, identity = parted(text)
    return [_text(name), identity]


def _text(value: str | None) -> str | None:
    return value if value is None else printable(value)


def _parameters(told: Parameters | None) -> list[Any] | None:
    """Return whether another row's are the same only if they are equal; counts, and the texts."""
    if told is None:
        return None
    texts, total, rows, same = told
    return [same is not None, total, rows, *texts]


SAID: dict[str, Callable[[Any], Any]] = {
    "signal": _signal,
    "sender": _sender,
    "kind": _kind,
    "caller": _call_site,
    "receivers": _receivers,
    "receiver": list,
    "missed": _missed,
    "parameters": _parameters,
    **dict.fromkeys(("method", "arguments", "outcome", "text", "alias"), _text),
    "sql": lambda sql: _text(without_literals(sql)),
    **dict.fromkeys(("operation", "model", "uid", "change"), _text),
    **dict.fromkeys(("cause", "field", "related", "callback"), _text),
}
"""How the values of a column are made JSON-safe; other columns hold ints."""
