"""The current's receiver. This module is imported by one name everywhere."""

from typing import Any

from django.dispatch import receiver

from demo_site.findings.signals import current_turned


@receiver(current_turned)
def mark_current(sender: str, **kwargs: Any) -> str:
    return f"Slack water at {sender}, marked by {__name__}."
