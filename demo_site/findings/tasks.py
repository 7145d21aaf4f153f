"""Tasks of the harbour, for Django 6.0 and later."""

from django.tasks import task


@task
def load_ship(number: int) -> str:
    return f"Ship {number} is loaded."
