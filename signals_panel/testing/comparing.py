"""What a test asks for, and how a send differs from it.

Values are compared by ``==`` when something is asserted, the expected one on the left, so that
``ANY``, ``pytest.approx`` and the like decide.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any
from unittest.mock import ANY

from ..log.kept import KeptSend
from ..texts.errors import error_text


class Verdict(Enum):
    """What comparing came to; unclear where ``==`` raised or gave neither yes nor no."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNCLEAR = "unclear"
    MISSING = "missing"
    NOT_KEPT = "not kept"


@dataclass(frozen=True, eq=False)
class Compared:
    """One value of a send beside the expected one.

    Attributes:
        verdict: what comparing came to.
        expected: the value that was asked for.
        why: why it is unclear, in words.
    """

    verdict: Verdict
    expected: Any
    why: str = ""


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a test asks for: a signal, a sender, and some of the arguments."""

    signal: Any
    sender: Any
    arguments: dict[str, Any]

    def is_of_signal(self, send: KeptSend) -> bool:
        """Tell whether a send is one of the signal asked for."""
        return self.signal is None or send.signal is self.signal

    def compared(self, send: KeptSend) -> ComparedSend:
        """Return a send of the signal beside what was asked for."""
        sender = _compare(self.sender, send.sender)
        kept = send.arguments
        return ComparedSend(
            send,
            sender,
            {
                name: Compared(Verdict.NOT_KEPT, value)
                if kept is None
                else _compare(value, kept[name])
                if name in kept
                else Compared(Verdict.MISSING, value)
                for name, value in self.arguments.items()
            },
        )


class ComparedSend:
    """A send of a signal beside what was asked for.

    Attributes:
        send: it.
        sender, arguments: how its sender compares, and the arguments asked for.
    """

    def __init__(self, send: KeptSend, sender: Compared, arguments: dict[str, Compared]) -> None:
        self.send, self.sender, self.arguments = send, sender, arguments

    @property
    def all(self) -> list[Compared]:
        """Everything that was compared."""
        return [self.sender, *self.arguments.values()]

    @property
    def differences(self) -> int:
        """How many values are surely others than those asked for."""
        sure = (Verdict.DIFFERENT, Verdict.MISSING)
        return sum(each.verdict in sure for each in self.all)

    @property
    def is_match(self) -> bool:
        """Whether it is what was asked for."""
        return all(each.verdict is Verdict.EQUAL for each in self.all)

    @property
    def is_unclear(self) -> bool:
        """Whether it may be what was asked for: nothing differs, but not all is known."""
        return not self.differences and not self.is_match


def _compare(expected: Any, actual: Any) -> Compared:
    """Compare two values by ``==``; an object is itself where that gives no answer."""
    if expected is ANY:
        return Compared(Verdict.EQUAL, expected)
    try:
        answer = expected == actual
        if type(answer) is not bool and _has_items(type(answer)):
            return _unclear(expected, actual, f"== gave a {type(answer).__name__}")
        return Compared(Verdict.EQUAL if answer else Verdict.DIFFERENT, expected)
    except Exception as error:
        told = json.loads(error_text(error))
        return _unclear(expected, actual, f"== raised {told['type']}: {told['message']}")


def _unclear(expected: Any, actual: Any, why: str) -> Compared:
    if expected is actual:
        return Compared(Verdict.EQUAL, expected)
    return Compared(Verdict.UNCLEAR, expected, why)


def _has_items(kind: type) -> bool:
    """Tell whether what ``==`` gave is an array or the like: it says no single thing."""
    return hasattr(kind, "__len__") or hasattr(kind, "__iter__")
