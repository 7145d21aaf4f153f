"""Async views. Each renders in a thread: the base template reads the user of the session."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from demo_site.lab.signals import forecast_requested, probe_launched

arender = sync_to_async(render)


async def forecast(request: HttpRequest) -> HttpResponse:
    """Wait for two async receivers and a sync one; the slower async one sends in turn."""
    responses = await forecast_requested.asend(sender="forecast", place="Fastnet")
    return await arender(request, "lab/asend.html", {"responses": responses})


async def launch(request: HttpRequest) -> HttpResponse:
    """Wait for three receivers, one of which raises."""
    responses = await probe_launched.asend_robust(sender="launch", height=12)
    answers = [answer for _, answer in responses if not isinstance(answer, Exception)]
    errors = [error for _, error in responses if isinstance(error, Exception)]
    context = {"answers": answers, "errors": errors}
    return await arender(request, "lab/asend_robust.html", context)
