"""The demo site for a WSGI server, which also serves the static files in debug mode."""

import os

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo_site.settings")

application = get_wsgi_application()
if settings.DEBUG:
    application = StaticFilesHandler(application)
