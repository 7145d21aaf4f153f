"""Receivers that ran too often, and why."""

from demo_site.lab.stories import stories_of

story = stories_of("Findings: it ran too often")
