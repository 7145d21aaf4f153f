from django.conf import settings
from django.db import models
from django.utils import timezone


class Profile(models.Model):
    """What the site knows of a user beyond the login; made by a receiver."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    verified_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Profile of {self.user}"

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    def verify(self) -> None:
        self.verified_at = timezone.now()
        self.save(update_fields=["verified_at"])


class Activity(models.Model):
    """One login, logout or failed login, by the name that was typed."""

    class Event(models.TextChoices):
        LOGGED_IN = "in", "Logged in"
        LOGGED_OUT = "out", "Logged out"
        LOGIN_FAILED = "failed", "Login failed"

    username = models.CharField(max_length=150, db_index=True)
    event = models.CharField(max_length=10, choices=Event)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.username}: {self.get_event_display()}"
