"""Receivers that failed, and how to live with it."""

from django.http import HttpRequest

from demo_site.findings.receivers.failed import (
    GateJammedError,
    call_engineer,
    call_engineer_or_say_why,
    hoist_flag,
    let_ships_in,
    let_ships_in_or_wait,
    light_lamp,
    open_gate,
    wake_pilots,
)
from demo_site.findings.signals import (
    harbour_opened,
    harbour_reopened,
    watch_called,
    watch_relieved,
)
from demo_site.lab.stories import Told, stories_of

story = stories_of("Findings: it failed")


@story(
    "A receiver raises",
    look="S101 names the receiver that raised, and the one after it that was not reached. "
    "Let the receiver handle its own errors, or send with send_robust().",
    outline="""
        harbour_opened keeper
          > hoist_flag
          > let_ships_in [raised GateJammedError]
          > wake_pilots [not reached]
    """,
    findings=("S101",),
    code=(hoist_flag, let_ships_in, wake_pilots),
    twin="receiver-catches",
)
def receiver_raises(request: HttpRequest) -> Told:
    """A receiver raises, send() lets that through, and so nobody wakes the pilots."""
    try:
        harbour_opened.send(sender="keeper")
    except GateJammedError as error:
        return [("Raised", error)]
    return []


@story(
    "A receiver catches what it can expect",
    look="Nothing is found: the receiver that met the error handled it, and the next one ran.",
    outline="""
        harbour_reopened keeper
          > hoist_flag
          > let_ships_in_or_wait
          > wake_pilots
    """,
    code=(open_gate, let_ships_in_or_wait),
    twin="receiver-raises",
)
def receiver_catches(request: HttpRequest) -> Told:
    """The gate is jammed here too. The receiver catches that, and the pilots are woken."""
    responses = harbour_reopened.send(sender="keeper")
    return [(receiver.__name__, response) for receiver, response in responses]


@story(
    "An error that nobody sees",
    look="S102 tells what send_robust() caught; beside it there is only a line in the log. "
    "Look for exceptions among what it returns, or let the receiver handle its own.",
    outline="""
        watch_called keeper [send_robust]
          > call_engineer [swallowed RadioDeadError]
          > light_lamp
    """,
    findings=("S102",),
    code=(call_engineer, light_lamp),
    twin="error-answered",
)
def error_swallowed(request: HttpRequest) -> Told:
    """A receiver raises, send_robust() catches it, and the sender counts on an engineer."""
    watch_called.send_robust(sender="keeper")
    return [("The keeper", "waits for the engineer")]


@story(
    "An error that is an answer",
    look="Nothing is found: the receiver says what went wrong, so the keeper knows.",
    outline="""
        watch_relieved keeper [send_robust]
          > call_engineer_or_say_why
          > light_lamp
    """,
    code=(call_engineer_or_say_why,),
    twin="error-swallowed",
)
def error_answered(request: HttpRequest) -> Told:
    """The receiver returns what went wrong, and the sender reads what receivers return."""
    responses = watch_relieved.send_robust(sender="keeper")
    return [(receiver.__name__, response) for receiver, response in responses]
