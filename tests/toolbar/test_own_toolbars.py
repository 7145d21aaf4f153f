"""A toolbar that a program makes for itself takes nothing from a recording around it."""

from __future__ import annotations

from contextvars import copy_context

import pytest
from debug_toolbar.middleware import DebugToolbarMiddleware
from debug_toolbar.toolbar import DebugToolbar
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from signals_panel import record
from signals_panel.log.log import current_state
from tests import urls
from tests.signals import in_view

ID = "djdt-request-id"


def makes(request):
    in_view.send("before")
    DebugToolbar(request, lambda request: HttpResponse())
    in_view.send("after")
    return HttpResponse("<html><body></body></html>")


def serves(request):
    in_view.send("before")
    inner = DebugToolbarMiddleware(answers)(request)
    in_view.send("after")
    return HttpResponse("<html><body></body></html>", headers={"inner": inner.headers[ID]})


def answers(request):
    in_view.send("inside")
    return HttpResponse("<html><body></body></html>")


urlpatterns = [path("makes/", makes), path("serves/", serves), *urls.urlpatterns]


def outer(get_response):
    """Make a toolbar before the toolbar's middleware does."""

    def middleware(request):
        DebugToolbar(request, get_response)
        in_view.send("outer")
        return get_response(request)

    return middleware


@pytest.fixture(autouse=True)
def _these_pages(settings, hear):
    settings.ROOT_URLCONF = __name__


def senders(document):
    return [each["sender"] for each in document["dispatches"] if "in_view" in each["signal"]]


def ended(document):
    return document["dispatches"][-1]["signal"].endswith("request_finished")


def test_one_made_in_a_view_mutes_nothing(client, stored):
    document = stored(client.get("/makes/")).document
    assert senders(document) == ["before", "after"]
    assert ended(document)


def test_one_made_where_the_toolbar_is_hidden_mutes_nothing(client):
    with record() as recording:
        client.get("/makes/", REMOTE_ADDR="10.1.1.1")
    document = recording.as_dict()
    assert senders(document) == ["before", "after"]
    assert ended(document)


def test_one_made_in_outer_middleware_mutes_nothing(client, stored, settings):
    settings.MIDDLEWARE = [f"{__name__}.outer", *settings.MIDDLEWARE]
    assert senders(stored(client.get("/plain/")).document) == ["outer", "view"]


def test_one_that_serves_inside_a_view_has_a_recording_of_its_own(client, stored):
    response = client.get("/serves/")
    assert senders(stored(response).document) == ["before", "inside", "after"]
    assert ended(stored(response).document)
    inner = HttpResponse(headers={ID: response.headers["inner"]})
    assert senders(stored(inner).document) == ["inside"]


def test_one_that_serves_in_no_request_records_what_it_serves(stored):
    response = copy_context().run(DebugToolbarMiddleware(answers), RequestFactory().get("/"))
    assert senders(stored(response).document) == ["inside"]


def test_one_made_in_no_request_leaves_no_state_behind():
    DebugToolbar(RequestFactory().get("/"), lambda request: HttpResponse())
    assert current_state.get() is None
    with record() as recording:
        in_view.send("record")
    assert senders(recording.as_dict()) == ["record"]


def test_a_panel_that_is_switched_off_mutes_nothing(client):
    client.cookies["djdtSignalsTracePanel"] = "off"
    with record() as recording:
        client.get("/makes/")
    assert senders(recording.as_dict()) == ["before", "after"]


def test_what_the_toolbar_sends_while_it_is_made_is_not_in_the_recording(client, stored):
    document = stored(client.get("/plain/")).document
    assert not [each for each in document["dispatches"] if "debug_toolbar" in each["signal"]]
    changed = [each["receiver"] for each in document["connections"] if each["change"]]
    assert not [each for each in changed if "debug_toolbar" in each]
