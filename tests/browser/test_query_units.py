"""The search language and the filter by themselves, on rows that no server sent."""

from __future__ import annotations

import pytest

from .conftest import visiting

pytestmark = pytest.mark.browser

MODULES = "/static/signals_panel"
MILLISECOND = 1_000_000
FILTER = """
async ([modules, rows, search, choice]) => {
  const { parse } = await import(`${modules}/query.js`);
  const { filter } = await import(`${modules}/filter.js`);
  const texts = [...new Set(["", ...rows.flatMap(row => Object.values(row).map(String))])];
  const numbers = (name, none) => Float64Array.from(rows, row => row[name] ?? none);
  const columns = { length: rows.length, texts };
  for (const name of ["kind", "signal", "sender", "receiver", "method", "file", "raised"]) {
    columns[name] = Int32Array.from(rows, row => texts.indexOf(row[name] ?? ""));
  }
  columns.marks = [[], ["S403"]];
  columns.mark = rows.map(row => row.finding ?? 0);
  for (const name of ["id", "depth", "count", "sql", "error", "finding", "internal"]) {
    columns[name] = numbers(name, 0);
  }
  columns.total = numbers("total", NaN);
  columns.self = numbers("self", NaN);
  const { terms } = parse(search);
  const outcome = filter(columns, { terms, withInternals: false, ...choice });
  const named = state => rows.filter((row, at) => outcome.states[at] === state).map(row => row.id);
  return { ...outcome, shownRows: named(1), keptRows: named(2) };
}
"""
PARSE = "async ([m, text]) => (await import(`${m}/query.js`)).parse(text)"
TOGGLE = """
async ([modules, text, query]) => {
  const { termOf, toggled } = await import(`${modules}/query.js`);
  return toggled(text, termOf(query));
}
"""
COUNTED = """
async ([modules, search]) => {
  const { parse } = await import(`${modules}/query.js`);
  const { filter } = await import(`${modules}/filter.js`);
  const length = 200_000;
  const texts = ["", ...Array.from({ length: 300 }, (_, at) => `shop.models.Thing${at}`)];
  const numbers = value => Float64Array.from({ length }, (_, row) => value(row));
  const names = step => Int32Array.from({ length }, (_, row) => (row * step) % texts.length);
  const columns = {
    length, texts, id: numbers(row => row), depth: numbers(row => row % 6),
    kind: names(0), signal: names(1), sender: names(7), receiver: names(3), method: names(0),
    count: numbers(() => 1), total: numbers(row => row * 10), self: numbers(row => row),
    sql: numbers(row => row % 4), error: numbers(() => 0), finding: numbers(() => 0),
    internal: numbers(row => Number(row % 3 === 0)),
  };
  const { terms } = parse(search);
  let tests = 0;
  const counted = terms.map(term => ({ ...term, test: text => (tests += 1, term.test(text)) }));
  filter(columns, { terms: counted, withInternals: false });
  return { tests, texts: texts.length };
}
"""

SAVE = "django.db.models.signals.post_save"
ROWS = [
    {"id": 1, "kind": "dispatch", "signal": SAVE, "sender": "shop.models.Order",
     "method": "send", "file": "/shop/views.py:12", "total": 3 * MILLISECOND,
     "self": MILLISECOND, "sql": 2},
    {"id": 2, "depth": 1, "kind": "call", "signal": SAVE, "sender": "shop.models.Order",
     "receiver": "search.receivers.index", "method": "send", "total": 2 * MILLISECOND,
     "self": 1_500_000, "sql": 2, "error": 1, "raised": "builtins.KeyError"},
    {"id": 3, "kind": "dispatch", "signal": "shop.signals.paid", "sender": "shop.models.OrderLine",
     "method": "asend_robust", "total": 1_000, "self": 1_000, "finding": 1},
    {"id": 4, "kind": "quiet", "signal": "django.db.models.signals.pre_init",
     "sender": "my shop", "method": "asend", "count": 250},
]  # fmt: skip


@pytest.fixture(scope="module")
def page(browser, plain_dom_site):
    """Return one page for all these tests: nothing they do stays on it."""
    with visiting(browser, plain_dom_site) as visitor:
        visitor.go("/lab/")
        yield visitor.page


@pytest.fixture
def filtered(page):
    """Return a function that filters rows: a search, what else is chosen, other rows."""

    def filtered(search="", rows=ROWS, **choice):
        return page.evaluate(FILTER, [MODULES, rows, search, choice])

    return filtered


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", [1, 2, 3, 4]),
        ("POST_save", [1, 2]),
        ("index", [2]),
        ("order", [1, 2, 3]),
        ("robust", [3]),
        ("order post_save", [1, 2]),
        ('"my shop"', [4]),
        ('"shop my"', []),
        ("signal:save", [1, 2]),
        ("signal:shop", [3]),
        ("sender:Order", [1, 2, 3]),
        ("sender:shop.models.Order", [1, 2]),
        ("sender:shop.models", [1, 2, 3]),
        ('sender:"my shop"', [4]),
        ("receiver:index", [2]),
        ("receiver:Order", []),
        ("app:shop", [1, 2, 3]),
        ("app:search", [2]),
        ("app:sho", []),
        ("method:send", [1, 2]),
        ("method:asend", [4]),
        ("kind:call", [2]),
        ("dur:>2", [1]),
        ("dur:>=2", [1, 2]),
        ("dur:2", [1, 2]),
        ("dur:=2", [2]),
        ("dur:<2", [3]),
        ("dur:<=2", [2, 3]),
        ("self:>=1.5", [2]),
        ("sql:>0", [1, 2]),
        ("count:>1", [4]),
        ("error:1", [2]),
        ("error:0", [1, 3, 4]),
        ("finding:1", [3]),
        ("-order", [4]),
        ("-kind:call -sql:>0", [3, 4]),
        ('-"my shop"', [1, 2, 3]),
        ("-dur:>2", [2, 3, 4]),
        ("dur:", [1, 2, 3, 4]),
        ("dur:>", [1, 2, 3, 4]),
        ("-", [1, 2, 3, 4]),
        ('"my sh', [4]),
        ("index or robust", [2, 3]),
        ("order sql:>0 or kind:quiet", [1, 2, 4]),
        ("index or -sql:>0 kind:dispatch", [2, 3]),
        ("index or", [2]),
        ("or index", [2]),
        ('"or"', [1, 2, 3]),
        ("dur:>2500us", [1]),
        ("dur:>=2000µs", [1, 2]),
        ("dur:<0.002s", [3]),
        ("self:>=1500000ns", [2]),
        ("file:views.py", [1]),
        ("file:views.py:12", [1]),
        ("error:KeyError", [2]),
        ("error:key", [2]),
        ("-error:KeyError kind:call", []),
        ("code:S403", [3]),
        ("code:s4", [3]),
        ("-code:S403", [1, 2, 4]),
    ],
)
def test_a_search_shows_the_rows_that_fulfil_all_its_terms(filtered, search, expected):
    assert filtered(search)["shownRows"] == expected


@pytest.mark.parametrize(
    ("search", "problem"),
    [
        ("order foo:1", {"kind": "noSuchKey", "text": "foo"}),
        ("constructor:1", {"kind": "noSuchKey", "text": "constructor"}),
        ("dur:long", {"kind": "notANumber", "text": "dur:long"}),
        ("-sql:>-1", {"kind": "notANumber", "text": "-sql:>-1"}),
        ("error:2", {"kind": "notAFlag", "text": "error:2"}),
        ("dur:>2h", {"kind": "notANumber", "text": "dur:>2h"}),
        ("sql:>2ms", {"kind": "notANumber", "text": "sql:>2ms"}),
    ],
)
def test_what_cannot_be_read_is_named(page, search, problem):
    assert page.evaluate(PARSE, [MODULES, search])["problem"] == problem


def test_what_cannot_be_read_hides_nothing(filtered):
    assert filtered("foo:1 dur:long")["shownRows"] == [1, 2, 3, 4]
    assert filtered("index dur:long")["shownRows"] == [2]


@pytest.mark.parametrize(
    ("search", "term", "expected"),
    [
        ("a or b", "kind:call", "a kind:call or b kind:call"),
        ("a kind:call or b kind:call", "kind:call", "a or b"),
        ("", "kind:call", "kind:call"),
        ("kind:call or b", "kind:call", "b"),
    ],
)
def test_a_value_that_is_pressed_narrows_every_alternative(page, search, term, expected):
    assert page.evaluate(TOGGLE, [MODULES, search, term]) == expected


def test_a_colon_after_what_is_no_word_is_part_of_a_word(page):
    assert page.evaluate(PARSE, [MODULES, "shop/views.py:12"])["problem"] is None


def test_ancestors_of_what_is_shown_are_kept_and_nothing_else(filtered):
    rows = [
        {"id": 1, "depth": 0},
        {"id": 2, "depth": 1},
        {"id": 3, "depth": 2, "signal": "wanted"},
        {"id": 4, "depth": 2},
        {"id": 5, "depth": 1},
        {"id": 6, "depth": 0},
        {"id": 7, "depth": 0, "signal": "wanted"},
        {"id": 8, "depth": 1},
    ]
    outcome = filtered("wanted", rows)
    assert (outcome["shownRows"], outcome["keptRows"]) == ([3, 7], [1, 2])
    assert outcome["hidden"] == 4


def test_a_row_deeper_than_its_next_sibling_keeps_its_own_ancestors(filtered):
    rows = [
        {"id": 1, "depth": 0},
        {"id": 2, "depth": 1},
        {"id": 3, "depth": 2, "signal": "wanted"},
        {"id": 4, "depth": 1, "signal": "wanted"},
    ]
    assert filtered("wanted", rows)["keptRows"] == [1, 2]


def test_a_duration_is_the_total_time_so_that_a_slow_child_keeps_its_parent(filtered):
    rows = [
        {"id": 1, "depth": 0, "total": 9 * MILLISECOND, "self": 0},
        {"id": 2, "depth": 1, "total": 9 * MILLISECOND, "self": 9 * MILLISECOND},
        {"id": 3, "depth": 1, "total": MILLISECOND, "self": MILLISECOND},
        {"id": 4, "depth": 1, "kind": "quiet"},
    ]
    outcome = filtered("dur:>=2", rows)
    assert outcome["shownRows"] == [1, 2]
    assert (outcome["hidden"], outcome["all"]) == (2, 4)


INTERNALS = [
    {"id": 1, "internal": 1, "signal": "django.one", "self": 5},
    {"id": 2, "internal": 1, "signal": "django.two"},
    {"id": 3, "depth": 1, "signal": "shop.mine", "self": 7},
    {"id": 4, "internal": 1, "signal": "django.four", "error": 1},
    {"id": 5, "internal": 1, "signal": "django.five", "finding": 1},
]


def test_internals_are_hidden_but_for_errors_findings_and_ancestors(filtered):
    outcome = filtered("", INTERNALS)
    assert (outcome["shownRows"], outcome["keptRows"]) == ([3, 4, 5], [2])


def test_the_switch_shows_internals(filtered):
    assert filtered("", INTERNALS, withInternals=True)["shownRows"] == [1, 2, 3, 4, 5]


def test_internals_are_counted_apart_from_what_the_search_hides(filtered):
    outcome = filtered("shop", INTERNALS)
    assert outcome["shownRows"] == [3]
    assert (outcome["hidden"], outcome["all"]) == (2, 4)
    assert filtered("", INTERNALS)["internals"] == 2
    everything = filtered("shop", INTERNALS, withInternals=True)
    assert (everything["hidden"], everything["all"]) == (3, 5)


@pytest.mark.parametrize(
    ("search", "expected"), [("signal:one", [1]), ("one", []), ("-signal:two one", [])]
)
def test_only_a_key_names_internals_explicitly(filtered, search, expected):
    assert filtered(search, INTERNALS)["shownRows"] == expected


def test_a_wanted_row_is_shown_with_its_ancestors_whatever_the_search(filtered):
    outcome = filtered("nothing", wanted=1)
    assert (outcome["shownRows"], outcome["keptRows"]) == ([2], [1])


@pytest.mark.parametrize(
    ("search", "query", "expected"),
    [
        ("", "error:1", "error:1"),
        ("order", "error:1", "order error:1"),
        ("order  error:1 sql:>0", "error:1", "order sql:>0"),
        ('"open', "error:1", '"open" error:1'),
        ("", "sender:my shop", 'sender:"my shop"'),
        ('paid sender:"my shop"', "sender:my shop", "paid"),
        ("", 'sender:say "hi"', 'sender:"say ""hi"""'),
    ],
)
def test_a_term_is_added_or_removed_if_it_is_there(page, search, query, expected):
    assert page.evaluate(TOGGLE, [MODULES, search, query]) == expected


@pytest.mark.parametrize(
    "name", ['<script>"x"</script>', "a b", '"', "-x", "x:1", "שלום🔔", "functools.partial(<f>)"]
)
def test_pressing_any_name_finds_its_row(page, filtered, name):
    rows = [{"id": 1, "sender": name}, {"id": 2, "sender": "other"}]
    search = page.evaluate(TOGGLE, [MODULES, "", f"sender:{name}"])
    assert filtered(search, rows)["shownRows"] == [1]


def test_a_text_is_tested_once_however_many_rows_have_it(page):
    measured = page.evaluate(COUNTED, [MODULES, "thing2 -sender:thing33 app:shop"])
    assert measured["tests"] == 3 * measured["texts"]
