"""What logging in and out sends."""

from demo_site.lab.stories import stories_of

story = stories_of("Users")
