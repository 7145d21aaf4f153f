from contextlib import suppress

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from demo_site.lab.models import Reading
from demo_site.lab.signals import update_requested


class StormError(Exception):
    """Makes the measuring stop halfway."""


def fragment(request: HttpRequest) -> HttpResponse:
    """Answer with a piece of a page: no body, hence no toolbar."""
    update_requested.send(sender="fragment", kind="fragment")
    return render(request, "lab/_fragment.html", {"now": timezone.now()})


def data(request: HttpRequest) -> JsonResponse:
    update_requested.send(sender="data", kind="data")
    return JsonResponse({"station": "Fastnet", "celsius": 11.5, "at": timezone.now()})


def error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(1 / 0)


def read(request: HttpRequest) -> HttpResponse:
    readings = list(Reading.objects.all()[:1000])
    context = {
        "count": len(readings),
        "coldest": min(readings, key=lambda r: r.celsius, default=None),
    }
    return render(request, "lab/read.html", context)


def rollback(request: HttpRequest) -> HttpResponse:
    before = Reading.objects.count()
    with suppress(StormError), transaction.atomic():
        measure_in_storm()
    return render(
        request, "lab/rollback.html", {"before": before, "after": Reading.objects.count()}
    )


def measure_in_storm() -> None:
    """Save a reading, and another behind a savepoint, then raise."""
    Reading.objects.create(station="Rockall", hour=0, celsius="8.5")
    with transaction.atomic():
        Reading.objects.create(station="Rockall", hour=1, celsius="7.5")
    raise StormError("Everybody below deck!")
