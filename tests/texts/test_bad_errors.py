"""Exceptions and argument names of every shape."""

from __future__ import annotations

import json

import pytest

from signals_panel import record
from tests.app.models import Tag
from tests.telltales import called, tells


def function(sender, **kwargs):
    return 1


class Loud(Exception):
    """An exception that tells when it is asked for text."""

    __str__ = tells("__str__", "told")
    __repr__ = tells("__repr__", "told")
    __getattr__ = tells("__getattr__")


class Unlike(Exception):
    """An exception whose attributes are all wrong."""

    args = property(tells("args"))
    __traceback__ = None


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (Loud("said"), "said"),
        (Loud(1, "two"), "1, 'two'"),
        (Unlike("said"), "said"),
        (ValueError("x" * 10_000_000), "x" * 500),
        (ValueError(), ""),
        (KeyError("name"), "name"),
        (ValueError(["list"]), "['list']"),
    ],
    ids=["loud", "loud two", "unlike", "long", "empty", "key", "list"],
)
def test_an_exception_is_described_without_its_str(error, message, signal, connect):
    def raises(sender, **kwargs):
        raise error

    connect(signal, raises)
    with record() as recording, pytest.raises(type(error)):
        signal.send(None)
    called_by_pytest = list(called)
    document = recording.as_dict()
    assert called == called_by_pytest == []
    [call] = document["calls"]
    assert call["error"]["message"] == message
    assert document["dropped"] == {}


@pytest.mark.parametrize("name", ["arg", "method", "signal_", "log", "state", "named", "receiver"])
def test_any_name_may_be_an_argument(name, signal, connect):
    connect(signal, lambda sender, **kwargs: kwargs[name])
    with record() as recording:
        [(_, response)] = signal.send(None, **{name: 3})
        [(_, robust)] = signal.send_robust(None, **{name: 3})
    assert (response, robust) == (3, 3)
    assert recording.as_dict()["dispatches"][0]["arguments"] == {name: "3"}


@pytest.mark.parametrize("name", ["with space", "a=b", "line\nbreak", "", "é"])
def test_argument_names_that_are_no_identifiers_are_kept(name, signal, connect):
    connect(signal, function)
    with record() as recording:
        signal.send(None, **{name: 3})
    assert recording.as_dict()["dispatches"][0]["arguments"] == {name: "3"}


@pytest.mark.parametrize("name", ["mark\0", "end\x1e", "is\x1f=", "\udc80"])
def test_argument_names_with_control_characters_are_told_apart_from_ours(name, signal, connect):
    connect(signal, function)
    with record() as recording:
        signal.send(None, **{name: 3, "other": 4})
    arguments = recording.as_dict()["dispatches"][0]["arguments"]
    assert list(arguments.values()) == ["3", "4"]
    assert list(arguments)[1] == "other"
    json.dumps(arguments, ensure_ascii=False).encode()


def test_a_long_argument_name_is_cut(signal, connect):
    connect(signal, function)
    with record() as recording:
        signal.send(None, **{"x" * 1_000_000: 3})
    [name] = recording.as_dict()["dispatches"][0]["arguments"]
    assert len(name) <= 300
    assert name.endswith("…")


def test_of_many_arguments_the_first_are_told_and_the_others_counted(signal, connect):
    connect(signal, function)
    with record() as recording:
        signal.send(None, **{f"argument_{number}": number for number in range(10_000)})
    arguments = recording.as_dict()["dispatches"][0]["arguments"]
    assert arguments["argument_0"] == "0"
    assert len(arguments) == 51
    assert arguments["…"] == "9950 more"


def test_names_that_are_cut_to_the_same_are_counted(signal, connect):
    connect(signal, function)
    with record() as recording:
        signal.send(None, **{"x" * 1_000 + str(number): number for number in range(3)})
    arguments = recording.as_dict()["dispatches"][0]["arguments"]
    assert arguments["…"] == "2 more"


def test_long_names_of_a_model_s_signals_are_not_kept_for_the_next_send(signal, connect):
    from signals_panel.texts import arguments

    connect(signal, function)
    with record():
        for number in range(3):
            signal.send(None, instance=Tag(pk=1), **{"x" * 1_000_000 + str(number): None})
    texts = arguments.known_models[id(Tag)].saved
    assert all(len(name) < 1_000 for key in texts.by_key for name in key if type(name) is str)
