"""Receivers that act before the commit, and receivers that wait for it."""

from contextlib import suppress
from functools import partial
from typing import Any

import django
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from demo_site.findings.models import Barge, Freighter, Schooner, Tanker, Vessel, Yacht
from demo_site.findings.signals import anchor_stowed, anchor_weighed, voyage_booked

if django.VERSION >= (6, 0):
    from demo_site.findings.tasks import load_ship

chart: list[Vessel] = []
chart_of_booked: list[Vessel] = []


@receiver(post_save, sender=Yacht)
def mail_owner(sender: type[Yacht], instance: Yacht, **kwargs: Any) -> None:
    send_mail(f"{instance} is chartered", "We sail at noon.", None, ["owner@example.com"])


@receiver(post_save, sender=Schooner)
def mail_owner_later(sender: type[Schooner], instance: Schooner, **kwargs: Any) -> None:
    subject, message = f"{instance} is chartered", "We sail at noon."
    transaction.on_commit(partial(send_mail, subject, message, None, ["owner@example.com"]))


@receiver(post_save, sender=Barge)
def draw_on_chart(sender: type[Barge], instance: Barge, **kwargs: Any) -> None:
    chart.append(instance)


@receiver(voyage_booked)
def draw_booked_on_chart(sender: type[Vessel], vessel: Vessel, **kwargs: Any) -> None:
    chart_of_booked.append(vessel)


@receiver(post_save, sender=Freighter)
def have_loaded(sender: type[Freighter], instance: Freighter, **kwargs: Any) -> None:
    load_ship.enqueue(instance.pk)


@receiver(post_save, sender=Tanker)
def have_loaded_later(sender: type[Tanker], instance: Tanker, **kwargs: Any) -> None:
    transaction.on_commit(partial(load_ship.enqueue, instance.pk))


class PilotAsleepError(Exception):
    """Nobody answers in the pilot's house."""


bells: list[str] = []


def wake_pilot() -> None:
    raise PilotAsleepError


def knock_at_pilots() -> None:
    with suppress(PilotAsleepError):
        wake_pilot()


@receiver(anchor_weighed)
def call_pilot(sender: str, **kwargs: Any) -> None:
    transaction.on_commit(wake_pilot)


@receiver(anchor_stowed)
def call_pilot_or_not(sender: str, **kwargs: Any) -> None:
    transaction.on_commit(knock_at_pilots)


@receiver([anchor_weighed, anchor_stowed])
def ring_bell(sender: str, **kwargs: Any) -> None:
    transaction.on_commit(partial(bells.append, sender))
