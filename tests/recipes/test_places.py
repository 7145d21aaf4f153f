"""Other places than requests: what docs/recipes.md says of tasks, consumers and scripts."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import subprocess
import sys

import django
import pytest
from asgiref.testing import ApplicationCommunicator
from channels.consumer import AsyncConsumer, SyncConsumer
from django.dispatch import Signal

from signals_panel import record
from tests.docs.pages import ROOT

crate_sent = Signal()
PAGE = ROOT / "docs/recipes.md"


def recipe(title):
    """Return the blocks of code under a heading of the page."""
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)


def run(code):
    names = {"__name__": "example"}
    exec(compile(code, str(PAGE), "exec"), names)
    return names


def hears(sender, **kwargs):
    pass


async def listens(sender, **kwargs):
    pass


def test_a_celery_task_that_runs_eagerly_is_recorded_where_it_is_sent():
    names = run(recipe("A Celery task")[0])
    [call] = names["recording"].as_dict()["calls"]
    assert call["receiver"] == "example.mail_invoice"
    assert call["outcome"] == "returned"


def test_a_base_class_records_each_celery_task(caplog):
    with caplog.at_level(logging.DEBUG, logger="shop.signals"):
        run(recipe("A Celery task")[1])
    [message] = [each.getMessage() for each in caplog.records if each.name == "shop.signals"]
    assert message.startswith("example.place_order\n1 signal, 1 receiver in ")
    assert "→ example.mail_invoice" in message


@pytest.mark.skipif(django.VERSION < (6, 0), reason="Django has tasks since 6.0")
def test_the_body_of_a_django_task_is_inside_the_signals_of_tasks():
    names = run(recipe("A task of django.tasks")[0])
    document = names["recording"].as_dict()
    assert [each["receiver"] for each in document["calls"] if "example" in each["receiver"]] == [
        "example.mail_invoice"
    ]


@pytest.mark.django_db  # Channels closes connections that are too old
def test_a_channels_consumer_is_recorded():
    assert "→ example.mail_invoice" in run(recipe("A Channels consumer")[0])["shown"]


class Async(AsyncConsumer):
    async def parcel_send(self, message):
        with record() as recording:
            await crate_sent.asend("async")
        await self.send({"type": "parcel.sent", "text": str(recording)})


class Sync(SyncConsumer):
    def parcel_send(self, message):
        with record() as recording:
            crate_sent.send("sync")
        self.send({"type": "parcel.sent", "text": str(recording)})


async def sends_a_parcel(consumer):
    communicator = ApplicationCommunicator(consumer.as_asgi(), {"type": "parcel"})
    await communicator.send_input({"type": "parcel.send"})
    answer = await communicator.receive_output(timeout=10)
    communicator.stop(exceptions=False)
    return answer["text"]


@pytest.mark.django_db
@pytest.mark.parametrize("consumer", [Async, Sync])
def test_a_recording_in_a_consumer_has_what_it_sends_and_one_around_has_not(consumer, connect):
    connect(crate_sent, hears)
    connect(crate_sent, listens)
    with record() as around:
        text = asyncio.run(sends_a_parcel(consumer))
    assert text.startswith("1 signal, 2 receivers in ")
    assert f"crate_sent from {consumer.__name__.lower()}" in text
    assert around.as_dict()["dispatches"] == []


def test_a_script_prints_what_it_sent(tmp_path):
    [code] = recipe("A script")
    script = tmp_path / "script.py"
    made = (
        "from django.core.management import call_command\n\ncall_command('migrate', verbosity=0)\n"
    )
    script.write_text(re.sub(r"(django\.setup\(\).*\n)", rf"\1{made}", code))
    answer = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
        },
    )
    assert answer.stderr == ""
    assert "    → __main__.count_groups  " in answer.stdout
