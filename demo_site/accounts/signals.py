from django.dispatch import Signal

# Provides: user, the User whose address was confirmed; request, the HttpRequest that did it.
user_verified = Signal()
