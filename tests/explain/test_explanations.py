"""``explain()``: what it says beforehand is what happens."""

from __future__ import annotations

import io
import itertools
import json
import random
import textwrap

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import models
from django.db.models import deletion
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_init,
    post_save,
    pre_delete,
    pre_init,
    pre_save,
)
from django.dispatch import Signal
from django.test.utils import isolate_apps

from signals_panel import record
from signals_panel.explain import explain
from signals_panel.registry.registry import registry_now
from signals_panel.terminal.explain_text import explanation_lines
from tests.app.models import Book, Branch, Labelling, Letter, Note, Parcel, Post, Shelf, Stamp, Tag
from tests.findings.test_database_deletes import tables_of
from tests.telltales import called

HERE = "tests.explain.test_explanations"
DELETE = {"pre_delete": pre_delete, "post_delete": post_delete}
SAVE = {"pre_save": pre_save, "post_save": post_save}
ALL = {
    **DELETE,
    **SAVE,
    "pre_init": pre_init,
    "post_init": post_init,
    "m2m_changed": m2m_changed,
}
packed = Signal()


def hears(sender, **kwargs):
    pass


def told(model):
    return explain(model, registry_now())


def steps(model, title):
    """Return the steps of the operation whose title begins so."""
    [found] = [
        each["steps"] for each in told(model)["operations"] if each["title"].startswith(title)
    ]
    return found


def sends(found):
    """Return what is sent to somebody: signal and sender, in order."""
    return [
        (each["signal"].rpartition(".")[2], each["sender"])
        for each in found
        if each["kind"] == "signal" and each["receivers"]
    ]


def sent(recording, names):
    """Return what was sent to somebody, each signal of a sender once."""
    found = [
        (each["signal"].rpartition(".")[2], each["sender"])
        for each in recording.as_dict()["dispatches"]
        if each["start_ns"] is not None
    ]
    return [each for each in dict.fromkeys(found) if each[0] in names]


def bypassed(found):
    return {
        (each["model"], *(missed["receiver"] for missed in each["receivers"]))
        for each in found
        if each["kind"] == "bypass" and each["receivers"]
    }


@pytest.fixture
def wood():
    """Return models that are related in every way: parents, proxies, trees, nulls, defaults."""
    with isolate_apps("tests.app", "django.contrib.contenttypes"):

        class Root(models.Model):
            class Meta:
                app_label = "app"

        class Tree(Root):
            inside = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
            neighbours = models.ManyToManyField("self")

            class Meta:
                app_label = "app"

        class Oak(Tree):
            class Meta:
                app_label = "app"
                proxy = True

        class Limb(models.Model):
            tree = models.ForeignKey(Tree, on_delete=models.CASCADE)

            class Meta:
                app_label = "app"

        class Leaf(models.Model):
            limb = models.ForeignKey(Limb, on_delete=models.CASCADE)
            root = models.ForeignKey(Root, on_delete=models.CASCADE)

            class Meta:
                app_label = "app"

        class Nest(models.Model):
            limb = models.ForeignKey(Limb, null=True, on_delete=models.CASCADE)
            tree = models.OneToOneField(Tree, on_delete=models.CASCADE)

            class Meta:
                app_label = "app"

        class Swing(models.Model):
            limb = models.ForeignKey(Limb, null=True, on_delete=models.SET_NULL)
            root = models.ForeignKey(Root, null=True, on_delete=models.SET(None))

            class Meta:
                app_label = "app"

        class Fence(models.Model):
            tree = models.ForeignKey(Tree, on_delete=models.PROTECT)
            limb = models.ForeignKey(Limb, on_delete=models.RESTRICT)

            class Meta:
                app_label = "app"

        made = (Root, Tree, Limb, Leaf, Nest, Swing, Fence, Oak)
        yield {model.__name__: model for model in made}


@pytest.fixture
def planted(wood, transactional_db):
    """Return the same, with tables."""
    with tables_of(*(each for each in wood.values() if not each._meta.proxy)):
        yield wood


def grow(wood):
    """Make a row of each model; return the tree that all hang on."""
    tree = wood["Tree"].objects.create()
    inner = wood["Tree"].objects.create(inside=tree)
    tree.neighbours.add(inner)
    limb = wood["Limb"].objects.create(tree=tree)
    wood["Leaf"].objects.create(limb=limb, root=tree.root_ptr)
    wood["Nest"].objects.create(limb=limb, tree=tree)
    wood["Swing"].objects.create(limb=limb, root=tree.root_ptr)
    return tree


MODELS = ("Root", "Tree", "Oak", "Limb", "Leaf", "Nest", "Swing")
CHOICES = [*((each,) for each in MODELS), MODELS, *itertools.combinations(MODELS, 2)]


def row_of(model, tree):
    """Return the row of a model that the tree is, or hangs on it."""
    named = {"tree": tree} if model.__name__ == "Limb" else {"pk": tree.pk}
    return model.objects.get(**named)


@pytest.mark.parametrize("deleted", ["Root", "Tree", "Oak", "Limb"])
def test_a_deletion_sends_in_the_order_that_was_told(deleted, planted):
    for chosen in [*random.Random(deleted).sample(CHOICES, 8), MODELS]:
        row = row_of(planted[deleted], grow(planted))
        connections = [(signal, planted[name]) for signal in DELETE.values() for name in chosen]
        for signal, sender in connections:
            signal.connect(hears, sender=sender, weak=False)
        try:
            expected = sends(steps(planted[deleted], "delete()"))
            with record() as recording:
                row.delete()
        finally:
            for signal, sender in connections:
                signal.disconnect(hears, sender=sender)
        assert sent(recording, DELETE) == expected, chosen
        for each in planted.values():
            each.objects.all().delete()


def test_a_deletion_bypasses_whom_it_was_told_to(planted, connect):
    connect(pre_save, hears, sender=planted["Swing"])
    tree = grow(planted)
    expected = bypassed(steps(planted["Tree"], "delete()"))
    with record() as recording:
        tree.delete()
    [one, other] = recording.as_dict()["bypasses"]
    assert one["model"] == other["model"]
    assert expected == {(one["model"], f"{HERE}.hears")}


def test_what_refuses_a_deletion_is_said(wood):
    text = json.dumps(told(wood["Tree"]))
    assert "Not where rows of app.Fence point to it: tree is PROTECT." in text
    assert "Whether rows of app.Fence keep it from being deleted: limb is RESTRICT." in text


@pytest.mark.parametrize("model", [Shelf, Book, Branch, Letter, Parcel, Post, Stamp, Tag, User])
def test_what_nobody_receives_is_sent_to_nobody(model, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        found = told(model)
    json.dumps(found)
    own = [each for each in found["operations"] if "delete()" in each["title"]]
    assert sends(own[0]["steps"]) == []


def test_a_deletion_by_one_query_says_that_it_sends_nothing():
    [only] = steps(Labelling, "delete()")
    text = "One query, without signals: nobody receives pre_delete or post_delete of it."
    assert only == {"kind": "note", "text": text}


def test_a_save_sends_what_was_told_and_by_a_proxy_its_own(planted, connect):
    for signal in (*SAVE.values(), pre_init, post_init):
        connect(signal, hears, sender=planted["Oak"])
    expected = sends(steps(planted["Oak"], "Oak()")) + sends(steps(planted["Oak"], "save()"))
    with record() as recording:
        planted["Oak"]().save()
        planted["Tree"]().save()
    assert sent(recording, ALL) == expected
    assert len(expected) == 4


def test_a_receiver_for_what_a_model_inherits_from_is_told_not_to_be_called(wood, connect):
    connect(post_save, hears, sender=wood["Root"])
    [found] = told(wood["Tree"])["not_called"]
    assert found["receiver"] == f"{HERE}.hears"
    assert found["sender"].endswith("Root")
    assert told(wood["Root"])["not_called"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("operation", ["bulk_create", "update", "bulk_update"])
def test_an_operation_in_bulk_bypasses_whom_it_was_told_to(operation, connect):
    connect(post_save, hears, sender=Tag)
    tag = Tag.objects.create(name="one")
    [found] = [
        each["steps"] for each in told(Tag)["operations"] if f"{operation}()" in each["title"]
    ]
    run = {
        "bulk_create": lambda: Tag.objects.bulk_create([Tag(name="two")]),
        "update": lambda: Tag.objects.update(name="three"),
        "bulk_update": lambda: Tag.objects.bulk_update([tag], ["name"]),
    }[operation]
    with record() as recording:
        run()
    [bypass] = recording.as_dict()["bypasses"]
    assert bypassed(found) == {(bypass["model"], *bypass["receivers"])}


@pytest.mark.django_db
def test_bulk_create_of_a_child_is_told_to_be_refused():
    [step] = steps(Letter, "bulk_create()")
    assert step["text"].startswith("Django refuses: the rows of app.Parcel ")
    with pytest.raises(ValueError, match="multi-table inherited"):
        Letter.objects.bulk_create([Letter()])


@pytest.mark.django_db
def test_a_many_to_many_field_sends_and_bypasses_as_told(connect):
    connect(m2m_changed, hears, sender=Labelling)
    connect(post_save, hears, sender=Labelling)
    connect(post_delete, hears, sender=Labelling)
    found = steps(Book, "book.tags.add()")
    assert found == steps(Tag, "tag.book_set.add()")
    book, tag = Book.objects.create(), Tag.objects.create()
    with record() as recording:
        book.tags.add(tag)
        book.tags.clear()
    assert set(sends(found)) == set(sent(recording, ALL))
    [bypass] = recording.as_dict()["bypasses"]
    assert bypassed(found) == {(bypass["model"], *bypass["receivers"])}


def test_a_field_that_nobody_listens_to_is_told_to_send_nothing_when_added_to():
    assert [each["text"] for each in steps(Post, "post.tags.add()")][1:] == [
        "add() does not even send it, as nobody receives it."
    ]


@pytest.mark.django_db
def test_a_manager_of_a_foreign_key_bypasses_whom_it_was_told_to(connect):
    connect(pre_save, hears, sender=Book)
    found = steps(Shelf, "shelf.book_set.")
    assert found == steps(Book, "shelf.book_set.")
    shelf, book = Shelf.objects.create(), Book.objects.create()
    with record() as recording:
        shelf.book_set.add(book)
    [bypass] = recording.as_dict()["bypasses"]
    assert bypassed(found) == {(bypass["model"], *bypass["receivers"])}


@pytest.mark.django_db
def test_a_generic_relation_deletes_what_it_was_told_to(connect):
    connect(post_delete, hears, sender=Note)
    book = Book.objects.create()
    Note.objects.create(about=book)
    expected = sends(steps(Book, "delete()"))
    with record() as recording:
        book.delete()
    assert expected == sent(recording, DELETE) == [("post_delete", "tests.app.models.Note")]


def test_signals_that_code_sends_by_a_model_are_told(connect):
    connect(packed, hears, sender=Parcel)
    [step] = steps(Parcel, "Signals that code may send by Parcel")
    assert step["signal"] == f"{HERE}.packed"


@pytest.mark.skipif(not hasattr(deletion, "DB_CASCADE"), reason="Django 6.1 has it")
def test_what_the_database_deletes_is_told_to_be_bypassed(connect):
    with isolate_apps("tests.app"):

        class Fleet(models.Model):
            class Meta:
                app_label = "app"

        class Ship(models.Model):
            fleet = models.ForeignKey(Fleet, on_delete=models.DB_CASCADE)

            class Meta:
                app_label = "app"

        connect(post_delete, hears, sender=Ship)
        [step] = [each for each in steps(Fleet, "delete()") if each["kind"] == "bypass"]
        assert step["text"] == "the database deletes rows: fleet is DB_CASCADE"
        assert [each["receiver"] for each in step["receivers"]] == [f"{HERE}.hears"]


def test_code_of_a_models_own_is_told_to_be_unknown():
    with isolate_apps("tests.app"):

        class Shelved(models.QuerySet):
            def update(self, **values):
                raise AssertionError

        class Vase(models.Model):
            objects = Shelved.as_manager()

            class Meta:
                app_label = "app"

            def save(self, *args, **kwargs):
                raise AssertionError

        [saves, updates] = [each for each in told(Vase)["untold"] if each.startswith("What ")][1:]
    assert saves.startswith(f"What {HERE}.")
    assert ".Vase.save (" in saves
    assert ".Shelved.update (" in updates


class Own:
    """An ``on_delete`` of the project's own."""

    def __call__(self, *args):
        called.append("__call__")

    def __hash__(self):
        called.append("__hash__")
        return 1


def test_no_code_of_a_models_runs(connect):
    with isolate_apps("tests.app"):

        class Kind(models.base.ModelBase):
            def __eq__(cls, other):
                called.append("__eq__")
                return cls is other

            __hash__ = models.base.ModelBase.__hash__

        class Pile(models.Model, metaclass=Kind):
            class Meta:
                app_label = "app"

        class Odd(models.Model):
            class Meta:
                app_label = "app"

            pile = models.ForeignKey(Pile, on_delete=Own())

        connect(pre_delete, hears, sender=Pile)
        called.clear()  # Django compares them as they are made
        pile = told(Pile)
    assert pile["label"] == "app.Pile"
    [what] = [each for each in pile["untold"] if each.startswith("What becomes")]
    assert what == "What becomes of app.Odd.pile: its on_delete is a function of the project's."


def printed(*arguments):
    stdout = io.StringIO()
    call_command("showsignals", *arguments, stdout=stdout)
    return stdout.getvalue()


def test_the_command_prints_it(connect):
    connect(post_save, hears, sender=Tag)
    text = printed("--explain", "app.Tag")
    assert text.startswith("app.Tag  tests.app.models.Tag\n\nTag(), and each row that a query")
    assert f"  post_save\n    → {HERE}.hears  tests/explain/" in text
    assert "bulk_create()\n  bypasses post_save\n    ✗ " in text


def test_each_operation_begins_after_an_empty_line_and_goes_on_indented():
    found = told(Tag)
    lines = "\n".join(explanation_lines(found, no_style(), 30)).split("\n")
    for operation in found["operations"]:
        title = textwrap.wrap(operation["title"], 30, subsequent_indent="  ")
        at = lines.index(title[0])
        assert lines[at - 1] == ""
        assert lines[at : at + len(title)] == title


BYPASS = """
  bypasses nobody: add() makes rows of
    the intermediate model by
    bulk_create()
"""
NOTE = """
  add() does not even send it, as nobody
    receives it.
"""


def test_a_step_that_is_a_sentence_goes_on_indented():
    text = "\n".join(explanation_lines(told(Tag), no_style(), 40))
    assert BYPASS in text
    assert NOTE in text


def test_what_only_a_run_can_tell_are_items_that_go_on_indented():
    found = told(Tag)
    text = "\n".join(explanation_lines(found, no_style(), 30))
    indents = {"initial_indent": "  - ", "subsequent_indent": "    "}
    items = [textwrap.fill(each, 30, **indents) for each in found["untold"]]
    assert text.endswith("\n".join(["", *items]))


def test_as_json_it_is_the_document():
    assert json.loads(printed("--explain", "app.Tag", "--format", "json")) == told(Tag)


def test_a_model_that_does_not_exist_is_an_error_that_offers_the_nearest():
    with pytest.raises(CommandError, match=r"^No model is called 'app\.Tga'\. Did you mean app\."):
        printed("--explain", "app.Tga")


@pytest.mark.parametrize(
    ("given", "names"),
    [(["post_save"], "NAME"), (["--sender", "app.Tag", "--app", "app"], "--sender and no --app")],
)
def test_what_chooses_connections_cannot_be_given_with_it(given, names):
    with pytest.raises(CommandError, match=f"^--explain takes no {names}\\.$"):
        printed("--explain", "app.Tag", *given)
