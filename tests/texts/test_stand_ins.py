"""Call sites past packages that put functions of theirs in the place of Django's methods."""

from __future__ import annotations

import inspect

import pytest
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models.signals import post_save
from django.db.models.sql.compiler import SQLCompiler
from django.dispatch import Signal

from signals_panel import record
from tests.app.models import Book, Tag

pytestmark = pytest.mark.django_db

CACHES = """
def ask(original, *args, **kwargs):
    return run(lambda: original(*args, **kwargs))

def run(execute):
    return execute()

def around(original):
    def inner(*args, **kwargs):
        return ask(original, *args, **kwargs)
    return inner

def count(manager):
    return manager.count()
"""
GUARDS = """
def guarded(function):
    def runner(*args, **kwargs):
        return function(*args, **kwargs)
    return runner
"""


def index(sender, **kwargs):
    pass


def functions_of(name, source):
    """Return the functions of an installed package's file, each test's own."""
    space = {"__name__": name}
    exec(compile(source, f"/site-packages/{name}.py", "exec"), space)
    return space


def stand_in(monkeypatch, kind, name, *, guarded=False):
    """Put a package's function around a method of Django's."""
    wrapper = functions_of("caches", CACHES)["around"](getattr(kind, name))
    if guarded:
        wrapper = functions_of("guards", GUARDS)["guarded"](wrapper)
    monkeypatch.setattr(kind, name, wrapper)


def place(line):
    return __file__, line


def callers(recording, kind="queries"):
    found = [each["caller"] for each in recording.as_dict()[kind]]
    return [caller and (caller["file"], caller["line"]) for caller in found]


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize(
    ("kind", "name"), [(SQLCompiler, "execute_sql"), (CursorWrapper, "execute")]
)
def test_a_statement_is_of_the_line_that_asked_and_not_of_a_package_around_it(
    monkeypatch, kind, name, guarded
):
    stand_in(monkeypatch, kind, name, guarded=guarded)
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        Tag.objects.count()
    assert callers(recording) == [place(line)]


def test_a_statement_of_the_projects_own_is_of_its_line(monkeypatch):
    stand_in(monkeypatch, CursorWrapper, "execute")
    with record() as recording, connection.cursor() as cursor:
        line = inspect.currentframe().f_lineno + 1
        cursor.execute("SELECT 1")
    assert callers(recording) == [place(line)]


def test_a_bypass_is_of_the_line_that_asked(monkeypatch, connect):
    connect(post_save, index, sender=Book)
    stand_in(monkeypatch, models.QuerySet, "bulk_create")
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        Book.objects.bulk_create([Book(title="Emma")])
    assert callers(recording, "bypasses") == [place(line)]


def test_a_send_is_of_the_line_that_sends(monkeypatch, signal, connect):
    connect(signal, index)
    stand_in(monkeypatch, Signal, "send")
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        signal.send(None)
    assert callers(recording, "dispatches") == [place(line)]


def test_a_package_that_stands_in_for_nothing_is_a_call_site():
    package = functions_of("caches", CACHES)
    with record() as recording:
        package["count"](Tag.objects)
    [(file, _)] = callers(recording)
    assert file == "/site-packages/caches.py"
