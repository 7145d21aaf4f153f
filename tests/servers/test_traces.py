"""A trace through gunicorn and a worker: receivers of both processes, each where it ran."""

from __future__ import annotations

import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.collector import collector

from .demo import ROOT, free_port
from .programs import program

SHOP = "tests.servers.traced_shop"


@pytest.fixture
def shop(tmp_path):
    """Run the shop's two processes; yield its address and what their spans are sent to."""
    jobs = tmp_path / "jobs"
    jobs.mkdir()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    serve = ["-m", "gunicorn", f"{SHOP}:application", f"--bind=127.0.0.1:{port}", "--workers=2"]
    with collector() as collected:
        variables = [f"COLLECTOR={collected.url}/v1/traces", f"JOBS={jobs}", f"PYTHONPATH={ROOT}"]
        python = ["env", "-u", "DJANGO_SETTINGS_MODULE", *variables, sys.executable]
        web, worker = tmp_path / "web", tmp_path / "worker"
        web.mkdir()
        worker.mkdir()
        with (
            program([*python, *serve, "--no-control-socket"], web, lambda: answers(url)),
            program([*python, "-m", SHOP], worker, (jobs / "at work").exists),
        ):
            yield url, collected


def answers(url):
    try:
        return urlopen(f"{url}/ready/", timeout=5).status == 200
    except (URLError, TimeoutError):
        return False


def test_receivers_of_two_processes_are_one_trace_each_with_its_work_under_it(shop):
    url, collected = shop
    with urlopen(f"{url}/order/", timeout=20) as response:
        assert response.read() == b"thanks"
    wait_for(collected, "job")
    assert collected.parents == {
        "GET order/": None,
        f"{SHOP}.hand_on": "GET order/",
        "job": f"{SHOP}.hand_on",
        "__main__.print_invoice": "job",
        "SELECT": "__main__.print_invoice",
        "__main__.mail_invoice": "job",
        "SMTP": "__main__.mail_invoice",
    }
    assert len(collected.traces) == 1
    assert collected.services["job"] == "worker"
    assert collected.services["__main__.mail_invoice"] == "worker"
    assert collected.services[f"{SHOP}.hand_on"] == "web"


def test_each_request_is_a_trace_of_its_own(shop):
    url, collected = shop
    for count in range(1, 4):
        urlopen(f"{url}/order/", timeout=20).close()
        wait_for(collected, "job", count)
    assert len(collected.traces) == 3
    by_trace = {each: [] for each in collected.traces}
    for each in collected.spans:
        by_trace[each.trace_id].append(each.name)
    assert {len(names) for names in by_trace.values()} == {7}


def wait_for(collected, name, count=1):
    deadline = time.monotonic() + 30
    while [each.name for each in collected.spans].count(name) < count:
        assert time.monotonic() < deadline, [each.name for each in collected.spans]
        time.sleep(0.02)
