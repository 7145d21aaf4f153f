"""What our frames are called by those who read the stack, as freezegun does.

It gives the real time to whatever an ignored module calls, and goes by the ``__name__`` of the
globals of the nearest frames. By their own names our frames would give the real time to receivers
where ``signals_panel`` is ignored, and the frozen one where ``django`` is.
"""

from __future__ import annotations

import sys

from . import sends

NOBODYS = ""
"""The name of a frame that is only between others: those go by theirs."""


def name_frames() -> None:
    """Call the send methods' frames what Django's are called, and all other hooks' nothing."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{__package__}."):
            vars(module)["__name__"] = NOBODYS
    vars(sends)["__name__"] = "django.dispatch.dispatcher"
