"""Fixtures of the tests on servers; each package that imports them has servers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .demo import Server, prepare, running


@pytest.fixture(scope="package", params=["wsgi", "asgi"])
def site(request, tmp_path_factory) -> Iterator[Server]:
    """Run the demo site, on each kind of server."""
    with fresh_site(request.param, tmp_path_factory) as server:
        yield server


@contextmanager
def fresh_site(kind: str, factory: pytest.TempPathFactory, **options: str) -> Iterator[Server]:
    """Run a demo site on files of its own."""
    files = factory.mktemp("demo")
    prepare(files, **options)
    with running(kind, files, **options) as server:
        yield server


@contextmanager
def watched(server: Server) -> Iterator[None]:
    """Print what the server wrote meanwhile, for pytest to show should the test fail."""
    before = server.log.stat().st_size
    yield
    written = server.log.read_bytes()[before:].decode()
    print(f"The {server.kind} server wrote:\n{written}")
    assert "signals panel could not" not in written
