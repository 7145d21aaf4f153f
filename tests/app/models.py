"""Models whose signals the tests send."""

from __future__ import annotations

from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=50)


class Post(models.Model):
    title = models.CharField(max_length=100)
    password = models.CharField(max_length=100, default="")
    author = models.ForeignKey("auth.User", null=True, on_delete=models.SET_NULL)
    tags = models.ManyToManyField(Tag)
