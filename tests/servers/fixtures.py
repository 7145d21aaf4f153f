"""Fixtures of the tests on servers; each package that imports them has servers of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from .demo import Server, prepare, running
from .services import postgresql, redis_server

WENT_WELL = re.compile(r"^\[.*\] \".*\" [23]\d\d \d+$")
STORE = "debug_toolbar.store"


@pytest.fixture(scope="package", params=["wsgi", "asgi"])
def site(request, tmp_path_factory) -> Iterator[Server]:
    """Run the demo site, on each kind of server."""
    with fresh_site(request.param, tmp_path_factory) as server:
        yield server


@pytest.fixture(scope="package")
def workers_on_postgresql(tmp_path_factory) -> Iterator[Server]:
    """Run the demo site in several processes; PostgreSQL has its data and its panels."""
    with postgresql() as url:
        variables = {"DATABASE_URL": url, "TOOLBAR_STORE": f"{STORE}.DatabaseStore"}
        with crowded_site("gunicorn", tmp_path_factory, variables=variables) as server:
            yield server


@pytest.fixture(scope="package")
def workers_on_redis(tmp_path_factory) -> Iterator[Server]:
    """Run the demo site in several processes; Redis has its panels."""
    with redis_server() as url:
        variables = {"REDIS_URL": url, "TOOLBAR_STORE": f"{STORE}.CacheStore"}
        with crowded_site("gunicorn", tmp_path_factory, variables=variables) as server:
            yield server


@contextmanager
def fresh_site(kind: str, factory: pytest.TempPathFactory, **options: object) -> Iterator[Server]:
    """Run a demo site on files of its own, and on a database that nobody used yet."""
    files = factory.mktemp("demo")
    shutil.copytree(seeded(factory), files, dirs_exist_ok=True)
    if "DATABASE_URL" in options.get("variables", {}):
        prepare(files, **options)
    with running(kind, files, **options) as server:
        yield server


def seeded(factory: pytest.TempPathFactory) -> Path:
    """Return the files of a demo site that nobody used yet, with SQLite; made once."""
    files = factory.getbasetemp() / "seeded"
    if not files.exists():
        unfinished = factory.mktemp("unfinished")
        prepare(unfinished)
        unfinished.rename(files)
    return files


crowded_site = partial(fresh_site, settings="tests.servers.crowd_settings")


@contextmanager
def watched(server: Server) -> Iterator[None]:
    """Print what the server wrote meanwhile but for requests that went well, should a test fail."""
    before = server.log.stat().st_size
    yield
    lines = server.log.read_bytes()[before:].decode().splitlines()
    written = "\n".join(line for line in lines if not WENT_WELL.search(line))
    print(f"The {server.kind} server wrote:\n{written}")
    assert "signals panel could not" not in written
