"""The sentences on connections that can never match: what is sent, and what to connect to."""

from __future__ import annotations

from typing import Any

_INSTEAD = ": connect without a sender"
_WHY = {
    "instance": "Django sends {signal} by the class, never by an instance",
    "word": "Django sends {signal} by the class, never by a text",
    "no_model": "Django sends {signal} by classes of models alone: this sender is none",
    "abstract": "an abstract model never sends {signal}",
    "swapped": "this model is swapped for another, which sends {signal}",
    "fake": "only a migration sends by this model, which is as its past had it",
    "auto_created": (
        "Django sends no {signal} for the table of a many-to-many field: connect to m2m_changed"
    ),
    "through": "Django sends m2m_changed by the through model of a many-to-many field alone",
    "label": "only Django's signals of models take a model's label for the model",
    "prepared": (
        "class_prepared is sent as a model is made: this one was made before it was connected"
    ),
    "app": "Django sends {signal} by an app's AppConfig, the one that it loaded",
    "unloaded": "Django sends {signal} by the AppConfig that it loaded, and this is another one",
    "no_models": "Django sends {signal} only by apps that have a models module",
    "handler": "Django sends {signal} by the class of a handler alone",
    "nobody": "Django sends {signal} without a sender",
    "text": 'Django sends {signal} by the text "django.contrib.auth"',
}
"""The sentence, by ``why``."""
_HEIRS = ": connect to the models that inherit from it"
_OTHERWISE = {
    "instance": _INSTEAD,
    "word": _INSTEAD,
    "abstract": _HEIRS,
    "through": ": this sender is none",
    "app": ': connect to apps.get_app_config("...")',
    "handler": _INSTEAD,
    "nobody": _INSTEAD,
    "text": _INSTEAD,
}
"""What follows where there is nothing to name that one might connect to."""


def why_never(connection: dict[str, Any]) -> str:
    """Return in words why a connection can never match, from its ``never``."""
    never = connection["never"]
    why, names = never["why"], ", ".join(never["connect_to"])
    some = f"{_HEIRS}, such as {names}" if why == "abstract" else f": connect to {names}"
    sentence = _WHY[why].format(signal=connection["signal"].rpartition(".")[2])
    return f"never: {sentence}{some if names else _OTHERWISE.get(why, '')}"
