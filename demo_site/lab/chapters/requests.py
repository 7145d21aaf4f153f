"""What requests and templates send."""

import django
from django.http import HttpRequest
from django.template import Context
from django.test import RequestFactory

from demo_site.lab import radio
from demo_site.lab.receivers import log_failed_request
from demo_site.lab.stories import Told, stories_of

story = stories_of("Requests and templates")

STARTED = (
    "request_started RadioHandler",
    *("reset_queries", "close_old_connections", "press_key"),
)
CLOSING = ("close_caches", "close_old_connections")
FINISHED = (
    "request_finished RadioHandler",
    *(reversed(CLOSING) if django.VERSION >= (6, 1) else CLOSING),
    *("reset_urlconf", "release_key"),
)


@story(
    "A request starts and finishes",
    look="The first and the last row are those of this page itself, and every request has them. "
    "In between is a request of the radio's, whose receivers listen to its handler alone.",
    outline="\n  > ".join(STARTED) + "\n" + "\n  > ".join(FINISHED),
    code=(radio.RadioHandler, radio.press_key, radio.release_key),
)
def request_signals(request: HttpRequest) -> Told:
    """A second request is handed to a handler, as a server does it: with an environ."""
    environ = RequestFactory().get("/radio/").environ
    response = radio.RadioHandler()(environ, lambda status, headers: None)
    response.close()  # the server does that once all is sent; request_finished is sent then
    return [("The answer", response.content.decode())]


@story(
    "Division by zero",
    look="got_request_exception has no sender, and the request as its argument. Django answers "
    "with status 500, and the panel is there all the same.",
    outline="""
        got_request_exception
          > log_failed_request
    """,
    code=(log_failed_request,),
)
def error(request: HttpRequest) -> Told:
    """A view raises, and nobody catches it."""
    return [("Never shown", 1 / 0)]


@story(
    "A template is rendered",
    look="The sender is the template itself. Django sends this signal in tests only, or where "
    "something turns it on: here it is the toolbar's Templates panel.",
    outline="""
        template_rendered Template
          > read_aloud
    """,
    code=(radio.read_aloud,),
)
def template(request: HttpRequest) -> Told:
    """The radio's bulletin is rendered, and a receiver of that one template reads it aloud."""
    context = Context({"wind": "south-west, force 5", "visibility": "good"})
    return [("The bulletin", radio.bulletin.render(context))]
