"""Everything patched in Django, once per process: nowhere else does the panel touch it."""

from __future__ import annotations

_installed = False


def install() -> None:
    """Patch Django's dispatcher, ORM and database layer; calling it again does nothing.

    Never undone: what is patched asks one ContextVar whether anything records, and does
    exactly what Django does when nothing does.
    """
    global _installed
    if _installed:
        return
    _installed = True
    from . import awaits, connections, frames, mail, orm, signals, sql, transactions

    for part in (connections, signals, sql, orm, mail, transactions, awaits):
        part.install()
    frames.name_frames()


def is_installed() -> bool:
    """Tell whether that was done, for good."""
    return _installed
