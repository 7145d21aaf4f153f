"""Secrets: their text is nowhere in what is recorded, shown or stored."""

from __future__ import annotations

import json

import pytest

from signals_panel import record

SECRET = "hunter2-pbkdf2"


class Name(str):
    """A string of another type, as SafeString and string enums are."""

    __slots__ = ()


def nothing(sender, **kwargs):
    pass


def sent(signal, **named):
    """Return the document of one received send, which must not hold the secret."""
    with record() as recording:
        signal.send(None, **named)
    text = json.dumps(recording.as_dict())
    assert SECRET not in text
    assert SECRET not in str(recording)
    return recording.as_dict()


@pytest.mark.parametrize(
    "name",
    [
        *("password", "new_password1", "passwd", "pwd", "PASSWORD", "userPassword", "token"),
        *("access_token", "accessToken", "secret", "SECRET_KEY", "client_secret", "api_key"),
        *("apiKey", "API_KEY", "apikey", "session", "sessionid", "session_key", "cookie"),
        *("HTTP_COOKIE", "cookies", "otp", "credentials", "Authorization", "csrftoken", "jwt"),
    ],
)
def test_an_argument_with_a_secret_name_is_masked(name, signal, connect):
    connect(signal, nothing)
    document = sent(signal, **{name: SECRET})
    assert document["dispatches"][0]["arguments"] == {name: "********"}


@pytest.mark.parametrize(
    "name",
    [
        *("author", "capital", "monkey", "passenger", "tokenizer", "keyboard", "secretary"),
        *("authority", "compass", "bypass", "key", "keys", "api", "obsession", "cookiecutter"),
    ],
)
def test_an_argument_with_a_harmless_name_stays_readable(name, signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None, **{name: "read me"})
    assert recording.as_dict()["dispatches"][0]["arguments"] == {name: "'read me'"}


@pytest.mark.parametrize(
    "value",
    [
        {"password": SECRET},
        {"form": {"password": SECRET}},
        [{"user": {"token": SECRET}}],
        ({"a": 1, "api_key": SECRET},),
        {"headers": {"Authorization": SECRET, "Cookie": SECRET}},
        {b"password": SECRET},
        {Name("password"): SECRET},
        {"headers": [(b"cookie", SECRET.encode()), (b"authorization", SECRET.encode())]},
        [("password", SECRET)],
    ],
)
def test_secrets_inside_mappings_are_masked(value, signal, connect):
    connect(signal, nothing)
    sent(signal, value=value)


def test_a_secret_a_receiver_returns_in_a_mapping_is_masked(signal, connect):
    connect(signal, lambda sender, **kwargs: {"ok": True, "token": SECRET})
    document = sent(signal)
    assert document["calls"][0]["response"] == "{'ok': True, 'token': ********}"
