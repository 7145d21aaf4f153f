"""A panel for django-debug-toolbar that shows every signal a request sent.

A guided tour, room by room, from the ground up; what is above imports what is below:

``texts``      objects as text: names, places, senders, arguments, call sites; secrets masked
``log``        what happened, as rows of numbers and text, never an object; and its stored form
``hooks``      everything patched in Django; writes down what happens, as it happens
``timeline``   the tree of a recording, in columns, made once from its rows
``registry``   what is connected
``fates``      what became of each connection in a recording, or why nothing did
``explain``    what models and connections alone tell of saving and deleting rows
``findings``   the rules that conclude something, and
``exporters``  the recording as one JSON-safe document, as a text tree, as a Chrome trace
``checks``     what can be known without a request, and
``page``       what the templates and the script are given
``toolbar``    what the toolbar asks of us beside the panel: stored requests, their addresses
``terminal``   what the commands say, which are in ``management``
``testing``    recordings that keep what was sent, for tests; ``pytest_plugin`` is its fixture
``panel``      the toolbar's panel; ``recording`` is the same without it
``otel``       receivers as spans of OpenTelemetry, for teams beyond one machine

Without the toolbar, in tests, shells and commands::

    from signals_panel import record

    with record() as recording:
        place_order()
    print(recording)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .recording import Recording, record

__all__ = ["Recording", "record"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the recorder on first use: a settings module may import this package."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from . import recording

    return getattr(recording, name)
