"""Signals that a module names."""

from __future__ import annotations

from django.dispatch import Signal

ordered = Signal()
packed = Signal()
before_view = Signal()
after_view = Signal()
in_view = Signal()
in_body = Signal()
