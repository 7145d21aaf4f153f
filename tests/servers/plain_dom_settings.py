"""The demo site with a toolbar that is part of the page, without a shadow root."""

from demo_site.settings import *  # noqa: F403
from demo_site.settings import DEBUG_TOOLBAR_CONFIG

DEBUG_TOOLBAR_CONFIG = {**DEBUG_TOOLBAR_CONFIG, "USE_SHADOW_DOM": False}
