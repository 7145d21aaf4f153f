"""Values of every shape, of classes and metaclasses that tell of all that is asked of them.

Each program runs without and with a recording: the user's code is run as often, in the same order.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import enum
import functools
import json
import types
import uuid
from collections import OrderedDict, UserDict, defaultdict, namedtuple

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.signals import pre_init
from django.dispatch import Signal
from django.http import HttpRequest, QueryDict
from django.test import override_settings
from django.test.signals import setting_changed
from django.utils.functional import LazyObject, SimpleLazyObject
from hypothesis import given
from hypothesis import strategies as st

from signals_panel import record
from signals_panel.texts.naming import instance_dict
from tests.app.models import Post, Tag

asked: list[str] = []
"""What was asked of a trap since it was armed."""
armed = [False]


def names_in(text):
    return text.split()


METHODS = names_in(
    "__repr__ __str__ __eq__ __ne__ __hash__ __len__ __iter__ __bool__ __format__ __getattr__ "
    "__getattribute__ __dir__ __int__ __index__ __float__ __bytes__ __getitem__ __contains__ "
    "__lt__ __reduce__ __reduce_ex__ __sizeof__ __fspath__ __await__ __next__ __enter__ __get__ "
    "items keys values get isoformat utcoffset tzname dst strftime hex total_seconds decode"
)
PROPERTIES = names_in(
    "__class__ __dict__ __name__ __qualname__ __wrapped__ __func__ __self__ __code__ __doc__ "
    "__traceback__ args func _meta _fields __match_args__ _wrapped _name_ _value_ name value pk "
    "model method path tzinfo __objclass__ __annotations__"
)
OF_CLASSES = names_in(
    "__getattribute__ __hash__ __eq__ __ne__ __repr__ __str__ __instancecheck__ "
    "__subclasscheck__ __iter__ __len__ __bool__ __contains__ __getitem__ __dir__ __format__"
)


def trap(name, default):
    """Return a method that tells that it ran, where armed, and does as the *default*."""

    def told(*args, **kwargs):
        if armed[0]:
            asked.append(name)
        return default(*args, **kwargs)

    return told


UNARMED = {
    "__bool__": lambda self: True,
    "__len__": lambda self: 0,
    "__iter__": lambda self: iter(()),
    "__int__": lambda self: 1,
    "__index__": lambda self: 1,
}
"""What methods do that a class's base does not have, while no trap is armed."""


def refuses(*args, **kwargs):
    raise AttributeError("trapped")


def trapped_property(name):
    """Return a property that tells; unarmed, it is as any attribute."""

    def found(self):
        try:
            return instance_dict(self)[name]
        except KeyError:
            raise AttributeError(name) from None

    return property(
        trap(name, found), lambda self, value: instance_dict(self).update({name: value})
    )


class Trapped(type):
    """A metaclass that tells what is asked of its classes."""

    for each in OF_CLASSES:
        locals()[each] = trap(f"class {each}", getattr(type, each, refuses))
    __mro__ = property(trap("class __mro__", refuses))


def trapped(base, *but, **more):
    """Return a subclass of *base*, all of whose methods and properties tell."""
    body = {
        name: trap(name, getattr(base, name, UNARMED.get(name, refuses)))
        for name in METHODS
        if name not in but
    }
    body.pop("__getattr__", None)
    body["__getattr__"] = trap("__getattr__", refuses)
    body |= {name: trapped_property(name) for name in PROPERTIES if name not in but}
    body["__class__"] = property(trap("__class__", type))
    body.pop("__qualname__", None)
    body |= {"__module__": property(trap("__module__", refuses)), **more}
    meta = Trapped if type(base) is type else type("Both", (Trapped, type(base)), {})
    return meta(f"Trapped{base.__name__}", (base,), body)


class Colour(enum.Enum):  # noqa: PLW1641
    """Its members tell."""

    RED = 1
    __str__ = __repr__ = __format__ = __hash__ = trap("enum", refuses)
    __eq__ = trap("enum __eq__", refuses)


class Zone(dt.tzinfo):
    """A zone that calls its module that of ``datetime``."""

    utcoffset = dst = trap("zone", lambda *args: dt.timedelta())
    tzname = __repr__ = __str__ = trap("zone", lambda *args: "zone")


Zone.__module__ = "datetime"


class Colliding:
    """A key that Python compares with a mapping's other key of the same hash."""

    def __init__(self, name):
        self.hash = hash(name)

    def __hash__(self):
        return self.hash

    __eq__ = trap("key __eq__", lambda self, other: False)


class Name(str):
    """A string of another type, which tells."""

    __slots__ = ()
    __eq__ = trap("name __eq__", str.__eq__)
    __hash__ = trap("name __hash__", str.__hash__)
    __str__ = __repr__ = trap("name __str__", str.__str__)
    __format__ = trap("name __format__", str.__format__)
    __len__ = trap("name __len__", str.__len__)
    startswith = isprintable = isascii = encode = translate = trap("name method", refuses)


Row = namedtuple("Row", "user password")  # noqa: PYI024
BASES = (
    object, str, int, float, complex, list, dict, tuple, set, frozenset, bytes, bytearray,
    dt.datetime, dt.date, dt.time, dt.timedelta, dt.tzinfo, decimal.Decimal, uuid.UUID,
    OrderedDict, UserDict, defaultdict, Row, functools.partial, types.SimpleNamespace,
    types.ModuleType, Exception, ValidationError, HttpRequest, QueryDict, LazyObject, Signal,
    QuerySet,
)  # fmt: skip
WITH = {
    dt.datetime: (2026, 1, 2),
    dt.date: (2026, 1, 2),
    uuid.UUID: ("00000000-0000-4000-8000-000000000000",),
    Row: ("ann", "x"),
    functools.partial: (print,),
    types.ModuleType: ("name",),
    ValidationError: ("said",),
    QueryDict: ("a=1",),
}


def made(base):
    """Return an instance of a trapped class, made while no trap is armed."""
    return trapped(base, "__dict__")(*WITH.get(base, ()))


def keyed(*names):
    """Return a mapping with keys that collide with these names."""
    return {Colliding(name): name for name in names}


INSTANCES = {base.__name__: made(base) for base in BASES}
LEAVES = [
    *INSTANCES.values(),
    *map(type, INSTANCES.values()),
    trapped(object)(),
    trapped(object),
    Colour.RED,
    Colour,
    Name("password"),
    Name("plain"),
    dt.datetime(2026, 1, 2, tzinfo=Zone()),
    dt.time(1, 2, tzinfo=Zone()),
    Zone(),
    keyed("REQUEST_METHOD", "asgi", "HTTP_X", "PATH_INFO"),
    {**keyed("PATH_INFO", "HTTP_X"), "REQUEST_METHOD": "GET"},
    {**keyed("type", "headers", "path"), "asgi": {}},
    {Name("REQUEST_METHOD"): "GET", Name("password"): 1},
    functools.partial(functools.partial(type(made(object)))),
    types.MethodType(print, made(object)),
    made(list).append,
    made(dict).fromkeys,
    made(str).join,
    SimpleLazyObject(lambda: asked.append("evaluated")),
    Tag(pk=3),
    Tag(pk=made(int)),
    Tag(pk=made(str)),
    Post.objects.none(),
    (Name("password"), "x"),
    [Name("password"), made(object)],
]


def compared(program, *but):
    """Return the recording of a program that asks the same with it as without."""
    runs = []
    for recorded in (False, False, True):  # first what is asked once, as the hash of a reference
        asked.clear()
        armed[0] = True
        try:
            with record() if recorded else contextlib.nullcontext() as recording:
                program()
        finally:
            armed[0] = False
        runs.append([each for each in asked if each not in but])
    assert runs[2] == runs[1]
    return recording


def same(program, *but):
    """Return the document of such a recording."""
    recording = compared(program, *but)
    document = recording.as_dict()
    json.dumps(document, ensure_ascii=False).encode()
    assert document["dropped"] == {}
    return document


def nothing(sender, **kwargs):
    return None


CONTAINERS = {
    "list": list,
    "tuple": tuple,
    "values": lambda values: dict(zip(("a", "password", b"token"), values, strict=False)),
    "rows": lambda values: [Row("ann", value) for value in values],
    "partials": lambda values: [functools.partial(print, value) for value in values],
}
recipes = st.recursive(
    st.integers(0, len(LEAVES) - 1),
    lambda inner: st.tuples(st.sampled_from([*CONTAINERS]), st.lists(inner, max_size=3)),
    max_leaves=5,
)
"""Places in ``LEAVES``, and containers around them: Hypothesis itself asks a lot of values."""


def built(recipe):
    """Return the value that a recipe is for."""
    if type(recipe) is int:
        return LEAVES[recipe]
    kind, inner = recipe
    return CONTAINERS[kind]([built(each) for each in inner])


@given(recipe=recipes, name=st.sampled_from(["value", "password", "instance", "using", "action"]))
def test_arguments_and_responses_are_asked_nothing(recipe, name):
    value = built(recipe)
    signal = Signal()
    signal.connect(receiver := lambda sender, **kwargs: value)
    document = same(lambda: signal.send_robust(None, **{name: value, "other": [value]}))
    assert receiver
    assert document["calls"][0]["outcome"] == "returned"


@given(recipe=recipes)
def test_arguments_of_exceptions_are_asked_nothing(recipe):
    value = built(recipe)

    def raises(sender, **kwargs):
        raise LookupError(value)

    signal = Signal()
    signal._log_robust_failure = lambda receiver, error: None  # asks for its text
    signal.connect(raises)
    document = same(lambda: signal.send_robust(None))
    assert document["calls"][0]["error"]["type"] == "LookupError"


@pytest.mark.parametrize("robust", [True, False])
@pytest.mark.parametrize("base", [Exception, ValueError, KeyError, OSError])
def test_exceptions_are_asked_nothing(base, robust, caplog):
    error = trapped(base, "__dict__", "__traceback__")("said")
    untraced = trapped(base, "__dict__")("said")
    for each in (error, untraced):

        def raises(sender, **kwargs):
            raise each  # noqa: B023

        signal = Signal()
        signal.connect(raises)

        def program():
            if robust:
                signal.send_robust(None)  # noqa: B023
            else:
                with contextlib.suppress(Exception):
                    signal.send(None)  # noqa: B023

        signal._log_robust_failure = lambda receiver, err: None
        document = same(program, "class __subclasscheck__")  # Python's, in each except and finally
        assert document["calls"][0]["error"]["message"] == "said"


@pytest.mark.parametrize("method", ["send", "send_robust"])
@pytest.mark.parametrize("is_heard", [True, False])
def test_senders_are_asked_what_django_asks(is_heard, method):
    for sender in LEAVES:
        signal = Signal()
        if is_heard:
            signal.connect(nothing)
        try:
            getattr(signal, method)(sender)
        except Exception:  # Django itself cannot send it
            continue
        compared(lambda: getattr(signal, method)(sender))  # noqa: B023


def test_receivers_are_asked_nothing():
    kind = trapped(object, "__dict__", __call__=lambda self, **kwargs: None)
    receiver = kind()
    signal = Signal()
    with override_settings(DEBUG=False):
        signal.connect(receiver, weak=False)
    document = same(lambda: signal.send(None))
    assert "Trappedobject" in document["calls"][0]["receiver"]


def test_names_of_arguments_are_asked_what_python_asks():
    signal = Signal()
    signal.connect(nothing)
    named = {Name("plain"): 1, Name("password"): "secret"}
    document = same(lambda: signal.send(None, **named))
    assert document["dispatches"][0]["arguments"] == {"plain": "1", "password": "********"}


def test_a_setting_s_name_is_asked_nothing(connect):
    connect(setting_changed, nothing)
    for name in (Name("SECRET_KEY"), made(object)):
        same(lambda: setting_changed.send(None, setting=name, value="x", enter=True))  # noqa: B023


def test_what_is_not_a_model_is_asked_nothing_in_pre_init(connect):
    connect(pre_init, nothing)
    for sender in (trapped(object, "__dict__"), Tag):
        for args in (made(tuple), made(list), (made(object),), made(object)):
            same(lambda: pre_init.send(sender, args=args, kwargs={}))  # noqa: B023


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (set(), "set()"),
        (frozenset(), "frozenset()"),
        ({1}, "{1}"),
        (frozenset([1]), "frozenset({1})"),
        ({}, "{}"),
        ([set()], "[set()]"),
        (type("Bag", (set,), {})(), "set()"),
        (list.append, "<method_descriptor>"),
        ([].append, "<list.append>"),
        (len, "<builtins.len>"),
        (dt.datetime(2026, 1, 2, tzinfo=dt.timezone.utc), "2026-01-02T00:00:00+00:00"),
        (dt.datetime(2026, 1, 2, tzinfo=Zone()), "2026-01-02T00:00:00"),
    ],
)
def test_values_are_described_as_python_has_them(value, text, signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None, value=value)
    assert recording.as_dict()["dispatches"][0]["arguments"]["value"] == text
