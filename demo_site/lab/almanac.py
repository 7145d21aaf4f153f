"""The almanac listens to a model that it does not import: its sender is a name."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver


@receiver(post_delete, sender="lab.Reading")
def strike_out(sender: type, instance: Any, **kwargs: Any) -> str:
    return f"Struck out: {instance}"
