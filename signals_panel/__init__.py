"""A panel for django-debug-toolbar that shows every signal a request sent.

A guided tour, in the order in which the facts travel:

``hooks``      everything patched in Django; writes down what happens, as it happens
``log``        where it is written: rows of numbers and text, never an object
``naming``     and ``signal_names``, ``senders``, ``callers``, ``places``, ``describe``,
               ``arguments``, ``errors``, ``masking``: objects as text
``tables``     a log's rows as columns that any process can read
``document``   the columns as one JSON-safe document, schema 1
``exporters``  the document as a text tree
``panel``      the toolbar's panel, with its templates and stylesheet

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
