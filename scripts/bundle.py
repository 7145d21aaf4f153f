"""Writes the scripts into the package, without what only readers need: ``make scripts``.

Names and lines stay as they are written, so that what a browser shows can be read: only comments
and empty lines are left out, and two spaces are a tab.
"""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = sorted(Path(__file__).parent.glob("*.js"))
BUNDLED = Path(__file__).parent.parent / "signals_panel/static/signals_panel"
CAST = re.compile(r"/\*\* @type \{[^*]*\} \*/ \(([\w.]+)\)")
"""A name whose type is said, for which it stands in brackets."""
COMMENTS = re.compile(r"/\*\*.*?\*/ ?|(?<=\s)// .*?$", re.DOTALL | re.MULTILINE)
INDENT = re.compile(r"^(?:  )+", re.MULTILINE)


def bundled(source: str) -> str:
    """Return a script as browsers get it."""
    bare = COMMENTS.sub("", CAST.sub(r"\1", source))
    lines = [line.rstrip() for line in bare.splitlines()]
    text = "\n".join(line for line in lines if line)
    return INDENT.sub(lambda indent: "\t" * (len(indent[0]) // 2), text) + "\n"


if __name__ == "__main__":
    for path in SOURCES:
        (BUNDLED / path.name).write_text(bundled(path.read_text("utf-8")), encoding="utf-8")
