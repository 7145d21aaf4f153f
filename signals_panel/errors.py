"""Text for exceptions: type, message and frames, without calling the user's ``__str__``."""

from __future__ import annotations

import json
from types import TracebackType

from .callers import is_ours
from .describe import describe
from .naming import class_name, printable

_args_of = vars(BaseException)["args"].__get__  # past a property of the user's

MAX_FRAMES = 20
MAX_MESSAGE = 500


def error_text(error: BaseException) -> str:
    """Return an exception as the JSON text of the document's ``error``."""
    return json.dumps(
        {
            "type": class_name(type(error)),
            "message": message_of(error),
            "frames": frames_of(error.__traceback__),
        }
    )


def message_of(error: BaseException) -> str:
    """Return what an exception says, from its ``args``: its ``__str__`` may be the user's."""
    args = _args_of(error)
    if len(args) == 1 and issubclass(type(args[0]), str):
        return printable(str.__getitem__(args[0], slice(0, MAX_MESSAGE)))
    return ", ".join(describe(arg) for arg in args[:5])


def frames_of(traceback: TracebackType | None) -> list[dict[str, object]]:
    """Return the innermost frames of a traceback, outermost first, without our own."""
    frames: list[dict[str, object]] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if not is_ours(code.co_filename):
            frame = {"file": code.co_filename, "line": traceback.tb_lineno}
            frames.append({**frame, "function": code.co_name})
        traceback = traceback.tb_next
    return frames[-MAX_FRAMES:]
