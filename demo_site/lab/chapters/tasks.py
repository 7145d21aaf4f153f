"""What background tasks send, from Django 6.0 on."""

from demo_site.lab.stories import stories_of

story = stories_of("Tasks")
