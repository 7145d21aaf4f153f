"""The demo site whose requests send as many signals as they are asked for."""

from demo_site.settings import *  # noqa: F403
from demo_site.settings import DEBUG_TOOLBAR_CONFIG, MIDDLEWARE

MIDDLEWARE = [*MIDDLEWARE, "tests.servers.many_signals.middleware"]
SIGNALS_PANEL = {"SLOW_RECEIVER_MS": 5_000.0, "REPEATS_MS": 50_000.0}
DEBUG_TOOLBAR_CONFIG = {
    **DEBUG_TOOLBAR_CONFIG,
    "TOOLBAR_STORE_CLASS": "tests.servers.refusing.Store",
}
