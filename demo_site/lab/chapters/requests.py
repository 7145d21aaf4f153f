"""What requests send."""

from demo_site.lab.stories import stories_of

story = stories_of("Requests and templates")
