"""Receivers that cost too much."""

from demo_site.lab.stories import stories_of

story = stories_of("Findings: it costs")
