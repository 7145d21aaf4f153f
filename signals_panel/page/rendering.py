"""Rendering that sends no ``template_rendered``.

The toolbar's Templates panel hears that signal from every thread. Were the panel's templates
to send it, a request served at the same moment would keep each row's context, the whole
document in it, as its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Template
from django.template.loader import get_template


def render(name: str, values: dict[str, Any]) -> str:
    """Return a template of ours rendered with these values."""
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    context = Context(values)
    with context.render_context.push_state(template), context.bind_template(template):
        return template.nodelist.render(context)


def render_part(context: Context, name: str) -> str:
    """Return another template rendered with the same context."""
    engine = context.template.engine  # type: ignore[union-attr]
    return _template(engine, name).nodelist.render(context)


@lru_cache(maxsize=100)
def _template(engine: Engine, name: str) -> Template:
    """Return a template of ours: they do not change while the process runs, and are many."""
    return engine.get_template(name)
