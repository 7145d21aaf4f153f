"""Receivers that run too often, and receivers that do not."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from demo_site.findings.models import Ferry, Liner, Tally
from demo_site.findings.signals import ship_sighted, watch_ended

LONGEST = 12


@receiver(ship_sighted)
def count_ship(sender: str, tally: Tally, direction: str, **kwargs: Any) -> None:
    Tally.objects.filter(pk=tally.pk).update(**{direction: F(direction) + 1})


@receiver(watch_ended)
def count_ships(sender: str, tally: Tally, directions: Iterable[str], **kwargs: Any) -> None:
    Tally.objects.filter(pk=tally.pk).update(**Counter(directions))


@receiver(post_save, sender=Ferry)
def shorten_after_saving(sender: type[Ferry], instance: Ferry, **kwargs: Any) -> None:
    if len(instance.name) > LONGEST:
        instance.name = instance.name[:LONGEST]
        instance.save()


@receiver(pre_save, sender=Liner)
def shorten_before_saving(sender: type[Liner], instance: Liner, **kwargs: Any) -> None:
    instance.name = instance.name[:LONGEST]
