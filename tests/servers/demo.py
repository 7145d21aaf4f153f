"""The demo site as a user runs it: a process of its own, with its own files, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
MANAGE = ["demo_site/manage.py"]
SETTINGS = "tests.servers.patient_settings"
READY_WITHIN = 30
"""Seconds a server may take before it answers."""
VARIABLES = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "TOOLBAR_STORE")
"""What the demo takes from its environment, and a test's demo only from its test."""
NONE: Mapping[str, str] = {}


@dataclass(frozen=True)
class Server:
    """A running demo site.

    Attributes:
        kind: "wsgi", Django's own server; "asgi", uvicorn; "gunicorn", workers with threads.
        url: its address, without a slash at the end.
        log: the file of what it prints.
    """

    kind: str
    url: str
    log: Path


def prepare(files: Path, settings: str = SETTINGS, variables: Mapping[str, str] = NONE) -> None:
    """Make the database of a demo site in a directory, and fill it."""
    for command in ("migrate", "seed"):
        subprocess.run(
            [sys.executable, *MANAGE, command, "--verbosity=0"],
            cwd=ROOT,
            env=environment(files, settings, variables),
            check=True,
            capture_output=True,
            text=True,
        )


@contextmanager
def running(
    kind: str, files: Path, settings: str = SETTINGS, variables: Mapping[str, str] = NONE
) -> Iterator[Server]:
    """Run a server on a directory that was prepared, from its first answer to the block's end."""
    port = free_port()
    server = Server(kind, f"http://127.0.0.1:{port}", files / f"{kind}.log")
    with server.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments(kind, port)],
            cwd=ROOT,
            env=environment(files, settings, variables),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(server, process)
            yield server
        finally:
            stop(process)


def arguments(kind: str, port: int) -> list[str]:
    address = f"127.0.0.1:{port}"
    if kind == "wsgi":
        return [*MANAGE, "runserver", "--noreload", address]
    if kind == "asgi":
        return ["-m", "uvicorn", "demo_site.asgi:application", f"--port={port}", "--no-access-log"]
    many = ["--workers=2", "--threads=5", "--no-control-socket"]
    return ["-m", "gunicorn", "demo_site.wsgi:application", f"--bind={address}", *many]


def environment(files: Path, settings: str, variables: Mapping[str, str] = NONE) -> dict[str, str]:
    """Return this process's environment for the demo; without the signs that tests are run."""
    ours = {
        "DEMO_FILES": str(files),
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONUNBUFFERED": "1",
    }
    dropped = {"PYTEST_VERSION", "COVERAGE_PROCESS_CONFIG", *VARIABLES}
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return {**kept, **ours, **variables}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{server.url}/static/demo/flag.svg", timeout=1):
                return
        except (URLError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"The {server.kind} server did not answer:\n{server.log.read_text()}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
