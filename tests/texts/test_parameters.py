"""Parameters of statements: shown where the statement names a column that is no secret."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import sys
import time
import uuid
import zoneinfo

import pytest
from django.db import connection
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from signals_panel import record
from signals_panel.texts.describe import describe
from signals_panel.texts.masking import is_secret
from signals_panel.texts.parameters import parameters_of
from tests.app.models import Tag

SECRET = "hunter2 of harbour"
HIDDEN = f"<str of {len(SECRET)} characters>"


def texts(sql, *params):
    """Return the texts of parameters; the one called params alone if it is a dict."""
    given = params[0] if len(params) == 1 and type(params[0]) is dict else params
    told = parameters_of(sql, given, False)
    return list(told.texts)


SHOWN = {
    "an insert": 'INSERT INTO "blog_post" ("title", "body") VALUES (%s, %s)',
    "an insert of rows": "INSERT INTO blog_post (title, body) VALUES (%s, 1), (%s, 2)",
    "an insert with a cast": "INSERT INTO t (a, b) VALUES (%s::jsonb, %s::int[]) RETURNING t.id",
    "an insert with an alias": "INSERT INTO t AS x (a, b) OVERRIDING USER VALUE VALUES (%s, %s)",
    "an insert that may be there": "INSERT OR IGNORE INTO `t` (`a`, `b`) VALUES (%s, %s)",
    "an upsert": "INSERT INTO t (a) VALUES (%s) ON CONFLICT (a) DO UPDATE SET b = %s, c=EXCLUDED.c",
    "an upsert of MySQL": "INSERT INTO t (a) VALUES (%s) ON DUPLICATE KEY UPDATE b = %s",
    "an update": 'UPDATE "t" SET "a" = %s WHERE "t"."b" = %s',
    "a comparison": 'SELECT * FROM "t" WHERE ("t"."a" >= %s AND NOT ("t"."b" <> %s))',
    "a list": 'SELECT * FROM "t" WHERE "t"."a" IN (%s, %s)',
    "what is not in a list": "SELECT * FROM t WHERE a NOT IN (%s, %s)",
    "a range": "DELETE FROM t WHERE a BETWEEN %s AND %s",
    "what is outside of a range": "DELETE FROM t WHERE a NOT BETWEEN %s AND %s",
    "LIKE": r"SELECT * FROM t WHERE t.a LIKE %s ESCAPE '\' OR t.b::text NOT ILIKE %s",
    "a regular expression": "SELECT * FROM t WHERE a REGEXP %s AND b ~* %s",
    "IS": "SELECT * FROM t WHERE a IS NOT DISTINCT FROM %s AND b IS %s",
    "a table of people": 'SELECT * FROM "auth_user" WHERE "auth_user"."username" IN (%s, %s)',
    "an alias": "SELECT * FROM blog_post u JOIN t AS v ON v.id = u.a WHERE u.b = %s AND v.c = %s",
    "a table of another one beside secrets": (
        'SELECT * FROM "auth_user" INNER JOIN "authtoken_token" T3 ON ("auth_user"."id" = '
        'T3."user_id") WHERE ("auth_user"."username" = %s AND "auth_user"."email" = %s)'
    ),
    "a subquery": "SELECT * FROM t WHERE a = %s AND id IN (SELECT u.t_id FROM u WHERE u.b = %s)",
    "a schema": "SELECT * FROM public.t WHERE public.t.a = %s AND t.b = %s",
    "a condition": "UPDATE t SET a = CASE WHEN b = %s THEN 1 ELSE 2 END WHERE c = %s",
    "texts and comments": (
        "SELECT '%s', \"%s\", $$ %s $$, 'it''s %s' /* %s */ FROM t -- %s\nWHERE a = %s AND b=%s"
    ),
    "an escaped percent sign": "SELECT 10 %% 3, '100%%' FROM t WHERE a = %s AND b = %s",
    "SQLite's own marks": "SELECT * FROM t WHERE a = ? AND b IN (?)",
    "a join": "SELECT * FROM t LEFT OUTER JOIN u ON (t.id = u.t_id AND u.a = %s) WHERE t.b = %s",
    "a table without those that inherit": "SELECT * FROM ONLY t WHERE t.a = %s AND b = %s",
    "a delete that looks at another table": "DELETE FROM t USING u WHERE u.a = %s AND t.b = %s",
    "a list of tables": "SELECT * FROM t, u AS v, w WHERE v.a = %s AND w.b = %s",
    "a join by a common column": "SELECT * FROM t JOIN u USING (id) WHERE t.a = %s AND u.b = %s",
    "a column that is called as a table is": (
        "SELECT * FROM t AS a JOIN u b ON (a.id = b.id) WHERE b.a = %s AND a.b = %s"
    ),
    "a lateral join": (
        "SELECT * FROM t LEFT JOIN LATERAL (SELECT 1) u ON true WHERE a = %s AND b = %s"
    ),
    "a collation": "SELECT * FROM t WHERE a = %s COLLATE nocase AND b = %s COLLATE nocase",
    "rows that are locked": "SELECT * FROM t WHERE a = %s OR b = %s FOR UPDATE",
    "the first rows": "SELECT * FROM t WHERE t.a = %s AND t.b = %s FETCH FIRST 1 ROW ONLY",
    "groups": "SELECT a FROM t WHERE a = %s GROUP BY a HAVING a > %s ORDER BY a",
    "a window": "SELECT a FROM t WHERE b = %s AND a = %s WINDOW w AS (ORDER BY a)",
    "a union": "SELECT a FROM t WHERE a = %s UNION SELECT a FROM t WHERE b = %s LIMIT 1",
    "what both have": "SELECT a FROM t WHERE a = %s INTERSECT SELECT a FROM t WHERE b = %s",
    "what one has": "SELECT a FROM t WHERE a = %s EXCEPT SELECT a FROM t WHERE b = %s OFFSET 1",
    "several conditions": "SELECT CASE WHEN a = %s THEN 1 WHEN b = %s THEN 2 ELSE 3 END FROM t",
    "an update from another table": "UPDATE t SET a = %s FROM u WHERE u.b = %s RETURNING t.a",
    "a filter": "SELECT count(*) FILTER (WHERE a = %s) FROM t WHERE b = %s",
    "words in capitals": "UPDATE T SET A=%s WHERE B=%s",
}


@pytest.mark.parametrize("sql", SHOWN.values(), ids=SHOWN)
def test_a_parameter_is_shown_where_a_column_is_named_for_it(sql):
    assert texts(sql, "fog", "lamp") == ["'fog'", "'lamp'"]


NOT_SHOWN = {
    "a password": 'INSERT INTO "auth_user" ("password") VALUES (%s)',
    "a password that is set": 'UPDATE "auth_user" SET "password" = %s',
    "a password in quotes of MySQL": "UPDATE `auth_user` SET `password` = %s",
    "a password that is looked for": "SELECT * FROM auth_user u WHERE u.password IN (%s)",
    "a CASE": 'UPDATE "t" SET "a" = CASE WHEN b = 1 THEN %s ELSE NULL END',
    "the ELSE of a CASE": "UPDATE t SET a = (CASE WHEN b = 1 THEN 2 ELSE %s END)",
    "lower": "SELECT * FROM t WHERE lower(a) = lower(%s)",
    "lower on one side": "SELECT * FROM t WHERE lower(a) = %s",
    "a function": "INSERT INTO t (a) VALUES (upper(%s))",
    "VALUES without columns": "INSERT INTO t VALUES (%s)",
    "VALUES alone": "SELECT * FROM (VALUES (%s)) AS v",
    "a key of tokens": 'SELECT * FROM "authtoken_token" WHERE "authtoken_token"."key" = %s',
    "a key of tokens by an alias": "SELECT * FROM authtoken_token x WHERE x.key = %s",
    "a key of tokens in a schema": 'SELECT * FROM "x"."authtoken_token" WHERE "key" = %s',
    "a key of tokens that is inserted": 'INSERT INTO "authtoken_token" ("key") VALUES (%s)',
    "a key of tokens that is set": 'UPDATE authtoken_token SET "key" = %s',
    "a key of tokens in a subquery": (
        'SELECT * FROM t WHERE id IN (SELECT U0.id FROM authtoken_token U0 WHERE U0."key" = %s)'
    ),
    "a key of tokens in a join": "SELECT * FROM t JOIN authtoken_token ON (digest = %s)",
    "a key of tokens behind a comma": 'SELECT * FROM t, authtoken_token k WHERE "k"."key" = %s',
    "a key that confirms an address": 'SELECT * FROM "emailconfirmation" WHERE "key" = %s',
    "a digest": "SELECT * FROM knox_authtoken WHERE digest = %s",
    "the text of a session": "UPDATE django_session SET data = %s",
    "a code that resets": 'INSERT INTO "account_reset" ("code") VALUES (%s)',
    "a secret by another name": "SELECT u.n FROM (SELECT password AS n FROM p) u WHERE u.n = %s",
    "a secret in a subquery": "SELECT * FROM (SELECT password AS n, * FROM p) u WHERE u.z = %s",
    "a secret by another name in a CTE": "WITH u AS (SELECT password, a FROM p) "
    "SELECT * FROM u WHERE u.z = %s",
    "a result": "SELECT password AS hint FROM p HAVING hint = %s",
    "a result without AS": "SELECT password hint FROM p HAVING hint = %s",
    "a secret and a name": "SELECT * FROM t WHERE password || name = %s",
    "a part of JSON": "SELECT * FROM t WHERE (data -> 'a') = %s",
    "a condition of its own": "SELECT * FROM t WHERE a = b AND %s",
    "a condition beside a range": "SELECT * FROM t WHERE a BETWEEN 1 AND 2 AND %s",
    "a condition that is negated": "SELECT * FROM t WHERE a = b OR NOT %s",
    "LIMIT": "SELECT * FROM t LIMIT %s",
    "a result that is none": "SELECT %s FROM t",
    "a row": "SELECT * FROM t WHERE (a, b) = (1, %s)",
    "a longer expression": "UPDATE t SET a = b + %s",
    "an argument": "CALL f(%s)",
    "what a database may take for text": r"SELECT 'a\' FROM t WHERE b = %s AND 'c' = 'd'",
    "a comment in another": "SELECT 1 /* /* */ FROM t WHERE a = %s -- */",
    "a comment of MySQL": "SELECT 1 # it's\nFROM t WHERE a = %s",
    "no statement": "%s",
}


@pytest.mark.parametrize("sql", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_any_other_parameter_is_its_type_and_length(sql):
    assert texts(sql, SECRET) == [HIDDEN]


def test_a_table_called_auth_user_shows_all_but_its_secrets():
    columns = "username, password, email, session_key, last_login, is_staff"
    sql = f"INSERT INTO auth_user ({columns}) VALUES (%s, %s, %s, %s, %s, %s)"
    found = texts(sql, "ada", SECRET, "ada@example.com", SECRET, dt.datetime(2026, 1, 2), True)
    shown = ["'ada'", HIDDEN, "'ada@example.com'", HIDDEN, "2026-01-02T00:00:00", "True"]
    assert found == shown


def test_of_a_table_of_secrets_numbers_that_find_rows_and_times_are_shown():
    sql = "INSERT INTO authtoken_token (key, created, user_id, pin) VALUES (%s, %s, %s, %s)"
    found = texts(sql, SECRET, dt.date(2026, 1, 2), 5, 1234)
    assert found == [HIDDEN, "2026-01-02", "5", "<int>"]


def test_a_statement_with_another_number_of_marks_than_parameters_shows_none():
    sql = "SELECT '%s' FROM t WHERE a = %s"
    assert texts(sql, "fog") == ["'fog'"]
    assert texts(sql, SECRET, SECRET) == [HIDDEN, HIDDEN]


def test_named_parameters_are_shown_by_their_columns():
    sql = (
        "UPDATE t SET a = %(first)s, password = %(second)s WHERE b = %(first)s AND c = f(%(third)s)"
    )
    given = {"first": "fog", "second": SECRET, "third": SECRET, "fourth": SECRET}
    hidden = [f"{name}: {HIDDEN}" for name in ("second", "third", "fourth")]
    assert texts(sql, given) == ["first: 'fog'", *hidden]
    assert texts("UPDATE t SET a = :first", {"first": "fog"}) == ["first: 'fog'"]


def test_a_named_parameter_in_two_places_is_shown_only_if_both_may_be():
    sql = "UPDATE t SET a = %(x)s, password = %(x)s"
    assert texts(sql, {"x": SECRET}) == [f"x: {HIDDEN}"]


def test_a_named_parameter_with_the_name_of_a_secret_is_not_shown():
    assert texts("UPDATE t SET a = %(token)s", {"token": SECRET}) == [f"token: {HIDDEN}"]


def test_what_is_called_a_value_is_not_shown_beside_the_name_of_a_secret():
    sql = "UPDATE constance_config SET value = %s WHERE name = %s"
    assert texts(sql, SECRET, "API_TOKEN") == [HIDDEN, "'API_TOKEN'"]
    assert texts(sql, "12", "ROWS") == ["'12'", "'ROWS'"]
    assert texts("UPDATE t SET value = %s WHERE name = 'api_token'", SECRET) == [HIDDEN]
    rows = "INSERT INTO t (name, value) VALUES (%s, %s), (%s, %s)"
    assert texts(rows, "a", SECRET, "password", SECRET)[1::2] == [HIDDEN, HIDDEN]


def test_json_is_masked_by_its_keys():
    [text] = texts("UPDATE t SET data = %s", json.dumps({"token": SECRET, "size": 5}))
    assert text == "{'token': ********, 'size': 5}"
    late = {"value": SECRET, "padding": "x" * 1_000, "name": "password"}
    [text] = texts("UPDATE t SET data = %s", json.dumps(late))
    assert SECRET not in text
    [text] = texts("UPDATE t SET data = %s", json.dumps([SECRET] * 1_000))
    assert SECRET not in text


def test_the_json_of_psycopg_is_masked_by_its_keys():
    json = pytest.importorskip("psycopg.types.json")
    sql = "UPDATE t SET data = %s"
    assert texts(sql, json.Jsonb({"pin": SECRET, "a": 5})) == ["{'pin': ********, 'a': 5}"]
    assert texts("SELECT f(%s)", json.Jsonb({"a": SECRET})) == ["<psycopg.types.json.Jsonb>"]


def test_a_secret_in_a_text_is_masked():
    [text] = texts("UPDATE t SET note = %s", f"password='{SECRET}'")
    assert SECRET not in text


class Colour(str, enum.Enum):
    RED = "red"


class Loud(str):
    __slots__ = ()

    def __str__(self):
        raise AssertionError

    __repr__ = __len__ = __eq__ = __hash__ = __getitem__ = __iter__ = __str__


@pytest.mark.parametrize(
    ("value", "shown", "hidden"),
    [
        ("fog", "'fog'", "<str of 3 characters>"),
        (5, "5", "<int>"),
        (2.5, "2.5", "<float>"),
        (True, "True", "<bool>"),
        (None, "None", "None"),
        (decimal.Decimal("2.50"), "Decimal('2.50')", "<decimal.Decimal>"),
        (dt.time(9, 30), "09:30:00", "<datetime.time>"),
        (dt.timedelta(hours=2), "2:00:00", "<datetime.timedelta>"),
        (uuid.UUID(int=5), f"UUID('{uuid.UUID(int=5)}')", "<uuid.UUID>"),
        *(
            (value, text, text)
            for value, text in [
                (b"fog", "<bytes of 3 bytes>"),
                (memoryview(b"fog"), "<memoryview of 3 bytes>"),
                ([SECRET], "<list of 1>"),
                ({"a": SECRET}, "<dict of 1>"),
                (mark_safe("fog"), "<django.utils.safestring.SafeString of 3 characters>"),
                (Colour.RED, f"<{__name__}.Colour of 3 characters>"),
                (Loud("fog"), f"<{__name__}.Loud of 3 characters>"),
            ]
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_what_is_exactly_of_a_type_of_pythons_is_shown(value, shown, hidden):
    found = parameters_of("UPDATE t SET a = %s, b = f(%s)", (value, value), False)
    assert list(found.texts) == [shown, hidden]


class Zone(dt.tzinfo):
    def utcoffset(self, when):
        raise AssertionError

    __repr__ = utcoffset


@pytest.mark.parametrize("number", [0, 999, 1_000, 1_001, 2**64 - 1, 2**64, 2**80])
def test_a_number_is_shown_however_large(number):
    assert texts("UPDATE t SET a = %s, b = %s", number, -number) == [str(number), str(-number)]


def test_a_time_in_a_zone_of_the_users_is_not_shown():
    found = texts("UPDATE t SET a = %s", dt.datetime(2026, 1, 2, tzinfo=Zone()))
    assert found == ["<datetime.datetime>"]


def test_a_time_in_a_zone_of_pythons_is_shown_and_told_from_others():
    one, other = (
        dt.datetime(2026, 1, 2, 3, tzinfo=zoneinfo.ZoneInfo(zone)) for zone in ("UTC", "Asia/Tokyo")
    )
    assert texts("UPDATE t SET a = %s", one) == [one.isoformat()]
    assert texts("UPDATE t SET a = %s", other) == [other.isoformat()]
    assert (same([one], [one]), same([one], [other])) == (True, False)


def test_whoever_gives_parameters_once_has_them_still():
    rows = iter([("a",), ("b",)])
    assert parameters_of("UPDATE t SET a = %s", rows, True) is None
    assert len(list(rows)) == 2


def test_of_many_parameters_the_first_fifty_are_told():
    sql = f"INSERT INTO t (a, b) VALUES {', '.join(['(%s, %s)'] * 5_000)}"
    told = parameters_of(sql, ("fog", 5) * 5_000, False)
    assert told.texts == ("'fog'", "5") * 25
    assert told.total == 10_000


def test_of_executemany_the_first_row_is_told():
    told = parameters_of("UPDATE t SET a = %s", [("fog",), ("lamp",)], True)
    assert (told.texts, told.total, told.rows) == (("'fog'",), 1, 2)


def same(*params, sql="UPDATE t SET a = f(%s)"):
    """Tell whether two statements are said to have the same parameters."""
    first, second = (parameters_of(sql, each, False) for each in params)
    return None if None in (first.same, second.same) else first == second


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        (["a"], ["a"], True),
        (["a"], ("a",), True),
        (["a"], ["b"], False),
        ([1], [True], False),
        ([-1], [-2], False),
        ([1], ["1"], False),
        ([[1, 2]], [[1, 2]], True),
        ([1] * 1_000, [1] * 1_000, True),
        ([[1] * 1_000], [[1] * 1_000], True),
        ([1] * 1_001, [1] * 1_001, None),
        ([[1] * 1_001], [[1] * 1_001], None),
        ([{"a": 1}], [{"a": 1}], None),
        ([Loud("a")], [Loud("a")], None),
        (["a" * 100_000], ["a" * 100_000], None),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}, True),
        ({"a": 1, "b": 2}, {"b": 1, "a": 2}, False),
    ],
)
def test_the_same_parameters_are_told_from_others(first, second, answer):
    assert same(first, second) is answer


def test_a_statement_of_any_length_is_read_in_a_moment():
    for sql in (
        "SELECT * FROM t WHERE a IN (" + "%s, " * 100_000 + "%s)",
        "(" * 100_000,
        "'" * 99_999,
        "a." * 100_000,
        "/*" * 100_000,
        "$a" * 100_000,
        "SELECT " + "FROM a, " * 20_000,
        "INSERT INTO t (a) VALUES " + "(%s)," * 50_000,
        "INTO t (a) VALUES (%s) " * 10_000,
        "%(" * 100_000,
        "[a " * 100_000,
        "\\" * 100_000,
    ):
        start = time.perf_counter()
        parameters_of(sql, [SECRET] * 100_001, False)
        assert time.perf_counter() - start < 0.5


PIECES = """
    SELECT FROM WHERE SET AND OR NOT IN BETWEEN LIKE VALUES INSERT INTO CASE WHEN THEN lower
    ( ) , . = >= || :: ' " ` -- /* */ % %s %% ? :x [ ] $ $$ \\ # password name t a key
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=30))
def test_whatever_a_statement_is_a_password_is_not_shown(pieces):
    for joint in ("", " "):
        sql = joint.join([*pieces, " WHERE password = %s"])
        marks = sql.count("%s")
        found = parameters_of(sql, [*["x"] * (marks - 1), SECRET], False)
        assert found.texts[-1] == HIDDEN or len(found.texts) < marks


def parameters(recording):
    return [each["parameters"] for each in recording.as_dict()["queries"]]


def test_a_recording_has_parameters_and_no_secret(db, settings, signal, connect):
    settings.DEBUG = False  # else Django itself cannot read "?"

    def receiver(sender, **kwargs):
        tag = Tag.objects.create(name="fog")
        Tag.objects.filter(pk=tag.pk, name="lamp").count()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'x' WHERE lower('x') = lower(%s)", [SECRET])
            cursor.execute("SELECT 1 FROM app_tag WHERE name = %(tag)s", {"tag": "fog"})
            cursor.execute("SELECT 1 FROM app_tag WHERE name = ?", ["fog"])
            cursor.execute("SELECT 1 FROM app_tag WHERE name = :tag", {"tag": "fog"})
            cursor.execute("SELECT 1")
            cursor.executemany("DELETE FROM app_tag WHERE name = %s", [("a",), ("b",)])
        return tag.pk

    connect(signal, receiver)
    with record() as recording:
        [(_, pk)] = signal.send(None)
    found = parameters(recording)
    assert found[0] == ["'fog'"]
    assert sorted(found[1]) == sorted(["'lamp'", str(pk)])
    named = ["tag: 'fog'"]
    assert found[2:] == [[HIDDEN], named, ["'fog'"], named, None, ["'a'"]]
    assert SECRET not in repr(recording.as_dict())
    assert SECRET not in repr(recording.log.rows)


def test_of_statements_outside_of_receivers_none_are_kept(db):
    with record() as recording:
        Tag.objects.create(name="fog")
    assert parameters(recording) == [None]
    assert "'fog'" not in repr(recording.log.rows["queries"])


def test_an_option_keeps_none(db, settings, signal, connect):
    connect(signal, lambda sender, **kwargs: Tag.objects.create(name="fog") and None)
    for value in (False, "no", 0):
        settings.SIGNALS_PANEL = {"PARAMETERS": value}
        with record() as recording:
            signal.send(None)
        assert parameters(recording) == [None]
        assert "'fog'" not in repr(recording.log.rows["queries"])


def test_what_a_cursor_is_given_is_let_go(db, signal, connect):
    import gc
    import weakref

    class Given(str):
        __slots__ = ("__weakref__",)

    def receiver(sender, **kwargs):
        name = Given("fog")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM app_tag WHERE name = %s", [str(name)])
        Tag.objects.filter(name=name).exists()
        given.append(weakref.ref(name))

    given = []
    connect(signal, receiver)
    with record():
        signal.send(None)
        gc.collect()
        assert given[0]() is None


def test_the_same_parameters_are_told_whatever_was_forgotten_meanwhile(monkeypatch):
    sql = "UPDATE t SET a = %s, b = %s, c = %s"
    for many in range(5):
        monkeypatch.setattr("signals_panel.texts.parameters.MAX_EXACT", many)
        found = {parameters_of(sql, (f"a{many}", f"b{many}", 5), False) for _ in range(5)}
        assert len(found) == 1


@pytest.mark.parametrize("value", ["a" * 300, "password=hunter2", '{"a": 1}', "é\n'", 1 << 300])
def test_parameters_that_are_not_told_whole_are_told_from_others(value):
    other = f"{value}b" if type(value) is str else value + 1
    sql = "UPDATE t SET a = %s"
    assert same([value], [value], sql=sql)
    assert same([value], [other], sql=sql) is False


@pytest.mark.parametrize("column", ["digest", "t.digest"])
def test_a_column_whose_table_is_named_beyond_what_is_read_is_not_shown(column):
    cases = f"CASE WHEN {column} = %s THEN 1 END, " * 60
    sql = f"SELECT {cases} (SELECT 1 FROM other) FROM authtoken_token t WHERE other.a = %s"
    told = parameters_of(sql, [SECRET] * 61, False)
    assert set(told.texts) == {HIDDEN}


def test_of_a_column_that_is_a_secret_nothing_is_shown_whatever_it_holds():
    values = (True, 1234, dt.date(2026, 1, 2), "x", uuid.UUID(int=5))
    sql = "UPDATE t SET password = %s, pin = %s, auth = %s, token_id = %s, secret = %s"
    hidden = ["<bool>", "<int>", "<datetime.date>", "<str of 1 characters>", "<uuid.UUID>"]
    assert texts(sql, *values) == hidden


class Name(str, enum.Enum):
    TOKEN = "api_token"


IN_DOUBT = [
    ('UPDATE "s" SET "value" = %s WHERE "s"."name" = %s', SECRET, Name.TOKEN),
    ("UPDATE s SET value = %s WHERE name = %s", SECRET, b"api_token"),
    ("UPDATE s SET value = %s WHERE name = ANY(%s)", SECRET, ["api_token"]),
    ("INSERT INTO s (text, value) VALUES (%s, %s)", "api_token", SECRET),
    ("INSERT INTO u (codes, name) VALUES (ARRAY[%s, %s], %s)", "x", SECRET, "n"),
    ('UPDATE constance SET value = %s WHERE name = "api_token"', SECRET),
    ("INSERT INTO uu (a, password) VALUES (?2, ?1)", SECRET, "x"),
    ("SELECT data->>'token' h FROM x WHERE h = %s", SECRET),
    ("SELECT CASE WHEN 1 THEN password END h FROM x WHERE h = %s", SECRET),
    ("SELECT password AS 'hint' FROM x HAVING hint = %s", SECRET),
    ("SELECT password AS 'h' FROM x HAVING h = %s", SECRET),
    ("SELECT upper(password) 'h' FROM x HAVING h = %s", SECRET),
    ("SELECT CASE WHEN 1 THEN password END 'h' FROM x HAVING h = %s", SECRET),
    ("SELECT 1 FROM t, LATERAL (SELECT password FROM p) u(x) WHERE x = %s", SECRET),
    ("SELECT password AS `Hint` FROM x HAVING Hint = %s", SECRET),
    ("WITH u(a) AS (SELECT data->>'password' FROM p) SELECT * FROM u WHERE a = %s", SECRET),
    ("SELECT * FROM (SELECT data->>'token', id FROM p) u(a, b) WHERE a = %s", SECRET),
    ("SELECT * FROM auth_user AS u(id, p) WHERE p = %s", SECRET),
    ("UPDATE IGNORE api_tokens SET plain = %s WHERE id IN (SELECT id FROM users)", SECRET),
    ("INSERT api_tokens SET plain = %s, user_id = (SELECT id FROM users)", SECRET),
    ("SELECT 1 FROM t STRAIGHT_JOIN api_tokens ON 1 WHERE plain = %s", SECRET),
    ("SELECT 1 FROM generate_series(1, 2) g, api_tokens WHERE plain = %s", SECRET),
    ("SELECT 1 FROM t USE INDEX (i), api_tokens WHERE plain = %s", SECRET),
    ("SELECT 1 FROM t TABLESAMPLE SYSTEM (10), api_tokens WHERE plain = %s", SECRET),
    ("SELECT 1 FROM db..api_tokens WHERE plain = %s", SECRET),
    ("SELECT 1 FROM t /*! JOIN api_tokens */ WHERE plain = %s", SECRET),
    ("DELETE FROM t USING (SELECT token FROM p) s(x) WHERE x = %s", SECRET),
    ("SELECT 1 FROM t CROSS APPLY (SELECT password FROM p) u(x) WHERE x = %s", SECRET),
    ("UPDATE t SET ok = %s = password", SECRET),
    ("UPDATE t SET ok = %s || password", SECRET),
    ("INSERT INTO t (ok) VALUES (%s = (SELECT password FROM p))", SECRET),
    ("UPDATE t SET reset_hash = %s, url_sig = %s", SECRET, SECRET),
]


@pytest.mark.parametrize(("sql", "params"), [(sql, params) for sql, *params in IN_DOUBT])
def test_where_a_statement_leaves_a_doubt_nothing_is_shown(sql, params):
    assert SECRET not in " ".join(parameters_of(sql, tuple(params), False).texts)


def test_where_marks_of_two_kinds_are_mixed_nothing_is_shown():
    told = parameters_of("UPDATE t SET a = %(x)s, password = :x", {"x": SECRET}, False)
    assert told.texts == (f"x: {HIDDEN}",)


def test_a_parameter_that_is_hidden_is_not_remembered():
    hidden = "Hidden-Pw-77"
    parameters_of("INSERT INTO acc (password, text) VALUES (%s, %s)", (hidden, "hello"), False)
    assert hidden not in is_secret.__self__


def test_no_code_of_a_class_or_a_time_zone_runs():
    ran = []

    class Meta(type):
        def __eq__(cls, other):
            ran.append("eq")
            return False

        __hash__ = type.__hash__

    class Odd(metaclass=Meta):
        pass

    class Text(str):
        __slots__ = ()

        def __repr__(self):
            ran.append("repr")
            return "x"

    zone = dt.timezone(dt.timedelta(hours=1), Text("abc"))
    value = dt.datetime(2026, 1, 1, tzinfo=zone)
    parameters_of("UPDATE t SET a = %s, b = %s", (value, Odd()), False)
    parameters_of("UPDATE t SET a = %s", Odd(), True)
    assert ran == []


def test_a_number_of_very_many_digits_loses_no_statement():
    told = parameters_of("UPDATE t SET a = %s", (1 << 20_000,), False)
    assert (len(told.texts), told.same) == (1, None)


def test_other_numbers_are_not_the_same_where_they_are_not_shown():
    sql = "SELECT '%s' FROM t WHERE a = %s"
    assert parameters_of(sql, (1, 2), False).same != parameters_of(sql, (3, 4), False).same


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        (("into a(b)values(" * 300)[:5000], ("x",)),
        ("UPDATE t SET a = %s", {f"k{n}": 1 for n in range(100_000)}),
        ("UPDATE t SET a = %s", tuple([["x" * 10_000] * 1_000] * 20)),
    ],
    ids=["inserts", "names", "lists"],
)
def test_reading_what_is_large_is_bounded(sql, params):
    began = time.process_time()
    parameters_of(sql, params, False)
    assert time.process_time() - began < 1


COLUMNS_OF_SECRETS = [
    *("access", "refresh", "otp", "pin", "pins", "cvv", "cvv2", "cvvs", "cvc", "seed", "seeds"),
    *("recovery_codes", "backup_codes", "scratch_codes", "static_codes", "codes", "recovery"),
    *("recovery_phrase", "seed_words", "walletSeed", "mnemonic", "passphrase", "private", "puk"),
    *("ssh_private", "gpg", "grant", "verifier", "code_challenge", "assertion", "jws", "hint"),
    *("unlock_code", "door_code", "voucher_code", "email_code", "user_code", "confirm_code"),
    *("magic_link", "reset_url", "activation_link", "webhook_url", "unsubscribe_url"),
    *("cc_number", "ccnum", "card_no", "account_number", "track2", "activation", "invitation"),
    *("extra_data", "raw_body", "raw", "payload", "request_headers", "headers", "request_body"),
    *("response_data", "query_string", "post_data", "form_data"),
]


@pytest.mark.parametrize("column", COLUMNS_OF_SECRETS)
def test_what_a_column_of_such_a_name_holds_is_not_shown(column):
    for sql in (
        'INSERT INTO "shop_profile" ("{0}") VALUES (%s)',
        'UPDATE "shop_profile" SET "{0}" = %s',
        'SELECT 1 FROM "shop_profile" WHERE "shop_profile"."{0}" IN (%s)',
    ):
        assert texts(sql.format(column), SECRET) == [HIDDEN], sql


@pytest.mark.parametrize("key", COLUMNS_OF_SECRETS)
def test_json_hides_what_a_column_of_such_a_name_would(key):
    inner = json.dumps({"list": [{key: SECRET}], "size": 5})
    for value in (json.dumps({key: SECRET}), inner, json.dumps({key: {"password": SECRET}})):
        [text] = texts("UPDATE t SET settings = %s", value)
        assert SECRET not in text
        assert "********" in text


def test_json_that_keeps_what_was_sent_is_looked_into():
    [text] = texts("UPDATE t SET settings = %s", json.dumps({"payload": {"a": "b", "pin": SECRET}}))
    assert text == "{'payload': {'a': 'b', 'pin': ********}}"


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("last_access", dt.date(2026, 5, 4), "2026-05-04"),
        ("is_private", True, "True"),
        ("access", 7, "<int>"),
        ("raw", 7, "7"),
        ("pin", 1234, "<int>"),
        ("country_code", "de", "'de'"),
        ("access_level", "high", "'high'"),
        ("body", "A lamp.", "'A lamp.'"),
        ("homepage_url", "https://example.org/", "'https://example.org/'"),
        ("words_read", 5, "5"),
    ],
)
def test_what_opens_nothing_is_shown_beside_these(column, value, text):
    assert texts(f"UPDATE t SET {column} = %s", value) == [text]


def test_the_json_of_psycopg_with_odd_keys_runs_none_of_their_code():
    psycopg_json = pytest.importorskip("psycopg.types.json")

    class Key(str):
        __slots__ = ()

        def __hash__(self):
            asked.append(self)
            return str.__hash__(self)

    asked = []
    value = psycopg_json.Jsonb({Key("pin"): SECRET})
    asked.clear()
    [text] = texts("UPDATE t SET data = %s", value)
    assert (SECRET in text, asked) == (False, [])


def test_no_string_with_a_secret_in_it_is_kept():
    kept = []
    for number, (statement, text) in enumerate(
        [
            ("UPDATE t SET title = %s", "Authorization: Bearer {}"),
            ("UPDATE t SET password = %s", "{}"),
            ("UPDATE t SET settings = %s", '{{"access": "{}"}}'),
            ("UPDATE t SET a = %s, note = 'password={}'", "a"),
        ]
    ):
        secret = f"kept-{number}-{uuid.uuid4().hex}"
        sql, value = statement.replace("{}", secret), text.format(secret)
        before = sys.getrefcount(sql), sys.getrefcount(value)
        parameters_of(sql, (value,), False)
        after = sys.getrefcount(sql), sys.getrefcount(value)
        kept += [sql] * (after[0] > before[0] and secret in sql)
        kept += [value] * (after[1] > before[1] and secret in value)
    assert kept == []


def test_no_text_that_was_masked_and_no_key_that_may_be_one_is_kept():
    token = f"ghp_{uuid.uuid4().hex}{uuid.uuid4().hex}"
    header, mapping = f"Bearer {token}", {f"{token}x": 1}
    [key] = mapping
    before = sys.getrefcount(header), sys.getrefcount(key)
    assert token not in describe({"a": header}) + describe(mapping)
    assert (sys.getrefcount(header), sys.getrefcount(key)) == before
