"""Wrong values of options: a system check names each, and nothing else comes of them."""

from __future__ import annotations

import enum
import math
from collections import OrderedDict, defaultdict

import pytest
from django.core import checks
from django.test import override_settings
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from signals_panel import record
from signals_panel.checks.options import check_options
from signals_panel.conf import Options, options
from tests.signals import in_view

COUNTS = ("MAX_ROWS", "QUERIES_PER_CALL", "REPEATED_QUERIES", "REPEATS", "ROWS_SHOWN")
TIMES = ("REPEATS_MS", "SLOW_RECEIVER_MS")
NO_NUMBERS = [None, "500", "", b"5", -1, True, False, [5], {}, object(), int, 1j]
NO_COUNTS = [*NO_NUMBERS, 5.0, math.nan, math.inf]
NO_TIMES = [*NO_NUMBERS, -0.5, math.nan, math.inf, -math.inf, 10**400]
NO_URLS = [
    None,
    5,
    b"vscode://{file}",
    ["vscode://{file}"],
    gettext_lazy("vscode://{file}"),
    "{path}",
    "{}",
    "{0}",
    "{file}{}",
    "{file",
    "file}",
    "{",
    "}",
    "{file}:{line",
    "{file.__class__}",
    "{file[0]}",
    "{line.real}",
    "{file!r}",
    "{file:>1000000000}",
    "{line:{file}}",
    "{ file }",
    "\ud800{file}",
]
NO_CODES = [None, "S204", b"S204", 204, {"S204": True}, [204], ["S204", None], [["S204"]], iter(())]
WRONG = [
    *((name, value) for name in COUNTS for value in NO_COUNTS),
    *((name, value) for name in TIMES for value in NO_TIMES),
    *(("EDITOR_URL", value) for value in NO_URLS),
    *(("SILENCED_FINDINGS", value) for value in NO_CODES),
    *(("PARAMETERS", value) for value in (None, "no", 0, 1, [])),
]
RIGHT = [
    *((name, value) for name in COUNTS for value in (0, 1, 10**30, enum.IntEnum("Few", "ONE").ONE)),
    *((name, value) for name in TIMES for value in (0, 3, 0.0, 2.5, 1e9)),
    *(("EDITOR_URL", url) for url in ("", "x://{file}:{line}", "{{{file}}}", SafeString("{line}"))),
    *(("SILENCED_FINDINGS", codes) for codes in ((), ["S204"], ("S204",), {"S204"})),
    *(("PARAMETERS", value) for value in (True, False)),
]


class Explodes:
    """A value that nobody may ask anything."""

    def __getattribute__(self, name):
        raise AssertionError(name)

    __eq__ = __bool__ = __hash__ = __str__ = __repr__ = __iter__ = __getattribute__
    __int__ = __float__ = __index__ = __format__ = __len__ = __getattribute__


def explode():
    raise AssertionError


class Text(str):
    """Text that has ways of its own."""

    __slots__ = ()
    __str__ = __format__ = format = encode = __iter__ = __len__ = Explodes.__getattribute__


def errors():
    found = check_options()
    assert all(each.level == checks.ERROR for each in found)
    return found


def default(name):
    return getattr(Options(), name)


def ids(case):
    return f"{case[0]}-{type(case[1]).__name__}-{str(case[1])[:12]!a}"


@pytest.mark.parametrize("case", WRONG, ids=ids)
def test_a_wrong_value_is_an_error_and_as_if_it_were_not_set(case, settings):
    name, value = case
    settings.SIGNALS_PANEL = {name: value}
    assert options() == Options()
    [error] = errors()
    assert name in error.msg
    assert "Allowed is" in error.hint
    assert repr(default(name)) in error.hint


@pytest.mark.parametrize("case", RIGHT, ids=ids)
def test_a_right_value_is_none_and_in_force(case, settings):
    name, value = case
    settings.SIGNALS_PANEL = {name: value}
    assert errors() == []
    found = getattr(options(), name)
    assert found == (tuple(value) if name == "SILENCED_FINDINGS" else value)
    assert type(found) in ((bool,) if name == "PARAMETERS" else (int, float, str, tuple))


@pytest.mark.parametrize("name", [*COUNTS, *TIMES, "EDITOR_URL", "PARAMETERS", "SILENCED_FINDINGS"])
def test_no_code_of_a_value_is_run(name, settings):
    for value in (Explodes(), SimpleLazyObject(explode), Text("{file}")):
        settings.SIGNALS_PANEL = {name: value}
        expected = "{file}" if (name, type(value)) == ("EDITOR_URL", Text) else default(name)
        assert getattr(options(), name) == expected
        assert len(errors()) == (expected != "{file}")


def test_the_other_options_are_in_force_beside_a_wrong_one(settings):
    settings.SIGNALS_PANEL = {"MAX_ROWS": "500", "ROWS_SHOWN": 7}
    assert (options().MAX_ROWS, options().ROWS_SHOWN) == (500_000, 7)


@pytest.mark.parametrize("kind", [OrderedDict, lambda given: defaultdict(list, given)])
def test_a_dictionary_of_another_kind_is_read(kind, settings):
    settings.SIGNALS_PANEL = kind({"ROWS_SHOWN": 7})
    assert options().ROWS_SHOWN == 7
    assert errors() == []


@pytest.mark.parametrize("stated", [None, (), "x", 3, SimpleLazyObject(dict), [("MAX_ROWS", 1)]])
def test_what_is_no_dictionary_is_an_error_and_ignored(stated, settings):
    settings.SIGNALS_PANEL = stated
    assert options() == Options()
    assert [each.id for each in errors()] == ["signals_panel.E001"]


@pytest.mark.parametrize("key", [None, 3, ("MAX_ROWS",), b"MAX_ROWS", "max_rows"])
def test_a_key_that_is_no_option_is_an_error(key, settings):
    settings.SIGNALS_PANEL = {key: 1}
    assert options() == Options()
    assert [each.id for each in errors()] == ["signals_panel.E001"]


def test_what_is_overridden_or_changed_in_place_is_in_force_at_once(settings):
    settings.SIGNALS_PANEL = given = {"ROWS_SHOWN": 7, "SILENCED_FINDINGS": []}
    with override_settings(SIGNALS_PANEL={"ROWS_SHOWN": 8}):
        assert options().ROWS_SHOWN == 8
    assert options().ROWS_SHOWN == 7
    given["ROWS_SHOWN"] = 9
    given["SILENCED_FINDINGS"].append("S204")
    assert (options().ROWS_SHOWN, options().SILENCED_FINDINGS) == (9, ("S204",))


@pytest.mark.parametrize("case", [*WRONG, *RIGHT], ids=ids)
def test_whatever_is_set_requests_run_and_the_panel_opens(case, client, stored, hear, settings, db):
    name, value = case
    settings.SIGNALS_PANEL = {name: value}
    with record() as recording:
        in_view.send("record")
    assert recording.as_dict()["schema"] == 1
    content = stored(client.get("/saving/")).content
    assert "could not be read" not in content
    assert "sp-figures" in content


class Untruthful(dict):
    def __bool__(self):
        raise RuntimeError


class Incomparable(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        raise RuntimeError


@pytest.mark.parametrize("stated", [Untruthful(MAX_ROWS=3), {Incomparable("MAX_ROWS"): 3}])
def test_no_code_of_the_dictionary_or_its_keys_is_run(stated, settings):
    settings.SIGNALS_PANEL = stated
    assert options().MAX_ROWS == 3
    assert errors() == []
