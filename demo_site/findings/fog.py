"""What is sent when fog comes. Imported only by the page that sends it."""

from django.dispatch import Signal

fog_came = Signal()
