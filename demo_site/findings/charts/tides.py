"""The tide's receiver, which is connected once for each name of this module."""

from typing import Any

from django.dispatch import receiver

from demo_site.findings.signals import tide_turned


@receiver(tide_turned)
def mark_tide(sender: str, **kwargs: Any) -> str:
    return f"High water at {sender}, marked by {__name__}."
