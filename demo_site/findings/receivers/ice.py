"""Receivers for ice. The app's ready() imports this module."""

from typing import Any

from demo_site.findings.signals import ice_came


def post_lookout(sender: str, **kwargs: Any) -> str:
    return f"A lookout is posted at {sender}."


ice_came.connect(post_lookout)
