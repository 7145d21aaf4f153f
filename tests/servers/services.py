"""PostgreSQL and Redis for the demo site: on loopback only, on a free port."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from .demo import free_port
from .programs import directory_of, missing, program

DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def postgresql() -> Iterator[str]:
    """Run PostgreSQL; yield the address of an empty database.

    It refuses to work for root: then the user of Debian's package runs it.
    """
    programs = directory_of_postgresql()
    user = "postgres" if os.geteuid() == 0 else None
    port, password = free_port(), secrets.token_hex()
    url = f"postgresql://demo:{password}@127.0.0.1:{port}/postgres"
    with directory_of(user) as place:
        make_cluster(programs, place, user, password)
        serve = [f"{programs}/postgres", "-D", f"{place}/data", "-h", "127.0.0.1", "-p", str(port)]
        settings = ["-c", "unix_socket_directories=", "-c", "fsync=off"]
        with program([*serve, *settings], place, lambda: postgresql_answers(url), user):
            yield url


def directory_of_postgresql() -> Path:
    """Return where the programs of the newest PostgreSQL are; Debian has them off the path."""
    versions = DEBIAN.glob("*/bin/initdb")
    newest = max(versions, key=lambda found: float(found.parts[-3]), default=None)
    found = newest or shutil.which("initdb") or missing("PostgreSQL")
    return Path(found).parent


def make_cluster(programs: Path, place: Path, user: str | None, password: str) -> None:
    """Make a place for databases, whose only user is "demo"."""
    secret = place / "password"
    secret.write_text(password)
    secret.chmod(0o644)  # the directory is closed to others
    who = ["--username=demo", f"--pwfile={secret}", "--auth=scram-sha-256"]
    how = ["--encoding=UTF8", "--no-sync"]
    command = [f"{programs}/initdb", f"--pgdata={place}/data", *who, *how]
    subprocess.run(command, cwd=place, user=user, check=True, capture_output=True)


def postgresql_answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def redis_server() -> Iterator[str]:
    """Run Redis, empty; yield its address."""
    found = shutil.which("redis-server") or missing("redis-server")
    port = free_port()
    url = f"redis://127.0.0.1:{port}"
    serve = [found, "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    with directory_of(None) as place, program(serve, place, lambda: redis_answers(url)):
        yield url


def redis_answers(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return client.ping()
        except redis.ConnectionError:
            return False
