"""Text for exceptions: type, message and frames, without calling the user's ``__str__``."""

from __future__ import annotations

import json
from collections import deque
from types import TracebackType

from .callers import is_ours
from .describe import bounded_text, described
from .naming import bounded, class_name, printable

_args_of = vars(BaseException)["args"].__get__  # past a property of the user's
traceback_of = vars(BaseException)["__traceback__"].__get__
"""Return an exception's traceback."""

MAX_FRAMES = 20
MAX_MESSAGE = 500
MAX_ARGS = 5


def error_text(error: BaseException) -> str:
    """Return an exception as the JSON text of the document's ``error``."""
    return json.dumps(
        {
            "type": class_name(type(error)),
            "message": message_of(error),
            "frames": frames_of(traceback_of(error)),
        }
    )


def message_of(error: BaseException) -> str:
    """Return what an exception says, from its ``args``: its ``__str__`` may be the user's."""
    args = _args_of(error)
    if len(args) == 1 and issubclass(type(args[0]), str):
        return printable(bounded_text(args[0], MAX_MESSAGE))
    return ", ".join(described(args[:MAX_ARGS]))


def frames_of(traceback: TracebackType | None) -> list[dict[str, object]]:
    """Return the innermost frames of a traceback, outermost first, without our own."""
    latest: deque[TracebackType] = deque(maxlen=MAX_FRAMES)
    while traceback is not None:
        if not is_ours(traceback.tb_frame.f_code.co_filename):
            latest.append(traceback)
        traceback = traceback.tb_next
    return list(map(_frame, latest))


def _frame(traceback: TracebackType) -> dict[str, object]:
    code = traceback.tb_frame.f_code
    file, function = printable(code.co_filename), bounded(code.co_name)
    return {"file": file, "line": traceback.tb_lineno, "function": function}
