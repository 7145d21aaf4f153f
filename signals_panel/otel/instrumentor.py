"""What turns spans on and off."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.dispatch import Signal
from opentelemetry import trace

from .. import __version__
from ..hooks import receiver_calls
from .spans import Spans
from .wanted import Wanted

SCHEMA = "https://opentelemetry.io/schemas/1.33.0"
"""The semantic conventions in which the names of the code's attributes became stable."""

NO_PROVIDER = (
    "tracer_provider: {} is no tracer provider; give one, as opentelemetry.sdk.trace.TracerProvider"
    "(…), or leave it out for that of the process."
)

logger = logging.getLogger(__package__)


class SignalsInstrumentor:
    """Makes a span of each call of a receiver, current while the receiver runs.

    Only inside a span that records: nothing here begins a trace. All instances are the same, as
    what they turn on is the process's.
    """

    def instrument(
        self,
        *,
        signals: Iterable[Signal | str] | None = None,
        receivers: Iterable[Callable[..., Any] | str] | None = None,
        tracer_provider: trace.TracerProvider | None = None,
    ) -> None:
        """Make spans from now on; called again, for what is given then.

        *signals* are those whose receivers get spans, or their dotted names: by default all
        but ``pre_init`` and ``post_init``, which are sent for every instance.
        *receivers* are functions, or dotted names of functions, modules or packages: by default
        all of the project's own code.
        *tracer_provider* is by default the process's, also where that is set later.

        Raises:
            TypeError: where something else is given.
        """
        wanted = Wanted(signals, receivers)
        if not (tracer_provider is None or isinstance(tracer_provider, trace.TracerProvider)):
            raise TypeError(NO_PROVIDER.format(type(tracer_provider).__name__))
        tracer = trace.get_tracer("signals_panel.otel", __version__, tracer_provider, SCHEMA)
        left_out = receiver_calls.install(Spans(tracer, wanted))
        if left_out:
            logger.warning(
                "No spans for receivers called by Signal.%s(): what is there is not Django's own"
                " code, or its source is not at hand.",
                "(), ".join(left_out),
            )

    def uninstrument(self) -> None:
        """Make no more spans, and leave Django's methods as they were; spans begun still end."""
        receiver_calls.uninstall()
