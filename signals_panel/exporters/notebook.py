"""A recording for notebooks: the text tree as HTML that unfolds, without a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template

from ..timeline import Timeline
from .text import DEEPEST, Line, lines_after, summary, tree_lines

Item = dict[str, Any]

TEMPLATES = Path(__file__).parent.parent / "templates"
MOST_LINES = 2_000
"""How many lines of the tree, and of what follows it, are shown each; the others are counted."""
UNFOLDED = 30
"""A tree of so many lines, or fewer, is unfolded."""


def as_html(timeline: Timeline, document: Item) -> str:
    """Return a timeline as HTML: the tree, then findings and receivers that were not called.

    *document* is that of the timeline. The project's template settings are not asked for.
    """
    parts = [list(tree_lines(timeline, document)), list(lines_after(document))]
    context = Context(
        {
            "summary": summary(document),
            "parts": [list(nested(part[:MOST_LINES])) for part in parts],
            "is_unfolded": sum(map(len, parts)) <= UNFOLDED,
            "left_out": sum(max(0, len(part) - MOST_LINES) for part in parts),
        },
        use_l10n=False,
    )
    template = _template()
    with context.render_context.push_state(template), context.bind_template(template):
        return template.nodelist.render(context)  # render() would send template_rendered in tests


def nested(lines: Iterable[Line]) -> Iterator[Item]:
    """Yield what each line says, whether some are inside it, and how many end after it.

    Those deeper than ``DEEPEST`` are inside one another no further.
    """
    found = [_depth_and_text(line) for line in lines]
    open_depths: list[int] = []
    for (depth, text), (following, _) in zip(found, [*found[1:], (0, "")], strict=False):
        has_inner = following > depth
        if has_inner:
            open_depths.append(depth)
        ends = 0
        while open_depths and open_depths[-1] >= following:
            open_depths.pop()
            ends += 1
        yield {"text": text, "has_inner": has_inner, "ends": range(ends)}


def _depth_and_text(line: Line) -> tuple[int, str]:
    _, depth, said = line
    text = said.lstrip()
    return min(DEEPEST, depth + (len(said) - len(text)) // 2), text


@cache
def _template() -> Template:
    return Engine(dirs=[str(TEMPLATES)]).get_template("signals_panel/notebook.html")
