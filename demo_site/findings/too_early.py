"""Receivers that act too early."""

from contextlib import suppress
from functools import partial

from django.db import transaction
from django.http import HttpRequest

from demo_site.findings.models import Barge, Freighter, Raft, Schooner, Tanker, Yacht
from demo_site.findings.receivers.too_early import (
    PilotAsleepError,
    bells,
    call_pilot,
    call_pilot_or_not,
    chart,
    chart_of_booked,
    draw_booked_on_chart,
    draw_on_chart,
    have_loaded,
    have_loaded_later,
    knock_at_pilots,
    mail_owner,
    mail_owner_later,
    ring_bell,
    wake_pilot,
)
from demo_site.findings.signals import anchor_stowed, anchor_weighed, voyage_booked
from demo_site.lab.stories import Told, stories_of

story = stories_of("Findings: too early")


class NotPaidError(Exception):
    """The voyage was not paid for."""


@story(
    "A mail before the commit",
    look="S501 names the receiver that sent a mail while a transaction was open: a rollback "
    "would not unsend it. Send it from transaction.on_commit().",
    outline="""
        pre_save Yacht
        post_save Yacht [in transaction]
          > mail_owner
    """,
    findings=("S501",),
    code=(mail_owner,),
    twin="mail-on-commit",
)
def mail_in_transaction(request: HttpRequest) -> Told:
    """A yacht is saved in an atomic block, and its owner has a mail before that is sure."""
    with transaction.atomic():
        yacht = Yacht.objects.create(name="Alba")
    yacht.delete()
    return [("Mailed", yacht)]


@story(
    "A mail after the commit",
    look="Nothing is found: the receiver ran in the transaction, its mail waited for the end.",
    outline="""
        pre_save Schooner
        post_save Schooner [in transaction]
          > mail_owner_later
    """,
    code=(mail_owner_later,),
    twin="mail-in-transaction",
)
def mail_on_commit(request: HttpRequest) -> Told:
    """A schooner is saved in an atomic block, and its owner has a mail after that."""
    with transaction.atomic():
        schooner = Schooner.objects.create(name="Brea")
    schooner.delete()
    return [("Mailed", schooner)]


@story(
    "A task before the commit",
    look="S502 names the receiver that enqueued a task while a transaction was open: a worker "
    "may look for rows that are not there yet. Enqueue it from transaction.on_commit().",
    outline="""
        pre_save Freighter
        post_save Freighter [in transaction]
          > have_loaded
            task_enqueued ImmediateBackend [in transaction]
              > log_task_enqueued
            task_started ImmediateBackend [in transaction]
              > log_task_started
            task_finished ImmediateBackend [in transaction]
              > log_task_finished
    """,
    findings=("S502",),
    code=(have_loaded,),
    twin="task-on-commit",
    since=(6, 0),
)
def task_in_transaction(request: HttpRequest) -> Told:
    """A freighter is saved in an atomic block, and its loading is enqueued at once."""
    with transaction.atomic():
        freighter = Freighter.objects.create(name="Clyde")
    freighter.delete()
    return [("To be loaded", freighter)]


@story(
    "A task after the commit",
    look="Nothing is found: the task was enqueued when the tanker was there for any worker.",
    outline="""
        pre_save Tanker
        post_save Tanker [in transaction]
          > have_loaded_later
        task_enqueued ImmediateBackend
          > log_task_enqueued
        task_started ImmediateBackend
          > log_task_started
        task_finished ImmediateBackend
          > log_task_finished
    """,
    code=(have_loaded_later,),
    twin="task-in-transaction",
    since=(6, 0),
)
def task_on_commit(request: HttpRequest) -> Told:
    """A tanker is saved in an atomic block, and its loading is enqueued after that."""
    with transaction.atomic():
        tanker = Tanker.objects.create(name="Doon")
    tanker.delete()
    return [("To be loaded", tanker)]


@story(
    "Done for what was undone",
    look="S503 names the receiver that ran for work which was then rolled back: the barge is "
    "gone, the chart still has it. Do such things in transaction.on_commit().",
    outline="""
        pre_save Barge
        post_save Barge [rolled back]
          > draw_on_chart
    """,
    findings=("S503",),
    code=(draw_on_chart,),
    twin="told-on-commit",
)
def rolled_back_after(request: HttpRequest) -> Told:
    """A barge is saved and drawn on the chart; then it is not paid for, and all is rolled back."""
    barge = Barge(name="Esk")
    with suppress(NotPaidError), transaction.atomic():
        barge.save()
        raise NotPaidError
    drawn = barge in chart
    chart.remove(barge)
    return [("In the database", Barge.objects.filter(pk=barge.pk).exists()), ("Drawn", drawn)]


@story(
    "Told after the commit",
    look="S504 is for your information: the signal waited for the commit, and there was none.",
    outline="""
        pre_save Raft
        post_save Raft
    """,
    findings=("S504",),
    code=(draw_booked_on_chart,),
    twin="rolled-back-after",
)
def told_on_commit(request: HttpRequest) -> Told:
    """Receivers are told of a raft once it is sure. It is not paid for, so they never are."""
    raft = Raft(name="Forth")
    with suppress(NotPaidError), transaction.atomic():
        raft.save()
        transaction.on_commit(partial(voyage_booked.send, sender=Raft, vessel=raft))
        raise NotPaidError
    return [
        ("In the database", Raft.objects.filter(pk=raft.pk).exists()),
        ("Drawn", raft in chart_of_booked),
    ]


@story(
    "Lost after the commit",
    look="S504 names the callback that never ran: one that was registered before it raised after "
    "the commit, and Django runs no more of them then.",
    outline="""
        anchor_weighed Alba [in transaction]
          > call_pilot
          > ring_bell
    """,
    findings=("S504",),
    code=(wake_pilot, call_pilot, ring_bell),
    twin="rung-after-the-commit",
)
def lost_after_the_commit(request: HttpRequest) -> Told:
    """Two receivers register what is to run after the commit, and the first of it raises."""
    bells.clear()
    with suppress(PilotAsleepError), transaction.atomic():
        anchor_weighed.send("Alba")
    return [("Rung for", list(bells))]


@story(
    "Rung after the commit",
    look="Nothing is found: both callbacks ran, since the first of them deals with its own errors.",
    outline="""
        anchor_stowed Alba [in transaction]
          > call_pilot_or_not
          > ring_bell
    """,
    code=(knock_at_pilots, call_pilot_or_not, ring_bell),
    twin="lost-after-the-commit",
)
def rung_after_the_commit(request: HttpRequest) -> Told:
    """Two receivers register what is to run after the commit, and all of it does."""
    bells.clear()
    with transaction.atomic():
        anchor_stowed.send("Alba")
    return [("Rung for", list(bells))]
