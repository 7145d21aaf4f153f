"""The ways to send a signal."""

from django.http import HttpRequest

from demo_site.lab.receivers import issue_warning, listen_to_siren, try_siren
from demo_site.lab.signals import front_detected
from demo_site.lab.stories import Told, stories_of

story = stories_of("Sending")


@story(
    "Three deep",
    look="Each send is indented under the receiver it came from, and its time is part of that one's.",
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
