"""What overriding a setting sends."""

from demo_site.lab.stories import stories_of

story = stories_of("Settings")
