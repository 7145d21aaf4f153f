"""Receivers for fog. Nothing imports this module, which is what its story is about."""

from typing import Any

from demo_site.findings.fog import fog_came


def sound_horn(sender: str, **kwargs: Any) -> str:
    return f"One long blast at {sender}."


fog_came.connect(sound_horn)
