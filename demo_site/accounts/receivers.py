"""Receivers of the accounts app; those without a decorator are connected in ``apps.py``."""

from typing import Any

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db.models.signals import post_save
from django.dispatch import receiver

from demo_site.accounts.models import Activity, Profile
from demo_site.accounts.signals import user_verified


@receiver(post_save, sender=User)
def create_profile(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    if created and not raw:
        Profile.objects.create(user=instance)


@receiver(user_verified)
def send_welcome_mail(sender: type[User], user: User, **kwargs: Any) -> None:
    send_mail(
        subject="Welcome aboard",
        message=f"Hello {user.username},\n\nyour address is verified. Enjoy the demo!",
        from_email=None,
        recipient_list=[user.email],
    )


def record_login(sender: type[User], user: User, **kwargs: Any) -> None:
    Activity.objects.create(username=user.get_username(), event=Activity.Event.LOGGED_IN)


def record_logout(sender: type[User] | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:  # somebody who was not logged in can log out, too
        Activity.objects.create(username=user.get_username(), event=Activity.Event.LOGGED_OUT)


def record_failed_login(sender: str, credentials: dict[str, Any], **kwargs: Any) -> None:
    username = str(credentials.get("username", ""))[:150]
    Activity.objects.create(username=username, event=Activity.Event.LOGIN_FAILED)
