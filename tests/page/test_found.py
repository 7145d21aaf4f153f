"""Rows that a search asks the server for: by an argument, by the text of a statement."""

from __future__ import annotations

import pytest
from django.db.models.signals import post_save
from django.urls import reverse

from tests.app.models import Tag


@pytest.fixture
def found(client, connect):
    """Return a function that gives the rows of /saving/ that a search finds."""

    def reads(sender, **kwargs):
        Tag.objects.filter(name="Fog in May").exists()

    connect(post_save, reads, sender=Tag)
    response = client.get("/saving/")
    query = {"request_id": response.headers["djdt-request-id"]}
    document = client.get(reverse("djdt:signals_json"), query).json()

    def found(key, value):
        answer = client.get(reverse("djdt:signals_found"), {**query, "key": key, "value": value})
        rows = {each["id"]: each for each in (*document["dispatches"], *document["calls"])}
        return [rows[each] for each in answer.json()["ids"]]

    return found


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["created=True", "CREATED=true", "created="])
def test_an_argument_is_found_by_its_name_and_its_value(found, value):
    rows = found("arg", value)
    assert rows
    assert all("created" in row["arguments"] for row in rows)


@pytest.mark.django_db
def test_the_key_of_an_instance_is_found(found):
    (row, *_) = found("arg", "created=True")
    written = row["arguments"]["instance"]
    assert row in found("arg", f"instance={written}")
    assert found("arg", "instance=app.Tag(pk=0)") == []


@pytest.mark.django_db
def test_a_statement_is_found_by_its_text(found):
    rows = found("query", 'from "app_tag"')
    assert [row["receiver"].rpartition(".")[2] for row in rows] == ["reads"]
    assert found("query", "Fog") == []


@pytest.mark.django_db
def test_another_key_is_refused(client):
    response = client.get("/saving/")
    query = {"request_id": response.headers["djdt-request-id"], "key": "sql", "value": "x"}
    answer = client.get(reverse("djdt:signals_found"), query)
    assert (answer.status_code, answer.content) == (404, b"Rows are found by arg or by query.\n")
