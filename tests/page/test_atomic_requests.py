"""The transaction that all of a view ran in is said once, and not on every row."""

from __future__ import annotations

import functools
import re

import pytest
from asgiref.sync import async_to_sync
from django.core.handlers.base import BaseHandler
from django.db import connections, transaction
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from signals_panel import record
from signals_panel.hooks.patching import original
from signals_panel.hooks.views import _around
from tests.app.models import Tag
from tests.exchanges import Exchange
from tests.page.test_findings_page import text_of
from tests.signals import in_view

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "other"])

PAGE = "<html><body>{}</body></html>"
PILL = re.compile(r'<span class="sp-badge[^"]*">(in transaction|rolled back)</span>')


def view(request):
    in_view.send("view")
    return HttpResponse(PAGE)


@transaction.non_atomic_requests
def not_atomic(request):
    return view(request)


@transaction.non_atomic_requests(using="other")
def atomic_in_default(request):
    return view(request)


@transaction.atomic
def decorated(request):
    return view(request)


@transaction.non_atomic_requests
@transaction.atomic
def decorated_alone(request):
    return view(request)


def with_block_of_its_own(request):
    in_view.send("view")
    with transaction.atomic():
        in_view.send("block")
    return HttpResponse(PAGE)


def rolling_back(request):
    in_view.send("view")
    transaction.set_rollback(True)
    return HttpResponse(PAGE)


def block_in_other(request):
    Tag.objects.create(name="no block")
    with transaction.atomic(using="other"):
        Tag.objects.using("other").create(name="block")
    return HttpResponse(PAGE)


def of_databases(request):
    for alias in ("default", "other"):
        Tag.objects.using(alias).create(name=alias)
    return HttpResponse(PAGE)


@transaction.non_atomic_requests
def asking(request):
    """Ask for an atomic page from one that is not."""
    with transaction.atomic():
        in_view.send("before inner")
    Client().get("/view/")
    return HttpResponse(PAGE)


async def asynchronous(request):
    return view(request)


urlpatterns = [
    path("", include("tests.urls")),
    path("view/", view),
    path("not-atomic/", not_atomic),
    path("atomic-in-default/", atomic_in_default),
    path("decorated/", decorated),
    path("decorated-alone/", decorated_alone),
    path("block/", with_block_of_its_own),
    path("rolling-back/", rolling_back),
    path("databases/", of_databases),
    path("block-in-other/", block_in_other),
    path("asking/", asking),
    path("asynchronous/", asynchronous),
]


@pytest.fixture(autouse=True)
def _heard(settings, connect):
    settings.ROOT_URLCONF = __name__
    connect(in_view, lambda sender, **kwargs: None)
    connect(post_save, lambda sender, **kwargs: None, sender=Tag)


@pytest.fixture
def atomic(monkeypatch):
    """Return a function that sets ``ATOMIC_REQUESTS`` for some databases."""

    def atomic(*aliases):
        for alias in aliases:
            monkeypatch.setitem(connections.settings[alias], "ATOMIC_REQUESTS", True)

    return atomic


def told(content):
    """Return what a page says of the view's transactions."""
    return re.findall(r"The whole view ran in a transaction of [^.]*\.", text_of(content))


def test_it_is_said_at_the_top_and_rows_have_no_pill(client, stored, atomic):
    atomic("default")
    panel = stored(client.get("/view/"))
    [said] = told(panel.content)
    assert said == "The whole view ran in a transaction of default (ATOMIC_REQUESTS)."
    assert PILL.findall(panel.content) == []
    [sent] = [each for each in panel.document["dispatches"] if each["sender"] == "view"]
    [block] = panel.document["transactions"]
    assert sent["transaction"] == block["id"], "the document says it of the dispatch, as ever"
    assert set(block) == {"id", "parent", "alias", "outcome"}
    assert block["outcome"] == "committed"


@pytest.mark.parametrize("path", ["/view/", "/not-atomic/"])
def test_without_the_setting_nothing_is_said(path, client, stored):
    assert told(stored(client.get(path)).content) == []


def test_a_view_that_is_no_part_of_it_is_not_told_to_be(client, stored, atomic):
    atomic("default")
    content = stored(client.get("/not-atomic/")).content
    assert (told(content), PILL.findall(content)) == ([], [])


def test_blocks_of_the_views_own_keep_their_pill(client, stored, atomic):
    atomic("default")
    content = stored(client.get("/block/")).content
    assert len(told(content)) == 1
    assert PILL.findall(content) == ["in transaction"]


@pytest.mark.parametrize(
    ("path", "said", "pills"), [("/decorated/", 1, 1), ("/decorated-alone/", 0, 1)]
)
def test_a_decorator_of_the_users_is_a_block_of_its_own(path, said, pills, client, stored, atomic):
    atomic("default")
    content = stored(client.get(path)).content
    assert (len(told(content)), len(PILL.findall(content))) == (said, pills)


def test_each_database_is_named(client, stored, atomic):
    atomic("default", "other")
    content = stored(client.get("/databases/")).content
    assert sorted(each.split()[8] for each in told(content)) == ["default", "other"]
    assert PILL.findall(content) == []
    [only] = told(stored(client.get("/atomic-in-default/")).content)
    assert "default" in only


def test_a_block_of_a_database_that_is_not_part_of_it_keeps_its_pill(client, stored, atomic):
    atomic("default")
    content = stored(client.get("/block-in-other/")).content
    assert [each.split()[8] for each in told(content)] == ["default"]
    assert PILL.findall(content) == ["in transaction"]


def test_that_it_was_rolled_back_is_said_with_it(client, stored, atomic):
    atomic("default")
    content = stored(client.get("/rolling-back/")).content
    [said] = told(content)
    assert said.endswith("(ATOMIC_REQUESTS), which was rolled back.")
    assert PILL.findall(content) == []


def test_a_request_inside_of_another_says_nothing_of_that_one(client, stored, atomic):
    atomic("default")
    content = stored(client.get("/asking/")).content
    assert told(content) == []
    assert PILL.findall(content).count("in transaction") >= 1


def test_a_list_of_a_long_recording_says_it_too(client, stored, atomic, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "ROWS_SHOWN": 3}
    atomic("default")
    content = stored(client.get("/databases/")).content
    assert "Showing the first 3 of" in content
    assert len(told(content)) == 1


def test_an_async_view_is_refused_as_by_django(client, stored, atomic):
    atomic("default")
    client.raise_request_exception = False
    response = client.get("/asynchronous/")
    assert response.status_code == 500
    with pytest.raises(RuntimeError, match="You cannot use ATOMIC_REQUESTS with async views"):
        BaseHandler().make_view_atomic(asynchronous)


def test_under_asgi_it_is_said_of_a_sync_view(stored, atomic):
    atomic("default")

    @async_to_sync
    async def asked():
        return await Exchange("/view/").run()

    content = stored(asked()).content
    assert len(told(content)) == 1
    assert PILL.findall(content) == []


def test_blocks_are_found_where_another_package_wraps_the_view_too(atomic):
    """As Sentry does, with a function that names what it wraps."""
    atomic("default", "other")
    made = original(BaseHandler, "make_view_atomic")(BaseHandler(), view)

    @functools.wraps(made)
    def wrapped(*args, **kwargs):
        return made(*args, **kwargs)

    assert sorted(each.using for each in _around(view, wrapped)) == ["default", "other"]


def test_a_recording_around_a_request_keeps_what_it_said(client, atomic):
    atomic("default")
    with record() as recording:
        client.get("/view/")
    assert [each["outcome"] for each in recording.as_dict()["transactions"]] == ["committed"]
