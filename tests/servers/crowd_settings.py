"""The demo site under many requests: its toolbar keeps them all, and each says which it is."""

from tests.servers.patient_settings import *  # noqa: F403
from tests.servers.patient_settings import DEBUG_TOOLBAR_CONFIG, INSTALLED_APPS, MIDDLEWARE

DEBUG_TOOLBAR_CONFIG = {**DEBUG_TOOLBAR_CONFIG, "RESULTS_CACHE_SIZE": 5_000}
MIDDLEWARE = ["tests.servers.visits.middleware", *MIDDLEWARE]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.servers.keeping.Keeping"]
