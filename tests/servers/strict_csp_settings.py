"""The demo site where nothing inline may run or style, and places in the code are links."""

from demo_site.settings import *  # noqa: F403
from demo_site.settings import MIDDLEWARE

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"
MIDDLEWARE = [
    "tests.servers.strict_csp_settings.strict_csp",
    *MIDDLEWARE,
    "tests.servers.odd_signals.middleware",
]
SIGNALS_PANEL = {"EDITOR_URL": "vscode://file/{file}:{line}"}


def strict_csp(get_response):
    def middleware(request):
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware
