"""Slugs that no post has yet."""

from itertools import chain, count

from django.utils.text import slugify

from demo_site.blog.models import Post


def free_slug(title: str) -> str:
    """Return the slug of *title*, numbered from the second post of that title on."""
    stem = slugify(title) or "post"
    taken = set(Post.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in taken)
