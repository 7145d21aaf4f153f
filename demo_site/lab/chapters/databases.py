"""What connections and migrations send."""

from demo_site.lab.stories import stories_of

story = stories_of("Databases")
