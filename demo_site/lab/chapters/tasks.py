"""What background tasks send, from Django 6.0 on."""

import django

if django.VERSION >= (6, 0):
    from demo_site.lab.chapters import background  # noqa: F401  declares the stories
