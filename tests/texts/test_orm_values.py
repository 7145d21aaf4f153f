"""Values of the ORM: named, never asked, so that no query runs."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from signals_panel import record
from tests.app.models import Post, Tag


def described(signal, connect, value):
    """Return the text of an argument."""
    connect(signal, lambda sender, **kwargs: value)
    with record() as recording:
        signal.send(None, value=value)
    return recording.as_dict()["dispatches"][0]["arguments"]["value"]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (Tag.objects.all, "<QuerySet of tests.app.models.Tag>"),
        (lambda: Tag.objects.filter(name="a")[:3], "<QuerySet of tests.app.models.Tag>"),
        (lambda: Tag.objects.values_list("name"), "<QuerySet of tests.app.models.Tag>"),
        (Post, "app.Post(pk=None)"),
        (lambda: Post(pk=1, author_id=2), "app.Post(pk=1)"),
        (lambda: Tag.objects.only("name").get(), "app.Tag(pk=1)"),
        (lambda: Tag.objects.defer("name").get(), "app.Tag(pk=1)"),
        (lambda: Tag.from_db("default", ["name"], ["a"]), "app.Tag(pk=deferred)"),
        (lambda: User(username="ann"), "auth.User(pk=None)"),
    ],
)
def test_values_of_the_orm_run_no_query(make, text, signal, connect, db):
    Tag.objects.create(pk=1, name="a")
    value = make()
    before = len(connection.queries)
    assert described(signal, connect, value) == text
    assert len(connection.queries) == before


def test_the_related_manager_and_a_deferred_sender_run_no_query(signal, connect, db):
    post = Post.objects.create(title="one")
    deferred = Post.objects.defer("title").get()
    before = len(connection.queries)
    connect(signal, lambda sender, **kwargs: None)
    with record():
        signal.send(deferred, tags=post.tags, all=post.tags.all(), f=Post._meta.get_field("tags"))
    assert len(connection.queries) == before
