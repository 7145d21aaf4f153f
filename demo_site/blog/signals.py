"""What happens in the blog and no signal of Django's tells."""

from django.dispatch import Signal

# Provides: request, the HttpRequest; users, a list of the names to greet. Has no sender.
notification = Signal()

# Provides: comment, the Comment that was just saved.
new_comment_added = Signal()

# Provides: comment, the Comment; user, the User who flagged it.
comment_flagged = Signal()
