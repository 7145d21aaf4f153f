"""Statements on PostgreSQL: their parameters as they are shown, and none that must not be."""

from __future__ import annotations

import contextlib
import json
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError
from django.db.backends.postgresql.psycopg_any import Jsonb
from django.db.utils import ConnectionHandler
from django.dispatch import Signal

from signals_panel import record

from .services import postgresql

SECRET = "hunter2 of harbour"
UPSERT = """
    INSERT INTO t (a, data, password) VALUES (%s, %s, %s)
    ON CONFLICT (a) DO UPDATE SET a = %s RETURNING t.id
"""
HIDDEN = f"<str of {len(SECRET)} characters>"


@pytest.fixture(scope="module")
def connection(django_db_blocker):
    """Return Django's connection to a PostgreSQL of its own."""
    with postgresql() as url, django_db_blocker.unblock():
        found = urlsplit(url)
        settings = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": found.path[1:],
            "USER": found.username,
            "PASSWORD": found.password,
            "HOST": found.hostname,
            "PORT": found.port,
        }
        connection = ConnectionHandler({"default": settings})["default"]
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE t (id serial PRIMARY KEY, a text UNIQUE, data jsonb, password text);"
                "CREATE TABLE authtoken_token (key text, t_id integer)"
            )
        yield connection
        connection.close()


def given(connection, sql, *params):
    """Run a statement in a receiver; return the texts of its parameters."""
    signal = Signal()

    def receiver(sender, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute(sql, params[0] if type(params[0]) is dict else params)

    signal.connect(receiver)
    with record() as recording, contextlib.suppress(DatabaseError):
        signal.send(None)
    document = recording.as_dict()
    assert SECRET not in json.dumps(document["queries"])
    [query] = document["queries"]
    assert query["caller"]["function"] == "receiver"
    return query["parameters"]


@pytest.mark.parametrize(
    ("sql", "params", "texts"),
    [
        ("SELECT * FROM t WHERE a = %s AND id >= %s::int", ("fog", 5), ["'fog'", "5"]),
        ("SELECT * FROM t WHERE a::text LIKE %s", ("f%",), ["'f%'"]),
        ("SELECT * FROM t WHERE UPPER(a) = UPPER(%s)", (SECRET,), [HIDDEN]),
        ("SELECT * FROM t WHERE id = ANY(%s)", ([1, 2],), ["<list of 2>"]),
        ("SELECT * FROM t WHERE data ? 'a' AND a = %s", ("fog",), ["'fog'"]),
        ("SELECT * FROM t WHERE data @> %s::jsonb", ('{"token": "x"}',), ["{'token': ********}"]),
        ("SELECT * FROM t JOIN authtoken_token k ON k.t_id = t.id WHERE k.key = %s", (SECRET,),
         [HIDDEN]),
        ("SELECT $$ it's $$, 10 %% 3 FROM t WHERE a = %s -- '", ("fog",), ["'fog'"]),
        ("UPDATE t SET password = %(p)s WHERE a = %(a)s", {"p": SECRET, "a": "fog"},
         [f"p: {HIDDEN}", "a: 'fog'"]),
        (UPSERT, ("fog", Jsonb({"pin": SECRET}), SECRET, "lamp"),
         ["'fog'", "{'pin': ********}", HIDDEN, "'lamp'"]),
    ],
)  # fmt: skip
def test_parameters_on_postgresql_are_shown_by_their_columns(connection, sql, params, texts):
    params = (params,) if type(params) is dict else params
    assert given(connection, sql, *params) == texts


def test_a_mark_in_a_text_that_psycopg_counts_shows_nothing(connection):
    sql = "SELECT '%s' FROM t WHERE a = %s"
    assert given(connection, sql, SECRET, SECRET) == [HIDDEN, HIDDEN]
