"""Receivers that act too early."""

from demo_site.lab.stories import stories_of

story = stories_of("Findings: too early")
