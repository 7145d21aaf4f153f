"""Commands that start themselves again whenever code changes: they cannot be traced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import autoreload

WHY = (
    "{name} reloads itself: it runs in a process that it starts anew whenever code changes, where "
    "nothing would be recorded.{instead}"
)


@contextmanager
def refused(name: str, command: Any, arguments: Sequence[str]) -> Iterator[None]:
    """Refuse a command that reloads: by its option where it has one, or as soon as it does.

    Raises:
        CommandError: it does; the message says why, and what to do.
    """
    options = _options_against(command)
    if options and not any(_is_among(options, each) for each in arguments):
        raise CommandError(WHY.format(name=name, instead=f" Give it {options[0]}."))
    before = autoreload.run_with_reloader

    def refuse(*args: object, **kwargs: object) -> None:
        raise CommandError(WHY.format(name=name, instead=""))

    autoreload.run_with_reloader = refuse
    try:
        yield
    finally:
        if autoreload.run_with_reloader is refuse:
            autoreload.run_with_reloader = before


def _options_against(command: Any) -> list[str]:
    """Return the options that keep a command from reloading, as those of ``runserver``."""
    if not isinstance(command, BaseCommand):
        return []
    parser = command.create_parser("manage.py", "")
    return [
        option
        for action in parser._actions
        if action.dest == "use_reloader" and action.default and action.const is False
        for option in action.option_strings
    ]


def _is_among(options: Sequence[str], argument: str) -> bool:
    """Tell whether an argument is one of some options, or short for one."""
    return len(argument) > 2 and any(option.startswith(argument) for option in options)
