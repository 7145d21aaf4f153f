"""What packages of others send."""

from demo_site.lab.stories import stories_of

story = stories_of("Packages of others")
