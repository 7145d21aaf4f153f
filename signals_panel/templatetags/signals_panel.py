"""Filters for the panel's templates."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def milliseconds(ns: int) -> str:
    """Return nanoseconds as milliseconds: ``0.004``, ``1.25``, ``312``."""
    value = ns / 1e6
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"
