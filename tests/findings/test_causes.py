"""One cause, one finding: what a loop or an operation gave is one card with its parts."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.db.models.signals import post_save, pre_save

from signals_panel import findings, record
from signals_panel.fates.connected import Connected
from signals_panel.findings.case import ERROR, INFO, Found, Rule
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import NOTHING
from signals_panel.timeline import Timeline
from tests.app.models import Book, Branch, Post, Tag

from .reading import codes, found_had_calls_taken, parts_of

pytestmark = pytest.mark.django_db


def counts(sender, **kwargs):
    Tag.objects.count()


def counts_often(sender, **kwargs):
    for _ in range(6):
        Post.objects.count()


def misses(sender, **kwargs):
    Book.objects.bulk_create([Book(title="a")])


def hears(sender, **kwargs):
    pass


def saves(count=12):
    for number in range(count):
        Tag.objects.create(name=f"{number}")


def cards(recording):
    return recording.as_dict()["findings"]


@pytest.fixture
def costly(connect):
    """Have a loop over tags give S304, S402, S403 and S204."""
    connect(post_save, counts, sender=Tag)
    connect(pre_save, counts_often, sender=Tag)
    connect(post_save, misses, sender=Tag)
    connect(post_save, hears, sender=Book)


def test_what_one_loop_gave_is_one_card_that_leads_with_the_loop(costly):
    with record() as recording:
        saves()
    [card] = cards(recording)
    assert card["code"] == "S304"
    parts = {part["code"] for part in parts_of(card)}
    assert parts == {"S204", "S304", "S402", "S403"}
    assert all(part["message"] and "hint" in part for part in parts_of(card))


def test_the_evidence_has_the_ids_of_the_rows_and_then_the_parts(costly):
    with record() as recording:
        saves()
    document = recording.as_dict()
    [card] = document["findings"]
    ids = [each for each in card["evidence"] if type(each) is int]
    assert card["evidence"][: len(ids)] == ids
    assert card["dispatch"] == ids[0]
    known = {each["id"] for each in document["dispatches"]}
    assert set(ids) <= known


def test_what_the_loops_receivers_made_in_their_turn_is_the_loops(connect, costly):
    connect(post_save, lambda sender, **kwargs: Branch.objects.create(name="a"), sender=Book)
    connect(post_save, counts, sender=Branch)
    connect(post_save, lambda sender, **kwargs: Book.objects.create(title="b"), sender=Tag)
    with record() as recording:
        saves()
    assert len(cards(recording)) == 1


def saves_itself(sender, instance, **kwargs):
    instance.save()


def raises(sender, **kwargs):
    raise ValueError


def registers(sender, **kwargs):
    transaction.on_commit(hears)


def mails(sender, **kwargs):
    send_mail("a", "b", "a@example.org", ["b@example.org"])


def rolls_back(times=1):
    for number in range(times):
        with suppress(ValueError), transaction.atomic():
            Tag.objects.create(name=f"{number}")


def told(recording):
    """Return of each card its code and those of its parts."""
    return [
        [card["code"], *sorted(part["code"] for part in parts_of(card))]
        for card in cards(recording)
    ]


@pytest.mark.contains_errors
def test_recursion_without_end_is_one_card(connect):
    connect(post_save, counts, sender=Tag)
    connect(post_save, saves_itself, sender=Tag)
    with record() as recording, suppress(RecursionError):
        Tag.objects.create(name="a")
    assert told(recording) == [["S101", "S305", "S403", "S403"]]


@pytest.mark.contains_errors
def test_recursion_through_two_models_is_one_card(connect):
    Tag.objects.create(name="a")
    connect(post_save, lambda sender, **kwargs: Branch.objects.get().save(), sender=Tag)
    connect(post_save, lambda sender, **kwargs: Tag.objects.get().save(), sender=Branch)
    with record() as recording, suppress(RecursionError):
        Branch.objects.create(name="a")
    [[code, *parts]] = told(recording)
    assert code == "S101"
    assert {*parts} == {"S305", "S403"}


@pytest.mark.contains_errors
def test_recursion_of_a_signal_without_instances_is_one_card(signal, connect):
    def sends(sender, **kwargs):
        Tag.objects.count()
        signal.send(None)

    connect(signal, sends)
    with record() as recording, suppress(RecursionError):
        signal.send(None)
    assert told(recording) == [["S101", "S403"]]


def test_recursion_that_ends_leads_before_what_it_made_dear(connect):
    def shortens(sender, instance, **kwargs):
        if instance.name:
            instance.name = instance.name[1:]
            instance.save()

    connect(post_save, counts, sender=Tag)
    connect(post_save, shortens, sender=Tag)
    with record() as recording:
        Tag.objects.create(name="abcdefgh")
    assert told(recording) == [["S305", "S403", "S403"]]


@pytest.mark.parametrize("times", [1, 12])
def test_what_a_receiver_that_raised_rolled_back_is_one_card(connect, times):
    connect(post_save, registers, sender=Tag)
    connect(post_save, mails, sender=Tag)
    connect(post_save, raises, sender=Tag)
    with record() as recording:
        rolls_back(times)
    parts = ["S501", *["S503"] * times, *["S504"] * times]
    assert told(recording) == [["S101", *parts]]


def test_what_a_loop_has_rolled_back_is_one_card(connect):
    connect(post_save, registers, sender=Tag)
    connect(post_save, hears, sender=Tag)
    with record() as recording:
        for _ in range(3):
            with suppress(KeyError), transaction.atomic():
                Tag.objects.create(name="a")
                raise KeyError
    [codes_of_card] = told(recording)
    assert sorted(codes_of_card) == ["S503"] * 3 + ["S504"] * 3


def test_a_callback_registered_outside_of_receivers_is_dropped_by_who_raised_too(connect):
    connect(post_save, raises, sender=Tag)
    with record() as recording, suppress(ValueError), transaction.atomic():
        transaction.on_commit(hears)
        Tag.objects.create(name="a")
    assert told(recording) == [["S101", "S504"]]


def test_a_block_that_went_on_after_a_receiver_raised_was_rolled_back_for_another_reason(connect):
    connect(post_save, raises, sender=Tag)
    connect(post_save, hears, sender=Branch)
    with record() as recording, suppress(KeyError), transaction.atomic():
        with suppress(ValueError):
            Tag.objects.create(name="a")
        Branch.objects.create(name="a")
        raise KeyError
    assert told(recording) == [["S101"], ["S503"]]


def test_what_different_receivers_did_in_vain_is_told_apart(connect):
    connect(post_save, hears, sender=Branch)
    connect(post_save, counts, sender=Tag)
    with record() as recording:
        for model in (Branch, Tag):
            with suppress(ValueError), transaction.atomic():
                model.objects.create(name="a")
                raise ValueError
    assert told(recording) == [["S503"], ["S503"]]


def test_two_loops_are_two_cards(connect):
    connect(post_save, counts, sender=Tag)
    connect(post_save, lambda sender, **kwargs: Post.objects.count(), sender=Branch)
    with record() as recording:
        saves()
        for _ in range(12):
            Branch.objects.create(name="a")
    assert [card["code"] for card in cards(recording)] == ["S304", "S304"]


def test_a_receiver_that_costs_in_two_ways_is_one_card(connect):
    connect(post_save, counts_often, sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
        Tag.objects.create(name="b")
    found_had_calls_taken(recording, "S401", 200, 1)
    [card] = cards(recording)
    assert card["code"] == "S402"


def test_two_receivers_that_cost_in_one_save_are_two_cards(connect):
    connect(post_save, counts_often, sender=Tag)
    connect(post_save, lambda sender, **kwargs: counts_often(sender), sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
    assert [card["code"] for card in cards(recording)] == ["S402", "S402"]


def test_a_silenced_part_is_left_out_and_the_others_stay_one_card(costly, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "SILENCED_FINDINGS": ["S304", "S204"]}
    with record() as recording:
        saves()
    assert codes(recording) == {"S402", "S403"}
    assert len(cards(recording)) == 1


def test_cards_are_ordered_by_severity_then_time_then_queries(signal, connect, monkeypatch):
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        for _ in range(4):
            signal.send(None)
    timeline = Timeline([tables_of(recording)])
    timeline.calls.own, timeline.calls.queries = [1, 5, 1, 9], [0, 0, 3, 0]

    def find(case):
        for call in range(len(case.calls)):
            yield Found(str(call), call=call, severity=INFO if call == 3 else None)

    rules = (
        Rule("S998", "one", "warning", find),
        Rule("S999", "worst", ERROR, lambda case: [Found("last")]),
    )
    monkeypatch.setattr(findings, "RULES", rules)
    ordered = [each["message"] for each in findings.find(Connected(timeline, NOTHING))]
    assert ordered == ["last", "1", "2", "0", "3"]


@pytest.mark.parametrize(
    ("write", "advice"),
    [
        (Tag.objects.count, "Fetch it once before"),
        (lambda: Tag.objects.create(name="a"), "bulk_create()"),
        (lambda: Tag.objects.filter(pk=1).update(name="a"), "one update()"),
        (lambda: Tag.objects.filter(pk=1)._raw_delete("default"), "one delete()"),
    ],
    ids=["SELECT", "INSERT", "UPDATE", "DELETE"],
)
def test_the_advice_about_a_repeated_statement_fits_what_it_does(signal, connect, write, advice):
    connect(signal, lambda sender, **kwargs: write())
    with record() as recording:
        for _ in range(6):
            signal.send(None)
    [hint] = [each["hint"] for each in cards(recording) if each["code"] == "S403"]
    assert advice in hint
    assert ("select_related" in hint) == (advice == "Fetch it once before")


def test_the_text_tree_lists_the_parts_under_what_leads(costly):
    with record() as recording:
        saves()
    lines = str(recording).splitlines()
    [leads] = [number for number, line in enumerate(lines) if line.startswith("! ")]
    assert lines[leads].startswith("! S304 ")
    assert lines[leads + 1].startswith("  + S")
