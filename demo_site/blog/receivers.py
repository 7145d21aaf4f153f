"""Receivers of the blog; ``count_tags`` is connected in ``apps.py``."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from demo_site.blog.models import Comment, Flag, Post, SearchEntry, Tag
from demo_site.blog.signals import comment_flagged, new_comment_added, notification
from demo_site.blog.slugs import free_slug


@receiver(pre_save, sender=Post)
def fill_slug(sender: type[Post], instance: Post, raw: bool, **kwargs: Any) -> None:
    if not raw and not instance.slug:
        instance.slug = free_slug(instance.title)


@receiver(post_save, sender=Post)
def update_search_entry(sender: type[Post], instance: Post, raw: bool, **kwargs: Any) -> None:
    if not raw:
        text = f"{instance.title}\n{instance.body}"
        SearchEntry.objects.update_or_create(post=instance, defaults={"text": text})


@receiver(post_delete, sender=Post)
def remove_cover(sender: type[Post], instance: Post, **kwargs: Any) -> None:
    if instance.cover:
        # The deletion may yet be rolled back; a removed file would not come back.
        transaction.on_commit(partial(instance.cover.storage.delete, instance.cover.name))


@receiver(post_delete, sender=Post)
def count_tags_of_deleted_post(sender: type[Post], **kwargs: Any) -> None:
    count_posts_of_tags()


def count_tags(sender: type, action: str, **kwargs: Any) -> None:
    if action in {"post_add", "post_remove", "post_clear"}:
        count_posts_of_tags()


def count_posts_of_tags() -> None:
    """Count the posts of every tag again: one query, whatever changed."""
    links = Post.tags.through.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    counts = links.annotate(count=Count("pk")).values("count")
    Tag.objects.update(post_count=Coalesce(Subquery(counts), 0))


@receiver(new_comment_added, sender=Comment)
def mail_post_author(sender: type[Comment], comment: Comment, **kwargs: Any) -> None:
    send_mail(
        subject=f"New comment on {comment.post.title}",
        message=f"{comment.author.username} wrote:\n\n{comment.body}",
        from_email=None,
        recipient_list=[comment.post.author.email],
    )


@receiver(comment_flagged, sender=Comment)
def record_flag(sender: type[Comment], comment: Comment, user: User, **kwargs: Any) -> None:
    Flag.objects.get_or_create(comment=comment, user=user)


@receiver(comment_flagged, sender=Comment)
def mail_moderators(sender: type[Comment], comment: Comment, user: User, **kwargs: Any) -> None:
    moderators = User.objects.filter(is_staff=True).values_list("email", flat=True)
    send_mail(
        subject=f"Comment {comment.pk} was flagged",
        message=f"{user.username} asks you to look at this comment:\n\n{comment.body}",
        from_email=None,
        recipient_list=list(moderators),
    )


@receiver(notification)
def greet_users(sender: None, request: HttpRequest, users: list[str], **kwargs: Any) -> str:
    greeting = f"Hello, {' and '.join(users)}!"
    messages.info(request, greeting)
    return greeting
