"""What logging in and out sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import AnonymousUser, update_last_login
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest

from demo_site.accounts.models import Activity
from demo_site.accounts.receivers import record_failed_login, record_login, record_logout
from demo_site.lab.models import Passenger
from demo_site.lab.stories import Told, stories_of

story = stories_of("Users")

BACKEND = "django.contrib.auth.backends.ModelBackend"


@contextmanager
def passenger() -> Iterator[Passenger]:
    """Lend a user who has no password."""
    user = Passenger(username=f"passenger-{token_hex(4)}")
    user.set_unusable_password()
    user.save()
    try:
        yield user
    finally:
        Activity.objects.filter(username=user.username).delete()
        Passenger.objects.filter(pk=user.pk).delete()


def gangway() -> HttpRequest:
    """Return a request with a session of its own: yours is left alone."""
    request = HttpRequest()
    request.method, request.path = "POST", "/gangway/"
    request.user, request.session = AnonymousUser(), SessionStore()
    return request


@story(
    "Logged in",
    look="Open the row of user_logged_in: user and request. Django's own receiver saves the date, "
    "ours keeps a list.",
    outline="""
        pre_save Passenger
        post_save Passenger
        user_logged_in Passenger
          > update_last_login
            pre_save Passenger
            post_save Passenger
          > record_login
            pre_save Activity
            post_save Activity
        pre_delete Passenger
        post_delete Passenger
    """,
    code=(passenger, gangway, update_last_login, record_login),
)
def logged_in(request: HttpRequest) -> Told:
    """A passenger logs in, at a request and a session that exist for this story only."""
    with passenger() as user:
        at = gangway()
        login(at, user, BACKEND)
        return [("Logged in", at.user), ("You are still", request.user)]


@story(
    "Logged out",
    look="user_logged_out has the user who was logged in, and its sender is the user's class.",
    outline="""
        pre_save Passenger
        post_save Passenger
        user_logged_out Passenger
          > record_logout
            pre_save Activity
            post_save Activity
        pre_delete Passenger
        post_delete Passenger
    """,
    code=(passenger, gangway, record_logout),
)
def logged_out(request: HttpRequest) -> Told:
    """A passenger logs out again; the signal is sent before the session is emptied."""
    with passenger() as user:
        at = gangway()
        at.user = user
        logout(at)
        return [("Logged in now", at.user), ("You are still", request.user)]


@story(
    "Logged out without being logged in",
    look="user is None, and the sender is None's class. A receiver connected for one class of "
    "users does not hear of it.",
    outline="""
        user_logged_out NoneType
          > record_logout
    """,
    code=(gangway, record_logout),
)
def nobody_logged_out(request: HttpRequest) -> Told:
    """Somebody who is not logged in opens the logout page: the signal is sent all the same."""
    at = gangway()
    logout(at)
    return [("Logged in now", at.user)]


TRIED = {"email": "stowaway@example.com", "password": "let me aboard"}


@story(
    "A failed login",
    look="credentials is masked as a whole, and Django had masked the password in it before. The "
    "sender is a string, the name of a module.",
    outline="""
        user_login_failed auth
          > record_failed_login
            pre_save Activity
            post_save Activity
    """,
    code=(record_failed_login,),
)
def login_failed(request: HttpRequest) -> Told:
    """An email address and a password are tried, and no backend knows email addresses."""
    user = authenticate(request, **TRIED)
    Activity.objects.filter(username="").delete()
    return [("Logged in", user)]
