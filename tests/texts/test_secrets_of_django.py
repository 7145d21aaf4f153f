"""The secrets that Django's own signals carry."""

from __future__ import annotations

import json

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.signals import request_started
from django.db.models.signals import post_init, post_save, pre_init
from django.test import override_settings
from django.test.signals import setting_changed

from signals_panel import record
from tests.signals import in_view

from .hidden import SECRET, sent


def nothing(sender, **kwargs):
    pass


def test_the_positional_password_of_a_model_is_masked_in_pre_init(connect):
    connect(pre_init, nothing, sender=User)
    connect(post_init, nothing, sender=User)
    with record() as recording:
        User(1, SECRET, None, False, "ann", "Ann")
    text = json.dumps(recording.as_dict())
    assert SECRET not in text
    assert "'ann'" in text


def test_the_keyword_password_of_a_model_is_masked_in_pre_init(connect):
    connect(pre_init, nothing, sender=User)
    with record() as recording:
        User(username="ann", password=SECRET)
    text = json.dumps(recording.as_dict())
    assert SECRET not in text
    assert "'ann'" in text


def test_a_user_loaded_from_the_database_does_not_show_its_hash(connect, db):
    User.objects.create(username="ann", password=SECRET)
    connect(pre_init, nothing, sender=User)
    with record() as recording:
        User.objects.get()
    assert recording.as_dict()["calls"]
    assert SECRET not in json.dumps(recording.as_dict())


def test_request_started_masks_cookies_and_authorization(connect):
    from django.db import close_old_connections

    request_started.disconnect(close_old_connections)
    connect(request_started, nothing)
    environ = {
        "HTTP_COOKIE": f"sessionid={SECRET}",
        "HTTP_AUTHORIZATION": f"Bearer {SECRET}",
        "HTTP_X_API_KEY": SECRET,
    }
    try:
        sent_started(environ)
    finally:
        request_started.connect(close_old_connections)


def sent_started(environ):
    from signals_panel.log.log import current_state

    with record() as recording:
        request_started.send(None, environ=environ)
        scope = current_state.get()[2]
        if scope is not None:
            scope.close()
    document = recording.as_dict()
    assert document["dispatches"][0]["signal"] == "django.core.signals.request_started"
    assert "HTTP_COOKIE" in document["dispatches"][0]["arguments"]["environ"]
    assert SECRET not in json.dumps(document)


def test_failed_credentials_are_masked(db):
    with record() as recording:
        authenticate(username="ann", password=SECRET)
    assert SECRET not in json.dumps(recording.as_dict())


def test_credentials_of_a_failed_login_are_masked_whole(connect):
    from django.contrib.auth.signals import user_login_failed

    connect(user_login_failed, nothing)
    document = sent(user_login_failed, credentials={"username": "ann", "pin": SECRET})
    assert document["dispatches"][0]["arguments"]["credentials"] == "********"


def test_a_secret_setting_is_masked_when_it_changes(connect):
    connect(setting_changed, nothing)
    with record() as recording, override_settings(SECRET_KEY=SECRET, LANGUAGE_CODE="de"):
        pass
    text = json.dumps(recording.as_dict())
    assert SECRET not in text
    assert "'de'" in text


def test_the_key_of_a_session_is_masked(connect, db):
    connect(post_save, nothing, sender=Session)
    with record() as recording:
        session = Session(session_key=SECRET, session_data=SECRET, expire_date="2030-01-01")
        post_save.send(Session, instance=session)
        in_view.send(session)
    document = recording.as_dict()
    assert SECRET not in json.dumps(document)
    assert "sessions.Session(pk=********)" in json.dumps(document)


def test_secrets_are_not_in_what_the_toolbar_stores(client, stored, connect):
    connect(in_view, nothing)
    connect(request_started, nothing)
    client.cookies["sessionid"] = SECRET
    response = client.get("/plain/", headers={"authorization": SECRET})
    panel = stored(response)
    assert SECRET not in json.dumps(panel.document)
    assert SECRET not in panel.content
    assert SECRET not in str(panel.get_stats())
