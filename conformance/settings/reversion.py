"""The settings of django-reversion's tests, with SQLite in the place of all their databases."""

from test_project.settings import *  # noqa: F403
from test_project.settings import DATABASES

DATABASES = {
    alias: {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{alias}.sqlite3"}
    for alias in DATABASES
}
