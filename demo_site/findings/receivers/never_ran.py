"""Receivers that hear of a trawler's or a cutter's saving, if somebody saves one."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from demo_site.findings.models import Cutter, Trawler


@receiver(post_save, sender=Trawler)
def register_trawler(sender: type[Trawler], instance: Trawler, **kwargs: Any) -> str:
    return f"{instance.name} is registered."


@receiver(post_save, sender=Cutter)
def register_cutter(sender: type[Cutter], instance: Cutter, **kwargs: Any) -> str:
    return f"{instance.name} is registered."
