"""What models send."""

from demo_site.lab.chapters.models import instances, relations, rows

__all__ = ["instances", "relations", "rows"]
