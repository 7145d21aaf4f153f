"""send() and send_robust(), and what comes back."""

from django.http import HttpRequest

from demo_site.lab.quay import (
    CustomsError,
    ask_north_quay,
    ask_south_quay,
    cargo_unloaded,
    coal_wanted,
    collect_dues,
    inspect_cargo,
    lower_gangway,
    ship_moored,
    store_cargo,
    weigh_cargo,
)
from demo_site.lab.receivers import issue_warning, listen_to_siren, try_siren
from demo_site.lab.signals import front_detected
from demo_site.lab.stories import Told, stories_of

story = stories_of("Sending")


@story(
    "send()",
    look="Two calls, one after the other. Open one: it shows the arguments and what was returned.",
    outline="""
        ship_moored quay
          > collect_dues
          > lower_gangway
    """,
    code=(collect_dues, lower_gangway),
)
def send(request: HttpRequest) -> Told:
    """The sender waits until every receiver has run, and gets a list of pairs."""
    responses = ship_moored.send("quay", ship="Alba")
    return [("What send() returned", responses)]


@story(
    "Asking around",
    look="Each call shows its response, so you see both prices, not only the one that was taken.",
    outline="""
        coal_wanted bunker
          > ask_north_quay
          > ask_south_quay
    """,
    code=(ask_north_quay, ask_south_quay),
)
def responses(request: HttpRequest) -> Told:
    """Each pair has a receiver and its response, so a sender can compare what it was told."""
    prices = coal_wanted.send("bunker", tonnes=5)
    cheapest, price = min(prices, key=lambda pair: pair[1])
    return [("Cheapest", cheapest.__name__), ("Price", price)]


@story(
    "send(), and a receiver raises",
    look="inspect_cargo raised, store_cargo was not reached. The finding says so as well.",
    outline="""
        cargo_unloaded crane
          > weigh_cargo
          > inspect_cargo [raised CustomsError]
          > store_cargo [not reached]
    """,
    findings=("S101",),
    code=(weigh_cargo, inspect_cargo, store_cargo),
    twin="send-robust",
)
def send_raises(request: HttpRequest) -> Told:
    """The exception ends the send and comes back to the sender, which catches it."""
    try:
        cargo_unloaded.send("crane", cargo="Bananas")
    except CustomsError as error:
        return [("Caught", error)]
    return []


@story(
    "send_robust()",
    look="All three were called. What inspect_cargo raised was swallowed, and a finding tells of "
    "it: here the page looks at the responses, but few senders do.",
    outline="""
        cargo_unloaded crane [send_robust]
          > weigh_cargo
          > inspect_cargo [swallowed CustomsError]
          > store_cargo
    """,
    findings=("S102",),
    code=(weigh_cargo, inspect_cargo, store_cargo),
    twin="send-raises",
)
def send_robust(request: HttpRequest) -> Told:
    """The exception is logged and returned in place of a response; the others are called."""
    pairs = cargo_unloaded.send_robust("crane", cargo="Bananas")
    return [(receiver.__name__, repr(response)) for receiver, response in pairs]


@story(
    "Three deep",
    look="Each send is indented under the receiver it came from, and its time is part of that "
    "one's.",
    outline="""
        front_detected nested
          > issue_warning
            warning_issued warnings
              > try_siren
                siren_tested sirens
                  > listen_to_siren
    """,
    code=(issue_warning, try_siren, listen_to_siren),
)
def nested(request: HttpRequest) -> Told:
    """A front was detected, so a warning was issued, so the siren was tested."""
    responses = front_detected.send(sender="nested", place="Fastnet")
    return [(receiver.__name__, response) for receiver, response in responses]
