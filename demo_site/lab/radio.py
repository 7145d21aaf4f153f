"""The radio room: a handler and a template of its own, and the receivers that listen to them."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test.signals import template_rendered


class RadioHandler(WSGIHandler):
    """Django's handler for a server that has one answer to all. It is a sender of its own."""

    def get_response(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.path}: received, over.")


@receiver(request_started, sender=RadioHandler)
def press_key(sender: type[RadioHandler], environ: dict[str, Any], **kwargs: Any) -> str:
    return f"Listening to {environ['PATH_INFO']}."


@receiver(request_finished, sender=RadioHandler)
def release_key(sender: type[RadioHandler], **kwargs: Any) -> str:
    return "Over and out."


bulletin = Template("Wind {{ wind }}, visibility {{ visibility }}.")


@receiver(template_rendered, sender=bulletin)
def read_aloud(sender: Template, template: Template, context: Context, **kwargs: Any) -> str:
    return f"On the air: {template.source}"
