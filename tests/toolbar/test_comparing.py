"""Two requests beside each other: what is new, gone, more or fewer."""

from __future__ import annotations

import html
import json
import re

import pytest
from debug_toolbar.store import MemoryStore
from django.db import transaction
from django.urls import reverse

from signals_panel.page.comparison import compared
from tests.app.models import Book, Note, Post, Shelf, Tag
from tests.signals import after_view, before_view, in_view


def counts(sender, **kwargs):
    return None


def raises(sender, **kwargs):
    raise KeyError("stock")


def identity(response):
    return response.headers["djdt-request-id"]


def differences(page):
    """Return the rows of a comparison that differ, as text."""
    rows = re.findall(r'<li class="sp-is-(?:new|gone|more|fewer)">(.*?)</li>', page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in rows]


@pytest.fixture(autouse=True)
def _nothing_stored():
    yield
    MemoryStore.clear()


@pytest.fixture
def ask(client):
    """Return a function that visits a page while receivers are connected, for its request's id."""

    def ask(*pairs, path="/plain/"):
        for signal, receiver in pairs:
            signal.connect(receiver)
        client.raise_request_exception = False
        response = client.get(path)
        for signal, receiver in pairs:
            signal.disconnect(receiver)
        return identity(response)

    return ask


@pytest.fixture
def compare(client):
    def compare(now, before):
        query = {"request_id": now, "with": before}
        return client.get(reverse("djdt:signals_compare"), query).content.decode()

    return compare


def test_a_request_and_one_like_it_do_not_differ(ask, compare):
    first, second = ask((in_view, counts)), ask((in_view, counts))
    page = compare(second, first)
    assert "Nothing differs" in page
    assert differences(page) == []


def test_a_receiver_that_is_new_and_one_that_is_gone_are_told(ask, compare):
    first = ask((before_view, counts), (in_view, counts))
    second = ask((in_view, counts), (in_view, raises))
    found = differences(compare(second, first))
    assert "new 0 → 1 raises" in found
    assert "new 0 → 1 raised KeyError" in found
    assert "gone 1 → 0 counts" in found


def test_the_older_request_is_before_whichever_is_looked_at(ask, compare):
    first, second = ask(), ask((in_view, counts))
    assert differences(compare(second, first)) == differences(compare(first, second)) != []


def test_findings_that_are_new_are_told(ask, compare):
    first, second = ask(), ask((in_view, raises))
    assert any(
        each.startswith("new 0 → 1 S101 receiver-raised")
        for each in differences(compare(second, first))
    )


@pytest.fixture
def posted(client):
    """Return a function that compares a request with an outline of an earlier one."""

    def posted(now, outline):
        address = reverse("djdt:signals_compare_outline") + f"?request_id={now}"
        sent = {"outline": outline, "line": {}}
        page = client.post(address, json.dumps(sent), content_type="application/json")
        return differences(page.content.decode())

    return posted


@pytest.fixture
def outline(client):
    def outline(identity):
        answer = client.get(reverse("djdt:signals_outline"), {"request_id": identity})
        return answer.json()["outline"]

    return outline


def counting(*models):
    """Return a receiver that counts the rows of models."""

    def counts(sender, **kwargs):
        return [model.objects.count() for model in models]

    return counts


def counted(state, model):
    return f'{state} SELECT COUNT(*) AS "__count" FROM "app_{model}"'


def statements(rows):
    return [row for row in rows if "SELECT" in row and "receiver" not in row]


EARLIER = (in_view, counting(Note, Book, Tag, Tag, Post))
LATER = (in_view, counting(Note, Shelf, Post, Post, Tag))


@pytest.mark.django_db
def test_statements_that_are_new_gone_more_or_fewer_are_told_and_no_others(ask, compare):
    first, second = ask(EARLIER), ask(LATER)
    assert statements(differences(compare(second, first))) == [
        counted("new 0 → 1", "shelf"),
        counted("more 1 → 2", "post"),
        counted("fewer 2 → 1", "tag"),
        counted("gone 1 → 0", "book"),
    ]
    third = ask(EARLIER)
    assert statements(differences(compare(third, second))) == [
        counted("new 0 → 1", "book"),
        counted("more 1 → 2", "tag"),
        counted("fewer 2 → 1", "post"),
        counted("gone 1 → 0", "shelf"),
    ]


@pytest.mark.django_db
def test_of_a_statement_that_only_an_outline_has_the_text_is_said_not_to_be_kept(
    ask, outline, posted
):
    first, second = ask((in_view, counting(Tag))), ask((in_view, counting(Shelf)))
    assert posted(second, outline(first))[-2:] == [
        counted("new 0 → 1", "shelf"),
        "gone 1 → 0 a statement whose text is not kept",
    ]


def test_findings_that_are_new_gone_more_or_fewer_are_told_and_no_others():
    def outline(**times):
        found = [["S101", "receiver-raised", message, n] for message, n in times.items()]
        return {"rows": [], "statements": [], "findings": found}

    before, now = outline(a=1, b=1, c=2, d=3), outline(b=2, c=1, d=3, e=1)
    found = compared(before, now, {})
    told = [(each.state, each.before, each.now, each.full) for each in found["findings"]]
    assert told == [
        ("more", 1, 2, "b"),
        ("fewer", 2, 1, "c"),
        ("new", 0, 1, "e"),
        ("gone", 1, 0, "a"),
    ]
    assert found["changes"] == 4
    assert {(each.name, each.sender) for each in found["findings"]} == {("S101", "receiver-raised")}


@pytest.mark.django_db
def test_savepoints_are_named_anew_and_are_no_difference(ask, compare):
    def saves(sender, **kwargs):
        with transaction.atomic(), transaction.atomic():
            Tag.objects.create(name="fog")

    first, second = ask((in_view, saves)), ask((in_view, saves))
    assert differences(compare(second, first)) == []


def test_what_is_equal_is_folded(ask, compare):
    pairs = (before_view, counts), (after_view, counts)
    page = compare(ask(*pairs), ask(*pairs))
    assert re.search(r"<summary>\d+ rows are the same</summary>", page)


def test_times_are_told_of_three_requests_like_it_and_not_of_two(ask, compare):
    first, second, third = ask(), ask(), ask()
    assert "This request took" not in compare(third, second)
    told = re.search(r"This request took [\d.]+\xa0ms; 3 other stored", compare(ask(), first))
    assert told


def test_the_list_offers_the_request_before_of_the_same_method_and_path(ask, client):
    first, other, now = ask(), ask(path="/quiet/"), ask()
    page = client.get(reverse("djdt:signals_requests"), {"request_id": now}).content.decode()
    offered = page.partition('class="sp-previous"')[2].partition("</p>")[0]
    assert f"request_id={now}&amp;with={first}" in offered
    assert f"with={other}" in page


def test_an_outline_outlives_its_request(ask, client, compare):
    first, second = ask((in_view, counts)), ask((in_view, raises))
    outline = client.get(reverse("djdt:signals_outline"), {"request_id": first}).content
    address = reverse("djdt:signals_compare_outline") + f"?request_id={second}"
    page = client.post(address, outline, content_type="application/json").content.decode()
    assert differences(page) == differences(compare(second, first)) != []


def test_an_outline_has_each_row_with_its_depth_kind_name_sender_and_times(ask, outline):
    rows = outline(ask((in_view, counts), (in_view, raises)))["rows"]
    at = [name for _, _, name, *_ in rows].index("tests.signals.in_view")
    assert rows[at : at + 4] == [
        [0, "dispatch", "tests.signals.in_view", "view", 1],
        [1, "call", f"{__name__}.counts", "", 1],
        [1, "call", f"{__name__}.raises", "", 1],
        [2, "error", "KeyError", "", 1],
    ]


def test_an_outline_has_names_and_numbers_alone(ask, client):
    def is_told(sender, **kwargs):
        pass

    outline = client.get(
        reverse("djdt:signals_outline"), {"request_id": ask((in_view, is_told))}
    ).json()["outline"]
    text = json.dumps(outline)
    assert __file__ not in text
    assert set(outline) == {"rows", "statements", "findings"}
    assert all(re.fullmatch(r"[0-9a-f]{16}", digest) for digest, _ in outline["statements"])


@pytest.mark.parametrize(
    "sent", [b"[]", b"{", b'{"outline": 1, "line": 2}', b'{"outline": {"rows": [[0]]}, "line": {}}']
)
def test_what_is_no_outline_is_refused_in_a_sentence(sent, ask, client):
    address = reverse("djdt:signals_compare_outline") + f"?request_id={ask()}"
    answer = client.post(address, sent, content_type="application/json")
    assert (answer.status_code, answer.content) == (
        400,
        b"This is no outline that this version makes.\n",
    )


def test_no_form_of_another_site_can_send_an_outline(ask, client):
    address = reverse("djdt:signals_compare_outline") + f"?request_id={ask()}"
    assert client.post(address, {"outline": "{}"}).status_code == 415


@pytest.mark.parametrize("name", ["request_id", "with"])
def test_a_request_that_is_forgotten_is_said_to_be(name, ask, client):
    query = {"request_id": ask(), "with": ask(), name: "0" * 32}
    answer = client.get(reverse("djdt:signals_compare"), query)
    assert answer.status_code == 404
    assert b"does not hold this request any more" in answer.content
