"""Receivers that fail, and receivers that know what to do about it."""

import logging
from typing import Any

from django.dispatch import receiver

from demo_site.findings.signals import (
    harbour_opened,
    harbour_reopened,
    watch_called,
    watch_relieved,
)

logger = logging.getLogger(__name__)


class GateJammedError(Exception):
    """The harbour's gate does not open."""


class RadioDeadError(Exception):
    """The radio has no power."""


def open_gate() -> None:
    raise GateJammedError("The gate is jammed.")


def call_by_radio() -> None:
    raise RadioDeadError("The radio is dead.")


@receiver([harbour_opened, harbour_reopened])
def hoist_flag(sender: str, **kwargs: Any) -> str:
    return "The flag is up."


@receiver(harbour_opened)
def let_ships_in(sender: str, **kwargs: Any) -> str:
    open_gate()
    return "The gate is open."


@receiver(harbour_reopened)
def let_ships_in_or_wait(sender: str, **kwargs: Any) -> str:
    try:
        open_gate()
    except GateJammedError as error:
        logger.warning("Ships have to wait: %s", error)
        return "Ships have to wait."
    return "The gate is open."


@receiver([harbour_opened, harbour_reopened])
def wake_pilots(sender: str, **kwargs: Any) -> str:
    return "The pilots are awake."


@receiver(watch_called)
def call_engineer(sender: str, **kwargs: Any) -> str:
    call_by_radio()
    return "The engineer is coming."


@receiver(watch_relieved)
def call_engineer_or_say_why(sender: str, **kwargs: Any) -> str:
    try:
        call_by_radio()
    except RadioDeadError as error:
        return f"The engineer was not called: {error}"
    return "The engineer is coming."


@receiver([watch_called, watch_relieved])
def light_lamp(sender: str, **kwargs: Any) -> str:
    return "The lamp is lit."
