"""Templates of the page: what many rows say alike."""

from __future__ import annotations

from itertools import count

from django.template import Context, Engine


def test_what_many_rows_say_alike_is_rendered_once():
    parts = {"said.html": "{{ said }}"}
    engine = Engine(
        libraries={"signals_panel": "signals_panel.templatetags.signals_panel"},
        loaders=[("django.template.loaders.locmem.Loader", parts)],
    )
    template = engine.from_string(
        '{% load signals_panel %}{% part "said.html" once=1 %}{% part "said.html" once=1 %}'
        '{% part "said.html" once=2 %}{% part "said.html" %}{% part "said.html" once=2 %}'
    )
    assert template.render(Context({"said": count().__next__})) == "00121"
