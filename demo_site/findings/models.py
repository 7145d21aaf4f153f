"""Two tables. Most stories have a kind of vessel to themselves, and receivers for that alone."""

from django.db import models


class Vessel(models.Model):
    """A ship that nobody listens to; its kinds have receivers, or have none."""

    name = models.CharField(max_length=80)
    warned = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """How many ships a watch saw, and where."""

    north = models.PositiveIntegerField(default=0)
    east = models.PositiveIntegerField(default=0)
    south = models.PositiveIntegerField(default=0)
    west = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.north} north, {self.east} east, {self.south} south, {self.west} west"


class Trawler(Vessel):
    class Meta:
        proxy = True


class Cutter(Vessel):
    class Meta:
        proxy = True


class Ferry(Vessel):
    class Meta:
        proxy = True


class Liner(Vessel):
    class Meta:
        proxy = True


class Dinghy(Vessel):
    class Meta:
        proxy = True


class Gig(Vessel):
    class Meta:
        proxy = True


class Yacht(Vessel):
    class Meta:
        proxy = True


class Schooner(Vessel):
    class Meta:
        proxy = True


class Freighter(Vessel):
    class Meta:
        proxy = True


class Tanker(Vessel):
    class Meta:
        proxy = True


class Barge(Vessel):
    class Meta:
        proxy = True


class Raft(Vessel):
    class Meta:
        proxy = True
