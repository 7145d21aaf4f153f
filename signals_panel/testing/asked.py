"""What assertions are given, looked at before anything is compared."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import Signal

from ..texts.naming import code_name
from ..texts.signal_names import find_names, known_signals, name_of, token_of

__unittest = True


def check_signal(method: str, signal: Any) -> None:
    """Refuse what is no signal.

    Raises:
        TypeError: says what to give instead.
    """
    __tracebackhide__ = True
    if isinstance(signal, Signal):
        return
    if isinstance(signal, str):
        named = _signals_named(signal)
        which = (
            f": {named[0]}" if len(named) == 1 else f", one of {', '.join(named)}" if named else ""
        )
        message = f"{method}() takes the signal itself, not its name {signal!r}{which}."
    elif isinstance(signal, type):
        message = (
            f"{method}() takes a signal, not the class {code_name(signal)}: give that as sender=."
        )
    elif callable(signal):
        name = code_name(signal)
        message = (
            f"{method}() takes a signal, not the receiver {name}: assert_received() takes that."
        )
    else:
        message = f"{method}() takes a signal, not an object of type {type(signal).__name__}."
    raise TypeError(message)


def check_receiver(method: str, receiver: Any) -> None:
    """Refuse what cannot be a receiver.

    Raises:
        TypeError: says what to give instead.
    """
    __tracebackhide__ = True
    if isinstance(receiver, Signal):
        message = f"{method}() takes a receiver, not a signal: assert_sent() takes that."
    elif isinstance(receiver, str):
        message = f"{method}() takes the receiver itself, not its name {receiver!r}."
    elif not callable(receiver):
        message = f"{method}() takes a receiver, not an object of type {type(receiver).__name__}."
    else:
        return
    raise TypeError(message)


def check_times(times: Any, instead: str) -> None:
    """Refuse a number of times that cannot be asked for.

    Raises:
        TypeError, ValueError: says what is allowed.
    """
    __tracebackhide__ = True
    if times is None:
        return
    if type(times) is not int:
        message = f"times is a whole number, or None for at least once, not {times!r}."
        raise TypeError(message)
    if times == 0:
        message = f"times=0 is {instead}()."
        raise ValueError(message)
    if times < 0:
        message = f"times is 1 or more, not {times}."
        raise ValueError(message)


def check_codes(ignore: Collection[str]) -> None:
    """Refuse a single code, which would be taken for its letters.

    Raises:
        TypeError: says what to give instead.
    """
    __tracebackhide__ = True
    if isinstance(ignore, str):
        message = f"ignore takes several codes of findings: ignore=[{ignore!r}]."
        raise TypeError(message)


def _signals_named(name: str) -> list[str]:
    """Return the known signals that a name may stand for."""
    tokens = [token_of(each) for each in known_signals()]
    find_names(tokens)
    names = sorted({name_of(each) for each in tokens})
    return [each for each in names if each == name or each.endswith(f".{name}")][:5]
