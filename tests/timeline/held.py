"""Signals that modules hold, and so have names of their own."""

from __future__ import annotations

import sys
from types import ModuleType

from django.dispatch import Signal

first, second = Signal(), Signal()
toolbars = sys.modules["debug_toolbar.panels.other"] = ModuleType("debug_toolbar.panels.other")
