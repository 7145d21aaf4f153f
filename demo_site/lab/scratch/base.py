"""SQLite by another name, so that receivers can listen to this backend's connections alone."""

from django.db.backends.sqlite3 import base


class ScratchDatabase(base.DatabaseWrapper):
    """A database wrapper that is a sender of its own."""


DatabaseWrapper = ScratchDatabase  # the name that Django looks for
