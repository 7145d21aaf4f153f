"""Secrets: their text is nowhere in what is recorded, shown or stored."""

from __future__ import annotations

import enum
import re
from collections import namedtuple
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.views.debug import SafeExceptionReporterFilter

from signals_panel import record
from signals_panel.texts.masking import HARMLESS, is_secret

from .hidden import SECRET, sent


class Name(str):
    """A string of another type, as SafeString and string enums are."""

    __slots__ = ()


class Login(NamedTuple):
    """A named tuple of the typed kind."""

    user: str
    password: str


Pair = namedtuple("Pair", "user accesstoken")  # noqa: PYI024
Wide = type("Wide", (Login,), {"_fields": ("user", "password", "more")})


class Named(NamedTuple):
    """A named tuple that says a name and the value of that."""

    name: str
    value: str


class Field(enum.Enum):
    """What the keys of a mapping may be."""

    PASSWORD = 1


def nothing(sender, **kwargs):
    pass


@pytest.mark.parametrize(
    "name",
    [
        *("password", "new_password1", "passwd", "pwd", "PASSWORD", "userPassword", "token"),
        *("access_token", "accessToken", "secret", "SECRET_KEY", "client_secret", "api_key"),
        *("apiKey", "API_KEY", "apikey", "session", "sessionid", "session_key", "cookie"),
        *("HTTP_COOKIE", "cookies", "otp", "credentials", "Authorization", "csrftoken", "jwt"),
        *("accesstoken", "userpassword", "PGPASSWORD", "db_pass", "signing_key", "dbpwd"),
        *("HTTP_X_AUTHTOKEN", "HTTP_X_API_KEY", "sessionkey", "privatekey", "refreshToken"),
        *("PHPSESSID", "X-Amz-Signature", "encryption_key", "oauth_verifier", "idtoken"),
        *(
            "author_key",
            "passphrase",
            "passcode",
            "fernet_key",
            "AWS_SECRET_ACCESS_KEY",
            *("sid", "connect.sid", "pin", "user_pin", "PIN2", "dsn", "SENTRY_DSN", "salt"),
            *("recovery_code", "backupCodes", "verification_code", "mfa_code", "2fa_code", "hmac"),
            "mypass",
            "x" * 501,
        ),
    ],
)
def test_an_argument_with_a_secret_name_is_masked(name, signal, connect):
    connect(signal, nothing)
    document = sent(signal, **{name: SECRET})
    assert list(document["dispatches"][0]["arguments"].values()) == ["********"]


@pytest.mark.parametrize(
    "name",
    [
        *("author", "capital", "monkey", "passenger", "tokenizer", "keyboard", "secretary"),
        *("authority", "compass", "bypass", "key", "keys", "api", "obsession", "cookiecutter"),
        *("author_id", "authors", "keyword", "primary_key", "cache_key", "key_prefix", "api_url"),
        *("footprint", "hotplate", "laptop", "assess_id", "accession", "hockey", "impasse"),
        *("spinner", "inside", "opinion", "pinned", "pinboard", "president", "basalt", "pincode"),
        *("country_code", "status_code", "code", "codes", "error_code", "currencyCode"),
        *("is_authenticated", "passed", "tokenized", "turkey", "monkeypatch", "passport", "hotkey"),
    ],
)
def test_an_argument_with_a_harmless_name_stays_readable(name, signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None, **{name: "read me"})
    assert recording.as_dict()["dispatches"][0]["arguments"] == {name: "'read me'"}


def test_a_name_is_read_up_to_500_characters(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None, **{"x" * 500: "read me"})
    assert list(recording.as_dict()["dispatches"][0]["arguments"].values()) == ["'read me'"]


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
        [["password", SECRET]],
        [[b"cookie", SECRET.encode()]],
        ["password", SECRET],
        {("password", SECRET)},
        Login("ann", SECRET),
        [Pair("ann", SECRET)],
        {"login": Wide("ann", SECRET)},
        {Field.PASSWORD: SECRET},
        {("user", "password"): SECRET},
        ["mysql", "--password", SECRET, "shop"],
        ["curl", "-u", f"ann:{SECRET}", "https://api.example"],
        {"name": "password", "value": SECRET},
        {"value": SECRET, "is": 1, "name": "password"},
        [{"key": "user", "value": "ann"}, {"key": "api_token", "values": [SECRET]}],
        {b"name": b"password", b"value": SECRET.encode()},
        {"name": ["password"], "value": [SECRET]},
        {"fieldName": "password", "oldValue": SECRET, "new_value": SECRET},
        {"setting": Name("PASSWORD"), "to": {"a": SECRET}},
        {**{f"a{number}": number for number in range(11)}, "value": SECRET, "name": "pin"},
        Named("password", SECRET),
    ],
)
def test_secrets_inside_containers_are_masked(value, signal, connect):
    connect(signal, nothing)
    sent(signal, value=value)


def test_a_secret_a_receiver_returns_in_a_mapping_is_masked(signal, connect):
    connect(signal, lambda sender, **kwargs: {"ok": True, "token": SECRET})
    document = sent(signal)
    assert document["calls"][0]["response"] == "{'ok': True, 'token': ********}"


@pytest.mark.parametrize(
    "named",
    [{"key": "api_token", "old": SECRET, "new_value": SECRET}, {"name": "pin", "to": SECRET}],
)
def test_arguments_may_be_a_name_and_a_value_too(named, signal, connect, db):
    connect(signal, nothing)
    sent(signal, **named)
    sent(signal, instance=User(pk=3), **named)
    sent(signal, instance=User(pk=3), **named)


def test_the_value_of_what_is_no_secret_is_shown(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None, a={"name": "author", "value": "ann"}, name="capital", value="London")
    arguments = recording.as_dict()["dispatches"][0]["arguments"]
    assert arguments["a"] == "{'name': 'author', 'value': 'ann'}"
    assert arguments["value"] == "'London'"


def test_the_other_fields_of_a_named_tuple_are_shown(signal, connect):
    connect(signal, nothing)
    document = sent(signal, value=Login("ann", SECRET))
    assert document["dispatches"][0]["arguments"]["value"] == "('ann', ********)"


def test_a_list_of_field_names_is_shown(signal, connect):
    connect(signal, nothing)
    fields, secrets = ["username", "password", "email"], {"password", "token"}
    document = sent(signal, fields=fields, update_fields=frozenset(secrets), deferred=secrets)
    assert document["dispatches"][0]["arguments"] == {
        "fields": str(fields),
        "update_fields": str(frozenset(secrets)),
        "deferred": str(secrets),
    }


SHOWN = {
    "another word": "author authority monkey keyboard passenger bypass passed obsession secretary",
    "what is by an author, or about a key": "author_name authorid keyname keyspace",
    "whether somebody is": "authenticated authorized unauthorised is_authenticated",
    "what is cut into tokens": "tokenizer tokenize detokenized retokenizing tokenisation",
    "a key that finds something, and opens nothing": "primary_key cachekey sort_keys publicKey",
    "a mere key": "key keys key_prefix KEY",
    "what opens an API is a key, a token or a secret": "api api_url API_VERSION",
}
"""Names that Django's own pattern for settings hides and ours shows, by the reason."""


@pytest.mark.parametrize(("reason", "names"), SHOWN.items())
def test_what_django_would_hide_is_shown_for_a_reason(reason, names):
    assert {*HARMLESS} < {*SHOWN}
    assert not any(map(is_secret, names.split()))


NAMES = [
    "accesstoken",
    "apikey",
    "API_TOKEN",
    "author",
    "auth",
    "AUTHTOKEN",
    "authorization",
    "bypass_token",
    "capital",
    "cache_key",
    "csrfmiddlewaretoken",
    "db_pass",
    "DJANGO_SECRET",
    "email",
    "hotkeys",
    "HTTP_COOKIE",
    "key",
    "keyboard",
    "keyring",
    "keystore",
    "masterkey",
    "monkey",
    "monkeys_password",
    "newpass",
    "OAUTH_TOKEN",
    "pass_phrase",
    "passenger",
    "passkey",
    "pgpass",
    "PGPASSWORD",
    "PRIVATE_KEY_FILE",
    "rapid",
    "secretary",
    "secretarn",
    "secrettoken",
    "sessions",
    "sha_signature",
    "signed_cookie",
    "ssh_keys",
    "token_hash",
    "tokenizer_key",
    "username",
    "x_signature",
]


@pytest.mark.parametrize("name", NAMES)
def test_what_django_hides_is_hidden_but_for_these_reasons(name):
    shown = {*" ".join(SHOWN.values()).split(), "cache_key", "capital", "hotkeys", "rapid"}
    djangos = SafeExceptionReporterFilter.hidden_settings.search(name)
    assert djangos is None or is_secret(name) == (name not in shown)


@pytest.mark.parametrize("word", " ".join(HARMLESS.values()).split())
def test_every_harmless_word_holds_a_secret_s_name(word):
    assert re.search("auth|cookie|key|pass|secret|session|token", word)
    assert not is_secret(word)
    assert is_secret(f"{word}_password")
    assert is_secret(f"{word}password")


def test_a_number_that_identifies_a_row_is_no_secret_whatever_its_model_is_called(signal, connect):
    from django.contrib.sessions.models import Session

    connect(signal, nothing)
    unsaved = Session()
    document = sent(signal, session=1, value=unsaved)
    assert document["dispatches"][0]["arguments"]["session"] == "********"
    assert document["dispatches"][0]["arguments"]["value"] == "sessions.Session(pk=********)"
