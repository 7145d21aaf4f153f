"""The site of a tutorial: it binds ``log_out`` twice, and connects ``login_success`` twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SITE = Path(__file__).parent / "seed_site"
ROOT = SITE.parents[2]
VISIT = """
import json
import django
django.setup()
from debug_toolbar.toolbar import DebugToolbar
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.core.management import call_command
from django.test import Client
from signals_panel import record

call_command("migrate", verbosity=0)
User.objects.create_superuser("ada", password="lovelace")
client = Client(raise_request_exception=False)

def visit(method, path, **form):
    with record() as recording:
        response = getattr(client, method)(path, form)
    document = {**recording.as_dict(), "status": response.status_code}
    if "djdt-request-id" in response.headers:
        panel = "SignalsTracePanel"
        toolbar = DebugToolbar.fetch(response.headers["djdt-request-id"], panel)
        document["panel"] = toolbar.get_panel_by_id(panel).document
    return document

documents = {
    "failed login": visit("post", "/admin/login/", username="ada", password="byron"),
    "login": visit("post", "/admin/login/", username="ada", password="lovelace"),
    "page": visit("get", "/admin/auth/user/"),
    "exception": visit("get", "/home/"),
    "logout": visit("post", "/admin/logout/"),
}
print("\\n" + json.dumps(documents))
"""


def documents(debug):
    """Return what visitors of the site leave behind, by what they did."""
    done = subprocess.run(
        [sys.executable, "-c", VISIT],
        check=True,
        capture_output=True,
        text=True,
        cwd=SITE,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(SITE), str(ROOT))),
            "DJANGO_SETTINGS_MODULE": "builtinsignals.settings",
            "SEED_DEBUG": str(int(debug)),
        },
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def with_debug():
    return documents(debug=True)


@pytest.fixture(scope="module")
def without_debug():
    return documents(debug=False)


def called(document):
    return [each["receiver"] for each in document["calls"]]


@pytest.mark.parametrize("part", [None, "panel"])
def test_its_real_bug_is_found_when_somebody_logs_out(part, with_debug):
    document = with_debug["logout"][part] if part else with_debug["logout"]
    [finding] = document["findings"]
    assert finding["code"] == "S201"
    first, second = lines_of("def log_out")
    assert finding["message"] == (
        f"blog.signals.log_out (line {first - 1}) is connected weakly to user_logged_out, line "
        f"{second - 1} gives its name to another, and only DEBUG keeps it alive: with DEBUG off "
        "it would be gone."
    )
    assert finding["where"] == {"file": str(SITE / "blog/signals.py"), "line": first - 1}
    [call] = [each for each in document["calls"] if each["id"] == finding["call"]]
    assert call["receiver"] == "blog.signals.log_out"


def test_with_debug_off_it_really_is_gone(with_debug, without_debug):
    assert "blog.signals.log_out" in called(with_debug["logout"])
    assert "blog.signals.log_out" not in called(without_debug["logout"])
    sent = [each["signal"] for each in without_debug["logout"]["dispatches"]]
    assert "django.contrib.auth.signals.user_logged_out" in sent


def test_the_function_that_has_the_name_lives(with_debug, without_debug):
    for each in (with_debug, without_debug):
        assert "blog.signals.log_out" in called(each["failed login"])
    assert with_debug["failed login"]["findings"] == []


def test_a_connection_that_django_drops_is_not_called_a_duplicate(with_debug):
    document = with_debug["login"]
    assert called(document).count("blog.signals.login_success") == 1
    assert document["findings"] == []


def test_nothing_is_found_on_its_other_pages(with_debug):
    assert with_debug["page"]["findings"] == []
    assert with_debug["exception"]["findings"] == []
    assert "blog.signals.at_req_exception" in called(with_debug["exception"])


@pytest.mark.parametrize("debug", [True, False])
def test_its_pages_answer_as_they_should(debug, with_debug, without_debug):
    answers = with_debug if debug else without_debug
    assert [each["status"] for each in answers.values()] == [200, 302, 200, 500, 200]


def lines_of(text):
    """Return the numbers of the lines that begin with a text."""
    lines = (SITE / "blog/signals.py").read_text().splitlines()
    return [number for number, line in enumerate(lines, 1) if line.startswith(text)]
