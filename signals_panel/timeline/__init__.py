"""The tree of a recording in columns, derived once from its stored tables."""

from .timeline import Timeline

__all__ = ["Timeline"]
