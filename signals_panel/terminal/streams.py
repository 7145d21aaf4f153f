"""Where text goes: how wide that is, in which colours, and how it gets there."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

from django.core.management import CommandError
from django.core.management.color import color_style, no_style

NARROWEST = 40
"""No text is fitted into fewer columns."""


def unwrapped(stream: Any) -> Any:
    """Return what a command's ``OutputWrapper`` writes to, which colours no text of ours."""
    return getattr(stream, "_out", stream)


def is_terminal(stream: Any) -> bool:
    """Tell whether somebody reads along."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # it is none, or is closed
        return False


def style_of(stream: Any, *, force_color: bool = False, no_color: bool = False) -> Any:
    """Return Django's colours for a stream: none in a pipe, nor where NO_COLOR is set.

    ``DJANGO_COLORS`` says which, as it does elsewhere.
    """
    plain = no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if force_color or (is_terminal(stream) and not plain):
        return color_style(force_color=True)
    return no_style()


def width_of(stream: Any) -> int | None:
    """Return how many columns a text may have: what ``COLUMNS`` says, or else the terminal.

    None where nothing limits them, as in a pipe.
    """
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted):
        return max(NARROWEST, int(wanted))
    if is_terminal(stream):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return max(NARROWEST, os.get_terminal_size(stream.fileno()).columns or 80)
        return 80
    return None


def write(stream: Any, text: str) -> None:
    """Write a text and a line break, at once.

    What the stream's encoding lacks becomes a question mark.

    Raises:
        CommandError: it cannot be written; the message says why.
    """
    if stream is None:
        message = "The output cannot be written: it is closed."
        raise CommandError(message)
    encoding = getattr(stream, "encoding", None)
    if encoding:
        text = text.encode(encoding, "replace").decode(encoding)
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except BrokenPipeError:  # who read it, as head does, has had enough
        _discard_the_rest(stream)
    except (OSError, ValueError) as error:
        _discard_the_rest(stream)
        message = f"The output cannot be written: {reason(error)}."
        raise CommandError(message) from error


def reason(error: Exception) -> str:
    """Return why something cannot be written, in the system's words."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _discard_the_rest(stream: Any) -> None:
    """Let Python not try again as it exits: what is buffered still would fail once more."""
    if stream not in {sys.stdout, sys.stderr}:
        return
    with contextlib.suppress(Exception):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
