"""What overriding a setting sends."""

from threading import Lock

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.test import override_settings

from demo_site.lab.stories import Told, stories_of

story = stories_of("Settings")

one_at_a_time = Lock()


def storages() -> list[str]:
    """Return where files are: each storage listens to settings, once it was used."""
    found = [each for finder in get_finders() for each in finder.storages.values()]
    return [each.base_location for each in (*found, staticfiles_storage, default_storage)]


RECEIVERS = (
    "reset_cache",
    "clear_cache_handlers",
    "update_installed_apps",
    "update_connections_time_zone",
    "clear_routers_cache",
    "reset_template_engines",
    "storages_changed",
    "clear_serializers_cache",
    "language_changed",
    "localize_settings_changed",
    "complex_setting_changed",
    "root_urlconf_changed",
    "static_storage_changed",
    "static_finders_changed",
    "form_renderer_changed",
    "auth_password_validators_changed",
    "user_model_swapped",
    *(["update_logging_config"] if django.VERSION >= (6, 1) else []),
    "reset_hashers",
    "setting_changed",
    "update_level_tags",
    *(["clear_tasks_handlers"] if django.VERSION >= (6, 0) else []),
    *["_clear_cached_properties" for _ in storages()],
)


APPLIED = "\n  > ".join(("setting_changed UserSettingsHolder", *RECEIVERS))
RESTORED = "\n  > ".join(("setting_changed Settings [send_robust]", *RECEIVERS))


@story(
    "A setting is overridden",
    look="setting_changed is sent twice: with enter=True and the new value, then with enter=False "
    "and None, because there was no such setting before. Without django.test nothing sends it.",
    outline=f"{APPLIED}\n{RESTORED}",
)
def setting(request: HttpRequest) -> Told:
    """A setting of this story alone is overridden, as a test does it, and restored."""
    with one_at_a_time, override_settings(STORM_WARNING_FROM=8):
        meanwhile = settings.STORM_WARNING_FROM
    return [("Meanwhile", meanwhile), ("Now", getattr(settings, "STORM_WARNING_FROM", None))]


SECRET = "three flashes, then one"


@story(
    "A secret setting is overridden",
    look="The name of the setting says that its value is secret: the panel shows stars.",
    outline=f"{APPLIED}\n{RESTORED}",
)
def secret_setting(request: HttpRequest) -> Told:
    """The panel masks a value by the name of its setting; this one ends in API_KEY."""
    with one_at_a_time, override_settings(LIGHTHOUSE_API_KEY=SECRET):
        length = len(settings.LIGHTHOUSE_API_KEY)
    return [("Its length", length)]
