"""The sentences on connections that can never match: what is sent, and what to connect to."""

from __future__ import annotations

from typing import Any

TO, INSTEAD = ": connect to {names}", ": connect without a sender"

_WHY = {
    "instance": ("Django sends {signal} by the class, never by an instance", TO, INSTEAD),
    "no_model": ("Django sends {signal} by classes of models alone: this sender is none", "", ""),
    "abstract": (
        "an abstract model never sends {signal}",
        ": connect to the models that inherit from it, such as {names}",
        ": connect to the models that inherit from it",
    ),
    "swapped": ("this model is swapped for another, which sends {signal}", TO, ""),
    "fake": ("only a migration sends by this model, which is as its past had it", TO, ""),
    "auto_created": (
        "Django sends no {signal} for the table of a many-to-many field: connect to m2m_changed",
        "",
        "",
    ),
    "through": (
        "Django sends m2m_changed by the through model of a many-to-many field alone",
        TO,
        ": this sender is none",
    ),
    "label": ("only Django's signals of models take a model's label for the model", TO, ""),
    "prepared": (
        "class_prepared is sent as a model is made: this one was made before it was connected",
        "",
        "",
    ),
    "app": (
        "Django sends {signal} by an app's AppConfig, the one that it loaded",
        TO,
        ': connect to apps.get_app_config("...")',
    ),
    "unloaded": (
        "Django sends {signal} by the AppConfig that it loaded, and this is another one",
        "",
        "",
    ),
    "no_models": ("Django sends {signal} only by apps that have a models module", "", ""),
    "handler": ("Django sends {signal} by the class of a handler alone", TO, INSTEAD),
    "nobody": ("Django sends {signal} without a sender", TO, INSTEAD),
    "text": ('Django sends {signal} by the text "django.contrib.auth"', TO, INSTEAD),
}
"""By ``why``: the sentence, and what follows where there is something to connect to, or not."""


def why_never(connection: dict[str, Any]) -> str:
    """Return in words why a connection can never match, from its ``never``."""
    never = connection["never"]
    sentence, some, none = _WHY[never["why"]]
    names = ", ".join(never["connect_to"])
    signal = connection["signal"].rpartition(".")[2]
    return f"never: {sentence}{some if names else none}".format(signal=signal, names=names)
