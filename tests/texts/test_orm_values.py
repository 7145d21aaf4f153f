"""Values of the ORM: named, never asked, so that no query runs."""

from __future__ import annotations

import gc
import sys

import pytest
from django.contrib.auth.models import User
from django.db import connection, models
from django.db.models.signals import post_init
from django.test.utils import isolate_apps

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


asked = []


class Named(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "app"
        abstract = True


def plain():
    class Leaf(Named): ...

    return Leaf


def proxy():
    class Other(Tag):
        class Meta:
            app_label = "app"
            proxy = True

    return Other


def child():
    class Page(Tag):
        text = models.TextField()

        class Meta:
            app_label = "app"

    return Page


def keyed_by_another():
    class Profile(Named):
        user = models.OneToOneField("app.Tag", models.CASCADE, primary_key=True)

    return Profile


def with_getattr_of_its_own():
    class Asked(Named):
        def __getattr__(self, name):
            asked.append(name)
            raise AttributeError(name)

    return Asked


def keyed_by_what_asks():
    class Asking(models.query_utils.DeferredAttribute):
        def __get__(self, instance, cls=None):
            if instance is not None:
                asked.append(self.field.attname)
            return self

    class Key(models.AutoField):
        descriptor_class = Asking

    class Locked(Named):
        id = Key(primary_key=True)

    return Locked


@isolate_apps("tests.app")
@pytest.mark.parametrize(
    "make", [plain, proxy, child, keyed_by_another, with_getattr_of_its_own, keyed_by_what_asks]
)
def test_a_key_that_is_not_loaded_is_asked_of_no_code_and_no_database(make, connect, db):
    model = make()
    loaded = [field.attname for field in model._meta.concrete_fields]
    connect(post_init, lambda sender, **kwargs: None)
    with record() as recording:
        model.from_db("default", loaded, [7 for _ in loaded])
        before = len(connection.queries)
        instance = model.from_db("default", ["name"], ["a"])
    assert len(connection.queries) == before
    assert asked == []
    assert instance.__dict__.keys() - {"_state"} == {"name"}
    told = [
        each["arguments"]["instance"]
        for each in recording.as_dict()["dispatches"]
        if each["signal"].endswith("post_init")
    ]
    assert told == [f"app.{model.__name__}(pk={pk})" for pk in (7, "deferred")]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="each instance has a dictionary there")
def test_an_instance_gets_no_dictionary_that_it_would_not_have(connect):
    connect(post_init, lambda sender, **kwargs: None)
    names = [object() for _ in range(3)]
    with record():
        tags = [Tag(pk=1, name=name) for name in names]
    dictionaries = [each for each in gc.get_objects() if type(each) is dict]
    found = [each.get("name") for each in dictionaries]
    assert not {*map(id, names)}.intersection(map(id, found))
    assert len(tags) == len(names)
