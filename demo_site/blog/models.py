from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


class Tag(models.Model):
    name = models.CharField(max_length=40, unique=True)
    post_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PostQuerySet:
        """Return what is published, and the user's own drafts."""
        return self.filter(models.Q(published=True) | models.Q(author=user.pk))

    def matching(self, words: str) -> PostQuerySet:
        return self.filter(search_entry__text__icontains=words)


class Post(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    title = models.CharField(max_length=100)
    slug = models.SlugField(max_length=110, unique=True, blank=True)
    body = models.TextField()
    cover = models.ImageField(
        upload_to="covers/",
        width_field="cover_width",
        height_field="cover_height",
        blank=True,
        help_text="An image, if you like.",
    )
    cover_width = models.PositiveIntegerField(null=True, editable=False)
    cover_height = models.PositiveIntegerField(null=True, editable=False)
    published = models.BooleanField(
        default=True, help_text="Only you see a post that is not published."
    )
    tags = models.ManyToManyField(Tag, related_name="posts", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("blog:detail", args=[self.slug])


class SearchEntry(models.Model):
    """The text that the search looks through; a receiver keeps it up to date."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="search_entry")
    text = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.text[:50]


class Comment(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="comments")
    body = models.TextField(max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.body[:50]


class Flag(models.Model):
    """One user's wish that a moderator looks at one comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="flags")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="flags")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("comment", "user"), name="one_flag_per_user"),
        )

    def __str__(self) -> str:
        return f"Flag of {self.user} on comment {self.comment_id}"
