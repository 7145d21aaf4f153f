"""Views that send signals, in the ways that requests do."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.template import engines
from django.test import Client

from .app.models import Tag
from .signals import in_body, in_view

PAGE = "<html><body>{}</body></html>"


def plain(request):
    in_view.send("view", path=request.path)
    return HttpResponse(PAGE.format("plain"))


def many(request):
    for _ in range(1_000):
        in_view.send("many")
    return HttpResponse(PAGE.format("many"))


async def asynchronous(request):
    await in_view.asend("async view")
    return HttpResponse(PAGE.format("async"))


def streaming(request):
    def body():
        for _ in range(3):
            in_body.send("body")
            yield b"part"

    return StreamingHttpResponse(body())


async def streaming_async(request):
    async def body():
        for _ in range(3):
            await in_body.asend("body")
            yield b"part"

    return StreamingHttpResponse(body())


def saving(request):
    Tag.objects.create(name="a")
    return HttpResponse(PAGE.format("saved"))


def nesting(request):
    """Ask the site for another of its pages, as some views and many tests do."""
    in_view.send("before inner")
    inner = Client().get("/plain/")
    in_view.send("after inner")
    return HttpResponse(PAGE.format(inner.headers["djdt-request-id"]))


def rendering(request):
    return HttpResponse(engines["django"].from_string(PAGE.format("{{ a }}")).render({"a": 1}))


def failing(request):
    in_view.send("failing view")
    raise ValueError("the view failed")


def redirecting(request):
    """Redirect to where the address says, as it says, and set the cookie it names."""
    response = HttpResponse(status=int(request.GET.get("status", 302)))
    response["Location"] = request.GET["to"]
    if "session" in request.GET:
        response.set_cookie("sessionid", request.GET["session"])
    return response
