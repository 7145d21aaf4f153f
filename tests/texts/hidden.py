"""A secret, and sends that must not tell it."""

from __future__ import annotations

import json

from signals_panel import record

SECRET = "hunter2-pbkdf2"


def sent(signal, **named):
    """Return the document of one received send, which must not hold the secret."""
    with record() as recording:
        signal.send(None, **named)
    text = json.dumps(recording.as_dict())
    assert SECRET not in text
    assert SECRET not in str(recording)
    return recording.as_dict()
