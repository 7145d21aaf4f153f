"""Commands of the demo site, run in a process of their own."""

import subprocess
import sys

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString


def printed_by(command: str) -> SafeString:
    """Return what a management command prints, for a page."""
    arguments = [sys.executable, str(settings.BASE_DIR / "manage.py"), command]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)  # noqa: S603
    return format_html('<pre class="outline" tabindex="0">{}</pre>', done.stdout)
