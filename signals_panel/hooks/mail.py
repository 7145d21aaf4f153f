"""Every mail that is sent, with its time, under the call that sent it."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.mail import EmailMessage, message

from ..log.clock import perf_counter_ns as clock
from ..log.log import State, current_state
from ..texts.callers import caller_token
from .blocks import open_work, transaction_of
from .patching import original, put

_original = original(EmailMessage, "send")


def install() -> None:
    """Patch the one method that sends a message; ``EmailMultiAlternatives`` inherits it."""
    put(EmailMessage, "send", send)
    if hasattr(message, "warn_about_external_use"):
        _keep_warnings()


def send(self: Any, *args: Any, **kwargs: Any) -> Any:
    state = current_state.get()
    if state is None:
        return _original(self, *args, **kwargs)
    start = clock()
    sent = _original(self, *args, **kwargs)
    try:
        if type(sent) is not int or sent:  # backends of the user's may return nothing
            _write(state, start)
    except Exception:
        state[0].dropped["errors"] += 1
    return sent


def _write(state: State, start: int) -> None:
    log, node, _, _ = state
    duration = clock() - start
    number = log.next_number("mails")
    if number:
        transaction = transaction_of(log, {}) if open_work else 0
        log.rows["mails"].extend((number, node, start, duration, transaction, caller_token(3)))


def _keep_warnings() -> None:
    """Let Django 6.1 tell who uses what it deprecates as it did: our frame is not who sends."""
    from django.core.mail import deprecation

    before = original(message, "warn_about_external_use")
    prefixes = original(deprecation, "django_file_prefixes")
    ours = os.path.join(os.path.dirname(__file__), "")

    def warn(text: str, category: Any, *, skip_frames: int = 0, **options: Any) -> None:
        skip_frames += 1 + (sys._getframe(2).f_code is send.__code__)
        before(text, category, skip_frames=skip_frames, **options)

    put(message, "warn_about_external_use", warn)
    put(deprecation, "django_file_prefixes", lambda: (*prefixes(), ours))
