"""Exceptions and argument names of every shape."""

from __future__ import annotations

import pytest

from signals_panel import record

from .telltales import called, tells


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
