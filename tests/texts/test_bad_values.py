"""Arguments, senders, responses and exceptions that are hard to describe: never the user's code."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import tracemalloc

import pytest
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.translation import gettext_lazy

from signals_panel import record
from tests.app.models import Tag
from tests.telltales import called

METHODS = [
    *("__repr__", "__str__", "__eq__", "__hash__", "__len__", "__iter__", "__bool__", "__format__"),
    *("__getattr__", "__getattribute__", "__dir__", "__int__", "__index__", "__getitem__"),
    *("items", "keys", "values", "__contains__", "__lt__", "__class__", "__dict__", "__reduce__"),
    *("pk", "_meta", "__name__", "__module__", "__wrapped__", "func", "isoformat"),
    *("__float__", "__sizeof__", "__bytes__", "bit_length", "utcoffset", "tzname", "model"),
]


def hostile(base, *but):
    """Return a subclass of *base* whose every method and property tells that it ran."""
    body = {name: telling(name) for name in METHODS if name not in but}
    if "__slots__" in vars(base):
        body.pop("__dict__", None)
    return type(f"Hostile{base.__name__}", (base,), body)


def telling(name):
    def tell(*args, **kwargs):
        called.append(name)
        raise AssertionError(name)

    return property(tell) if not name.startswith("__") or name in PROPERTIES else tell


LARGE = 1_000_000
"""How much an argument has, of bytes or of what it holds."""
PROPERTIES = ("__class__", "__name__", "__module__", "__wrapped__", "__dict__")
BASES = [
    *(object, str, int, float, list, dict, tuple, set, frozenset, bytes),
    *(dt.datetime, dt.date, dt.timedelta, decimal.Decimal),
]
WITH_ARGUMENTS = {dt.datetime: (2026, 1, 2), dt.date: (2026, 1, 2)}


def made(base):
    return hostile(base)(*WITH_ARGUMENTS.get(base, ()))


def described(signal, connect, value):
    """Return the text of an argument, once it was an argument and a response."""
    connect(signal, lambda sender, **kwargs: value)
    with record() as recording:
        responses = signal.send(None, value=value)
    assert responses[0][1] is value
    document = recording.as_dict()
    json.dumps(document)
    assert document["dropped"] == {}
    text = document["dispatches"][0]["arguments"]["value"]
    assert type(text) is str
    assert len(text) <= 200
    return text


@pytest.mark.parametrize("base", BASES)
def test_no_method_of_a_value_is_called(base, signal, connect):
    assert described(signal, connect, made(base))


@pytest.mark.parametrize("base", BASES)
def test_no_method_of_a_value_in_a_container_is_called(base, signal, connect):
    value = made(base)
    assert described(signal, connect, [value, (value,), {"key": value}])


def test_no_method_of_a_key_is_called(signal, connect):
    key = hostile(str, "__hash__", "__eq__")("name")
    assert described(signal, connect, {key: 1})


def test_no_method_of_a_model_is_called(signal, connect):
    class Loud(Tag):
        class Meta:
            app_label = "app"
            proxy = True

        __str__ = __repr__ = __eq__ = __getattr__ = telling("__str__")
        __hash__ = Tag.__hash__

    assert described(signal, connect, Loud(pk=3)) == "app.Loud(pk=3)"


def test_no_method_of_an_enum_is_called(signal, connect):
    class Loud(enum.Enum):
        ONE = 1
        __str__ = __repr__ = __format__ = telling("__str__")

    assert described(signal, connect, Loud.ONE).endswith("Loud.ONE")


def test_flags_that_have_no_name_together_are_told_by_their_class_and_number(signal, connect):
    class Loud(enum.Flag):
        ONE = 1

    assert described(signal, connect, Loud(0)).endswith("Loud(0)")


def test_no_method_of_a_metaclass_is_called(signal, connect):
    class Meta(type):
        __repr__ = __str__ = telling("__repr__")

        def __getattribute__(cls, name):
            if name not in ("__mro__", "__dict__", "__class__"):
                called.append(name)
            return super().__getattribute__(name)

    class Value(metaclass=Meta):
        pass

    called.clear()
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        signal.send(None, kind=Value, value=Value())
    seen = list(called)
    called.clear()
    assert seen == []
    assert "Value>" in recording.as_dict()["dispatches"][0]["arguments"]["kind"]


def test_a_lazy_object_is_not_evaluated(signal, connect):
    value = SimpleLazyObject(lambda: called.append("evaluated"))
    assert described(signal, connect, value) == "<django.utils.functional.SimpleLazyObject>"


def test_an_evaluated_lazy_object_is_shown_as_what_it_holds(signal, connect):
    value = SimpleLazyObject(lambda: Tag(pk=5))
    assert value.pk == 5
    assert described(signal, connect, value) == "app.Tag(pk=5)"


def test_lazy_text_is_not_evaluated(signal, connect):
    assert described(signal, connect, gettext_lazy("Post"))
    assert described(type(signal)(), connect, lazy(lambda: called.append("lazy"), str)())


@pytest.mark.parametrize(
    "make",
    [
        *(lambda: "x" * 10_000_000, lambda: b"x" * 10_000_000, lambda: list(range(1_000_000))),
        *(lambda: 1 << 1_000_000, lambda: {n: n for n in range(100_000)}, lambda: "\ud800\0\n"),
        *(lambda: float("nan"), lambda: -(1 << 70), lambda: decimal.Decimal("1e999999")),
    ],
)
def test_large_and_odd_values_are_short_text(make, signal, connect):
    assert described(signal, connect, make())


def test_a_container_in_itself_is_described(signal, connect):
    value = [1]
    value.append(value)
    mapping = {"self": value}
    value.append(mapping)
    mapping["mapping"] = mapping
    assert "…" in described(signal, connect, mapping)


def test_hostile_senders_are_named_by_their_type(signal, connect):
    # Django itself hashes a sender and asks it for an attribute
    sender = hostile(object, "__hash__", "__eq__", "__getattr__", "__getattribute__")()
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        signal.send(sender)
    assert recording.as_dict()["dispatches"][0]["sender"].endswith("Hostileobject")


@pytest.mark.parametrize(
    "value",
    [
        b"a" * LARGE,
        bytearray(LARGE),
        "a" * LARGE,
        1 << 8 * LARGE,
        [None] * LARGE,
        (None,) * LARGE,
        set(range(LARGE // 10)),
        dict.fromkeys(range(LARGE // 10)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_large_argument_is_not_copied(value, signal, connect):
    connect(signal, lambda sender, **kwargs: None)
    with record():
        signal.send(None, value=None)
        tracemalloc.start()
        signal.send(None, value=value)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < LARGE / 10
