from django.contrib.auth.models import User
from django.db import models
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords


class Reading(models.Model):
    """A temperature. Receivers listen to its saving, none to its making."""

    station = models.CharField(max_length=40)
    hour = models.PositiveIntegerField()
    celsius = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        ordering = ("station", "hour")
        constraints = (
            models.UniqueConstraint(fields=("station", "hour"), name="one_reading_an_hour"),
        )

    def __str__(self) -> str:
        return f"{self.celsius} °C at {self.station}, hour {self.hour}"


class Pennant(models.Model):
    """A signal flag. Receivers listen to its making, none to its saving."""

    letter = models.CharField(max_length=1)
    meaning = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.letter}: {self.meaning}"


class Buoy(models.Model):
    """A buoy. Receivers listen to its saving, none to its deletion."""

    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=20)

    class Meta:
        verbose_name_plural = "buoys"

    def __str__(self) -> str:
        return f"{self.name} ({self.colour})"


class Lighthouse(models.Model):
    """A lighthouse. Receivers listen to its deletion, and to that of its lamps."""

    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class Lamp(models.Model):
    lighthouse = models.ForeignKey(Lighthouse, on_delete=models.CASCADE, related_name="lamps")
    colour = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.colour} lamp"


class Port(models.Model):
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """The route of a ship. Receivers listen to the ports that are put on it."""

    name = models.CharField(max_length=40)
    ports = models.ManyToManyField(Port, related_name="routes")

    def __str__(self) -> str:
        return self.name


class Passenger(User):
    """A user who comes aboard for one story: a proxy, so receivers of ``User`` do not hear."""

    class Meta:
        proxy = True


class Chart(models.Model):
    """A sea chart, of which django-simple-history keeps every version."""

    title = models.CharField(max_length=40)
    depth = models.PositiveIntegerField(help_text="In metres.")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.title


class Drawbridge(models.Model):
    """A drawbridge: django-fsm lets it be opened only if it is closed, and the other way."""

    name = models.CharField(max_length=40)
    state = FSMField(default="closed", protected=True)

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"

    @transition(field=state, source="closed", target="open")
    def open(self) -> None:
        """Let ships pass."""

    @transition(field=state, source="open", target="closed")
    def close(self) -> None:
        """Let carts pass."""
