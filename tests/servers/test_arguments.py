"""Django's own signals, each with every argument that its documentation promises."""

from __future__ import annotations

import re
from html import unescape

import django
import pytest

from .client import fetch
from .fixtures import watched
from .whole_panel import whole_panel

SAVED = {"instance", "raw", "using", "update_fields"}
MIGRATED = {"app_config", "verbosity", "interactive", "using", "plan", "apps"}
ARGUMENTS = [
    ("model-class", "class_prepared", set()),
    ("init", "pre_init", {"args", "kwargs"}),
    ("init", "post_init", {"instance"}),
    ("save-created", "pre_save", SAVED),
    ("save-created", "post_save", {*SAVED, "created"}),
    ("delete", "pre_delete", {"instance", "using", "origin"}),
    ("delete", "post_delete", {"instance", "using", "origin"}),
    ("m2m-add", "m2m_changed", {"action", "instance", "reverse", "model", "pk_set", "using"}),
    ("request-signals", "request_started", {"environ"}),
    ("request-signals", "request_finished", set()),
    ("error", "got_request_exception", {"request"}),
    ("template", "template_rendered", {"template", "context"}),
    ("logged-in", "user_logged_in", {"request", "user"}),
    ("logged-out", "user_logged_out", {"request", "user"}),
    ("login-failed", "user_login_failed", {"credentials", "request"}),
    ("connection", "connection_created", {"connection"}),
    ("migrate", "pre_migrate", MIGRATED),
    ("migrate", "post_migrate", MIGRATED),
    ("setting", "setting_changed", {"setting", "value", "enter"}),
]
if django.VERSION >= (6, 0):
    ARGUMENTS += [
        ("task-done", f"task_{each}", {"task_result"})
        for each in ("enqueued", "started", "finished")
    ]

ROW = re.compile(r'<li class="sp-row (?=sp-)')
NAME = re.compile(r'class="sp-(?:name|receiver)">(?:<bdi>)?([^<]+)<')
ARGUMENT = re.compile(r'<dt class="sp-argument">([^<]+)</dt>\s*<dd><code>([^<]*)</code></dd>')


def sent(site, slug, signal):
    """Visit a story; return the arguments of each send of a signal that was received."""
    _, headers = fetch(f"{site.url}/lab/{slug}/", errors=True)
    rows = ROW.split(whole_panel(site.url, headers["djdt-request-id"]))
    return [
        {name: unescape(text) for name, text in ARGUMENT.findall(row)}
        for row in rows
        if row.startswith("sp-dispatch") and NAME.search(row)[1] == signal
    ]


@pytest.mark.parametrize(("slug", "signal", "names"), ARGUMENTS)
def test_a_signal_of_django_shows_every_argument_it_has(site, slug, signal, names):
    with watched(site):
        shown = sent(site, slug, signal)
    assert any(names <= set(each) for each in shown), shown
    assert all(text for each in shown for text in each.values())


def test_what_is_saved_says_whether_it_was_created_and_which_fields(site):
    [created, updated, one_field] = sent(site, "save-updated", "post_save")
    assert (created["created"], updated["created"]) == ("True", "False")
    assert (updated["update_fields"], one_field["update_fields"]) == (
        "None",
        "frozenset({'colour'})",
    )


def test_what_a_fixture_saves_is_raw(site):
    [saved] = sent(site, "save-raw", "post_save")
    assert saved["raw"] == "True"


def test_positional_values_have_the_names_of_their_fields(site):
    [by_position, by_name] = sent(site, "init", "pre_init")
    assert by_position["args"] == "{'id': None, 'letter': 'A', 'meaning': 'Diver down'}"
    assert by_name["kwargs"] == "{'letter': 'B', 'meaning': 'Dangerous cargo'}"


@pytest.mark.parametrize(
    ("slug", "signal", "argument", "secret"),
    [
        ("login-failed", "user_login_failed", "credentials", "let me aboard"),
        ("secret-setting", "setting_changed", "value", "three flashes, then one"),
    ],
)
def test_a_secret_is_masked_and_nowhere_in_the_panel(site, slug, signal, argument, secret):
    assert {each[argument] for each in sent(site, slug, signal)} == {"********"}
    _, headers = fetch(f"{site.url}/lab/{slug}/")
    assert secret not in whole_panel(site.url, headers["djdt-request-id"])
