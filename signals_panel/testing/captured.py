"""What pytest shows of a failing test's signals, where it is told ``--signals``."""

from __future__ import annotations

from ..exporters.document import happened_in
from ..findings import find
from ..log.log import Stretch
from ..recording import connected_in
from .messages import findings_found, message
from .trees import tree


def captured(stretch: Stretch) -> str:
    """Return the tree of what was recorded and its findings, in as many lines as a message has."""
    connected = connected_in(stretch)
    document = happened_in(connected, None).document
    shown = tree(connected.timeline, document, lambda item: False)
    findings = find(connected)
    return message(shown, findings_found(findings) if findings else ())
