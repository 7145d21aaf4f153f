"""Receivers that never ran, and why."""

from demo_site.lab.stories import stories_of

story = stories_of("Findings: it never ran")
