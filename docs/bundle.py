"""Writes what findings mean into the package, from docs/findings.md: ``make meanings``.

The panel's page of them works without network, and without anything that reads Markdown: it
is the same pages in one, each code's with the code as its id.
"""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

DOCS = Path(__file__).parent
BUNDLED = DOCS.parent / "signals_panel/templates/signals_panel/meanings.html"
AFTER = "\n## System checks\n"
"""What follows is of no finding."""


def meanings() -> str:
    """Return the template: the guide to findings, with each page in the place of its link."""
    text, _, _ = (DOCS / "findings.md").read_text(encoding="utf-8").partition(AFTER)
    text = re.sub(r"^- \[.*\]\(findings/(S\d{3})\.md\)$", _section, text, flags=re.MULTILINE)
    html: str = MarkdownIt().render(text)
    html = re.sub(r"<h3>(S\d{3})", r'<h3 id="\1">\1', html)
    html = re.sub(r'href="(S\d{3})\.md"', r'href="#\1"', html)
    return f"{{% verbatim %}}\n{html}{{% endverbatim %}}\n"


def _section(link: re.Match[str]) -> str:
    """Return the page that a line of the guide links to, as a section of the guide."""
    page = (DOCS / "findings" / f"{link[1]}.md").read_text(encoding="utf-8")
    return f"\n##{page}"


if __name__ == "__main__":
    BUNDLED.write_text(meanings(), encoding="utf-8")
