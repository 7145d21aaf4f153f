"""Mails: those that were sent, and sending them as without recording."""

from __future__ import annotations

import inspect
import warnings

import django
import pytest
from django.core import mail
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.log import AdminEmailHandler

from signals_panel import record
from signals_panel.exporters.document import expand
from signals_panel.log.stored import decode, encode
from signals_panel.log.tables import tables_of

SENDER, TO = "shop@example.com", ["customer@example.com"]


def mails(recording):
    return recording.as_dict()["mails"]


def message(cls=mail.EmailMessage, **options):
    return cls("a", "b", SENDER, **{"to": TO, **options})


class Backend(BaseEmailBackend):
    """Answers what a test wants."""

    answer = None

    def send_messages(self, messages):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def answering(monkeypatch, settings):
    """Return a function that has the backend answer something."""
    if django.VERSION < (6, 1):
        settings.EMAIL_BACKEND = "tests.hooks.test_mails.Backend"
    settings.MAILERS = {"default": {"BACKEND": "tests.hooks.test_mails.Backend"}}
    return lambda answer: monkeypatch.setattr(Backend, "answer", answer)


def test_a_mail_tells_who_sent_it_when_and_from_where(signal, connect):
    connect(signal, lambda sender, **kwargs: mail.send_mail("a", "b", SENDER, TO))
    with record() as recording:
        signal.send(None)
    line = inspect.currentframe().f_lineno - 3
    [sent], [call] = mails(recording), recording.as_dict()["calls"]
    assert type(sent.pop("id")) is int
    assert call["start_ns"] <= sent.pop("start_ns")
    assert 0 < sent.pop("duration_ns") <= call["duration_ns"]
    assert sent.pop("caller") == {"file": __file__, "line": line, "function": "<lambda>"}
    assert sent == {"call": call["id"], "transaction": None}
    assert len(mail.outbox) == 1


def test_a_mail_sent_outside_of_receivers_is_there_too():
    with record() as recording:
        assert message().send() == 1
    assert [each["call"] for each in mails(recording)] == [None]


class Counted(mail.EmailMultiAlternatives):
    def send(self, *args, **kwargs):
        return super().send(*args, **kwargs)


@pytest.mark.parametrize("cls", [mail.EmailMultiAlternatives, Counted])
def test_a_subclass_that_sends_is_one_mail(cls):
    with record() as recording:
        message(cls).send()
    assert len(mails(recording)) == len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_in_the_innermost_open_block(django_db_blocker):
    with record() as recording, transaction.atomic():
        with transaction.atomic():
            message().send()
        message().send()
    message().send()
    inner, outer = (each["transaction"] for each in mails(recording))
    known = {each["id"]: each for each in recording.as_dict()["transactions"]}
    assert known[inner]["parent"] == outer
    assert known[outer]["outcome"] == "committed"


def test_a_mail_to_nobody_is_not_sent():
    with record() as recording:
        assert message(to=[]).send() == 0
    assert mails(recording) == []


@pytest.mark.parametrize(("answer", "count"), [(0, 0), (1, 1), (7, 1), (None, 1)])
def test_what_a_backend_answers_is_returned(answering, answer, count):
    answering(answer)
    with record() as recording:
        assert message().send() is answer
    assert len(mails(recording)) == count


def test_what_a_backend_raises_is_raised_and_not_a_mail(answering):
    answering(error := OSError("no route"))
    with record() as recording, pytest.raises(OSError, match="no route") as raised:
        message().send()
    assert raised.value is error
    assert mails(recording) == []


@pytest.mark.contains_errors
def test_an_error_of_the_panel_never_reaches_the_sender(monkeypatch):
    from signals_panel.hooks import mail as hook

    monkeypatch.setattr(hook, "caller_token", lambda depth: 1 / 0)
    with record() as recording:
        assert message().send() == 1
    assert len(mail.outbox) == 1
    assert recording.as_dict()["dropped"]["errors"] == 1


def test_no_more_mails_are_kept_than_rows(settings):
    settings.SIGNALS_PANEL = {"MAX_ROWS": 2}
    with record() as recording:
        for _ in range(5):
            message().send()
    assert len(mails(recording)) == 2
    assert recording.as_dict()["dropped"]["mails"] == 3
    assert len(mail.outbox) == 5


def test_an_inner_recording_has_only_its_own_mails(signal, connect):
    connect(signal, lambda sender, **kwargs: message().send())
    with record() as outer:
        signal.send(None)
        with record() as inner:
            signal.send(None)
    assert (len(mails(outer)), len(mails(inner))) == (2, 1)


def test_mails_are_stored_as_they_are_shown(signal, connect):
    connect(signal, lambda sender, **kwargs: message().send())
    with record() as recording:
        for _ in range(100):
            signal.send(None)
    assert expand([decode(encode(tables_of(recording)))])["mails"] == mails(recording)


needs_warnings = pytest.mark.skipif(
    django.VERSION < (6, 1), reason="what Django 6.1 deprecates is not yet deprecated"
)


def said(send):
    """Return where the warnings point to that sending gives, as recorded."""
    with record(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        send()
    return [(each.filename, each.lineno) for each in caught]


@needs_warnings
def test_a_deprecated_argument_is_said_of_the_line_that_sends():
    def send():
        message().send(fail_silently=True)

    assert said(send) == [(__file__, send.__code__.co_firstlineno + 1)]


@needs_warnings
def test_a_missing_setting_is_said_of_the_line_that_sends(settings, monkeypatch):
    del settings.MAILERS
    monkeypatch.setattr(smtp.EmailBackend, "send_messages", lambda self, messages: 1)

    def send():
        message().send()

    assert said(send) == [(__file__, send.__code__.co_firstlineno + 1)]


@needs_warnings
def test_what_django_sends_is_not_said_to_be_deprecated(settings):
    settings.ADMINS = TO
    handler = AdminEmailHandler()
    assert said(lambda: handler.send_mail("a", "b", fail_silently=True)) == []
    assert len(mail.outbox) == 1


@needs_warnings
def test_other_deprecations_of_mail_are_said_of_their_lines():
    def make():
        mail.EmailMessage(to=TO, connection=Backend(alias="a")).connection  # noqa: B018

    line = make.__code__.co_firstlineno + 1
    assert said(make) == [(__file__, line)] * 2
