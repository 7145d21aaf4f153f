"""The ways to connect a receiver, and to disconnect it."""

from demo_site.lab.stories import stories_of

story = stories_of("Connecting")
