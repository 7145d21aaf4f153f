"""What a receiver raised, as a span has it: read past the user's own code, secrets masked."""

from __future__ import annotations

from opentelemetry.trace import Span, Status, StatusCode

from ..texts.errors import frames_of, message_of, traceback_of
from ..texts.naming import class_name


def write_error(span: Span, error: BaseException) -> None:
    """Make an error of a span, with the exception as an event.

    What is no ``Exception``, as a task's cancelling, is no error: so OpenTelemetry has it.
    """
    if not issubclass(type(error), Exception):
        return
    kind, message = class_name(type(error)), message_of(error)
    frames = frames_of(traceback_of(error))
    lines = ['  File "{file}", line {line}, in {function}'.format(**each) for each in frames]
    stack = ["Traceback (most recent call last):", *lines, f"{kind}: {message}"]
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR, f"{kind}: {message}"))
    span.add_event(
        "exception",
        {
            "exception.type": kind,
            "exception.message": message,
            "exception.stacktrace": "\n".join(stack),
        },
    )
