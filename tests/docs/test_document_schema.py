"""The JSON Schema of the document: valid, whole, and true of what is recorded.

``tests/conftest.py`` looks at documents of all other tests, ``tests/servers`` at the lab's.
"""

from __future__ import annotations

import asyncio
import re

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.signals import post_save
from django.urls import reverse
from jsonschema import Draft202012Validator

from signals_panel import record
from tests.app.models import Shelf
from tests.signals import ordered, packed

from .pages import ROOT
from .schema import mistakes, schema

GUIDE = (ROOT / "docs/document.md").read_text(encoding="utf-8")


def fails(sender, **kwargs):
    raise ValueError("no stock")


def saves(sender, **kwargs):
    Shelf.objects.create(name="Ada")
    send_mail("placed", "", None, ["ada@example.com"])
    transaction.on_commit(lambda: None)


async def packs(sender, **kwargs):
    return "packed"


def indexes(sender, **kwargs): ...


@pytest.fixture
def everything(connect, transactional_db):
    """A document in which no list is empty."""
    connect(ordered, saves)
    connect(ordered, fails)
    connect(packed, packs)
    connect(post_save, indexes, sender=Shelf)
    with record() as recording:
        with transaction.atomic():
            ordered.send_robust("shop", total=3)
        asyncio.run(packed.asend("shop"))
        Shelf.objects.bulk_create([Shelf(name="Grace")])
    return recording.as_dict()


def test_the_schema_is_one():
    Draft202012Validator.check_schema(schema())


def test_a_document_with_all_that_there_is_is_as_the_schema_says(everything):
    lists = {key: value for key, value in everything.items() if isinstance(value, list)}
    assert [key for key, value in lists.items() if not value] == []
    assert mistakes(everything) == []


def test_a_download_is_as_the_schema_says(client, everything):
    page = client.get("/plain/")
    query = {"request_id": page.headers["djdt-request-id"]}
    document = client.get(reverse("djdt:signals_json"), query).json()
    assert document["request"] is not None
    assert mistakes(document) == []


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (lambda each: each.pop("signal"), "'signal' is a required property"),
        (lambda each: each.update(start_ns="soon"), "'soon' is not of type"),
        (lambda each: each.update(mood="good"), "'mood' was unexpected"),
    ],
)
def test_what_the_schema_does_not_say_is_a_mistake(change, mistake, everything):
    change(everything["dispatches"][0])
    assert mistake in "\n".join(mistakes(everything))


def test_the_guide_names_all_that_the_schema_does():
    described = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]*)`", GUIDE))))
    defined = schema()
    parts = [defined, *defined["$defs"].values()]
    named = {name for part in parts for name in part.get("properties", {})}
    words = {
        word
        for part in parts
        for each in part.get("properties", {}).values()
        for word in each.get("enum", ())
    }
    assert named - described == set()
    assert words - described - {None, "on_delete"} == set()
