from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from demo_site.lab.signals import update_requested


def fragment(request: HttpRequest) -> HttpResponse:
    """Answer with a piece of a page: no body, hence no toolbar."""
    update_requested.send(sender="fragment", kind="fragment")
    return render(request, "lab/_fragment.html", {"now": timezone.now()})


def data(request: HttpRequest) -> JsonResponse:
    update_requested.send(sender="data", kind="data")
    return JsonResponse({"station": "Fastnet", "celsius": 11.5, "at": timezone.now()})
