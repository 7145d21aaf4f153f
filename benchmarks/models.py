"""The one model that the measured requests build, save and read."""

from django.db import models


class Item(models.Model):
    """A row of four plain fields, so that building one costs what a usual model costs."""

    name = models.CharField(max_length=50)
    sku = models.CharField(max_length=20)
    price = models.IntegerField(default=0)
    stock = models.IntegerField(default=0)
