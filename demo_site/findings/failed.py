"""Receivers that failed, and how to live with it."""

from demo_site.lab.stories import stories_of

story = stories_of("Findings: it failed")
