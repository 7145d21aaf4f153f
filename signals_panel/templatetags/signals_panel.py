"""What the panel's templates need: a filter for times, and parts that nobody is told of."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, cast

from django import template
from django.template import Context

from ..page.names import milliseconds
from ..page.rendering import render_part

register = template.Library()


register.filter("milliseconds", milliseconds)


@register.simple_tag(takes_context=True)
def part(context: Context, name: str, once: Hashable = None, **values: Any) -> str:
    """Render a template in place, as ``include`` with these values does, sending no signal.

    Where *once* is given, the page's other parts of that name and the same value of it show
    the same, and are not rendered again.
    """
    if once is None:
        with context.push(**values):
            return render_part(context, name)
    of_page = cast("dict[str, dict[Any, str]]", context.render_context)
    known = of_page.setdefault("signals_panel", {})
    html = known.get((name, once))
    if html is None:
        with context.push(**values):
            html = known[name, once] = render_part(context, name)
    return html
