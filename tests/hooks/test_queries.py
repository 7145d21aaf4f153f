"""Statements: each with the line of the project's code that it comes from."""

from __future__ import annotations

import asyncio
import inspect
import threading
from contextvars import copy_context

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, connections
from django.db.models.signals import post_save, pre_init

from signals_panel import record
from tests.app.models import Tag


def lines(recording):
    """Return the files and lines of the statements."""
    return [
        each["caller"] and (each["caller"]["file"], each["caller"]["line"])
        for each in recording.as_dict()["queries"]
    ]


def line_after(frame):
    return (__file__, frame.f_lineno + 1)


def test_the_caller_of_a_statement_is_the_line_that_asked_for_it(db):
    with record() as recording:
        first = line_after(inspect.currentframe())
        tag = Tag.objects.create(name="a")
        second = line_after(inspect.currentframe())
        list(Tag.objects.filter(name="b"))
        third = line_after(inspect.currentframe())
        tag.delete()
        with connection.cursor() as cursor:
            fourth = line_after(inspect.currentframe())
            cursor.execute("SELECT 1")
            fifth = line_after(inspect.currentframe())
            cursor.executemany("DELETE FROM app_tag WHERE id = %s", [(1,), (2,)])
    found = lines(recording)
    assert [found[0], found[1], *found[-3:]] == [first, second, third, fourth, fifth]
    caller = recording.as_dict()["queries"][0]["caller"]
    function = "test_the_caller_of_a_statement_is_the_line_that_asked_for_it"
    assert caller == {"file": __file__, "line": first[1], "function": function}


def test_the_caller_of_a_receivers_statement_is_a_line_of_the_receiver(signal, connect, db):
    def receives(sender, **kwargs):
        Tag.objects.count()

    connect(signal, receives)
    with record() as recording:
        signal.send(None)
    assert lines(recording) == [(__file__, receives.__code__.co_firstlineno + 1)]


def test_the_caller_of_a_statement_in_a_loop_is_always_the_same_line(db):
    with record() as recording:
        for _ in range(3):
            line = line_after(inspect.currentframe())
            Tag.objects.count()
    assert lines(recording) == [line] * 3


def test_the_caller_of_an_awaited_statement_is_the_line_that_awaits(transactional_db):
    async def main():
        await Tag.objects.acount()

    with record() as recording:
        asyncio.run(main())
    assert lines(recording) == [(__file__, main.__code__.co_firstlineno + 1)]


def test_the_caller_of_a_statement_in_a_thread_with_the_context_is_its_line(db):
    def counts(shared):
        with shared.cursor() as cursor:
            cursor.execute("SELECT 1")

    connection.inc_thread_sharing()
    try:
        with record() as recording:
            run = copy_context().run
            thread = threading.Thread(target=run, args=(counts, connections["default"]))
            thread.start()
            thread.join()
    finally:
        connection.dec_thread_sharing()
    assert lines(recording) == [(__file__, counts.__code__.co_firstlineno + 2)]


def test_a_statement_that_raises_has_its_line(db):
    with record() as recording, connection.cursor() as cursor:
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT FROM nothing")
        line = inspect.currentframe().f_lineno - 1
    assert lines(recording) == [(__file__, line)]


def test_whether_the_orm_sent_is_told_as_before_on_a_line_that_also_queries(db, connect):
    connect(pre_init, lambda sender, **kwargs: None)
    User.objects.create(username="ada")
    with record() as recording:
        for _ in range(2):
            line = line_after(inspect.currentframe())
            list(User.objects.all())
    dispatches = [each for each in recording.as_dict()["dispatches"] if each["caller"]]
    assert {each["by_orm"] for each in dispatches} == {True}
    assert {(each["caller"]["file"], each["caller"]["line"]) for each in dispatches} == {line}
    assert lines(recording) == [line] * 2


def test_whether_code_of_django_sent_is_told_as_before_on_a_line_that_also_queries(db, connect, rf):
    from django.contrib.auth.signals import user_logged_in
    from django.contrib.sessions.backends.db import SessionStore

    user = User.objects.create(username="ada")
    connect(user_logged_in, lambda sender, **kwargs: None)
    request = rf.get("/")
    request.session = SessionStore()
    with record() as recording:
        logs_in(request, user)
        request.session = SessionStore()
        logs_in(request, user)
    [first, second] = [
        each
        for each in recording.as_dict()["dispatches"]
        if each["signal"].endswith("user_logged_in")
    ]
    assert (first["by_orm"], second["by_orm"]) == (False, False)


def logs_in(request, user):
    from django.contrib.auth import login

    login(request, user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_receiver_of_post_save_that_queries_has_its_own_lines(db, connect):
    def counts(sender, **kwargs):
        Tag.objects.count()

    connect(post_save, counts, sender=Tag)
    with record() as recording:
        line = line_after(inspect.currentframe())
        Tag.objects.create(name="a")
    assert lines(recording) == [line, (__file__, counts.__code__.co_firstlineno + 1)]
