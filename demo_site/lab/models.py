from django.db import models


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
