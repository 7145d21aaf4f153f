"""What the panel's templates need: a filter for times, and parts that nobody is told of."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from ..presenting.rendering import render_part

register = template.Library()


@register.filter
def milliseconds(ns: int) -> str:
    """Return nanoseconds as milliseconds: ``0.004``, ``1.25``, ``312``."""
    value = ns / 1e6
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


@register.simple_tag(takes_context=True)
def part(context: Context, name: str, **values: Any) -> str:
    """Render a template in place, as ``include`` with these values does, sending no signal."""
    with context.push(**values):
        return render_part(context, name)
