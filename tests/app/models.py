"""Models whose signals the tests send."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=50)


class Post(models.Model):
    title = models.CharField(max_length=100)
    password = models.CharField(max_length=100, default="")
    author = models.ForeignKey("auth.User", null=True, on_delete=models.SET_NULL)
    tags = models.ManyToManyField(Tag)


class Shelf(models.Model):
    name = models.CharField(max_length=50)


class Book(models.Model):
    """What bypasses are proved with: every kind of relation to it."""

    title = models.CharField(max_length=50)
    shelf = models.ForeignKey(Shelf, null=True, default=None, on_delete=models.SET_DEFAULT)
    tags = models.ManyToManyField(Tag, through="Labelling")
    notes = GenericRelation("Note")


class Labelling(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)


class Note(models.Model):
    text = models.CharField(max_length=50)
    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE)
    object_id = models.PositiveIntegerField()
    about = GenericForeignKey()


class Branch(models.Model):
    """What repeats are proved with: a tree, whose rows save one another."""

    name = models.CharField(max_length=50, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)


class Poster(models.Model):
    """Django connects a method of each image field to ``post_init``."""

    front = models.ImageField(width_field="front_width")
    front_width = models.IntegerField(null=True)
    back = models.ImageField(width_field="back_width")
    back_width = models.IntegerField(null=True)


class Parcel(models.Model):
    """With a child, so its rows are never deleted without a look."""


class Letter(Parcel):
    """With a parent, so its rows are never deleted without a look."""


class Stamp(models.Model):
    """With notes, so its rows are never deleted without a look."""

    notes = GenericRelation(Note)
