"""How the site of the documentation is made: ``make docs``.

The pages are the Markdown files beside this one, which read as well where they are. Some stand
for a file of the repository's root, and are that file on the site.
"""

import os
import re
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
VERSION = re.search(r'__version__ = "(.*)"', (ROOT / "signals_panel/__init__.py").read_text())

project = "django-signals-panel"
release = VERSION[1] if VERSION else ""
extensions = ["myst_parser"]
nitpicky = True

myst_heading_anchors = 3

html_theme = "furo"
html_title = "django-signals-panel"
html_favicon = "../signals_panel/static/signals_panel/signals.svg"
html_copy_source = False
html_show_copyright = False

STANDS_FOR = {
    "changelog": "CHANGELOG.md",
    "conduct": "CODE_OF_CONDUCT.md",
    "contributing": "CONTRIBUTING.md",
    "reporting": "SECURITY.md",
}
PAGES = {ROOT / name: DOCS / f"{page}.md" for page, name in STANDS_FOR.items()}
LINK = re.compile(r"(?<!!)\[([^]]*)\]\(([\w./-]+)(#[\w-]+)?\)")


def read_page(app, page, content):
    """Give a page the text of the file it stands for, and each page the links of the site."""
    file = ROOT / STANDS_FOR[page] if page in STANDS_FOR else DOCS / f"{page}.md"
    here = (DOCS / page).parent

    def on_the_site(link):
        text, place, anchor = link.groups(default="")
        target = Path(os.path.normpath(file.parent / place))
        target = PAGES.get(target, target)
        if target.is_relative_to(DOCS) or not target.exists():
            return f"[{text}]({os.path.relpath(target, here)}{anchor})"
        return text  # a file of the repository that is no page

    content[0] = LINK.sub(on_the_site, file.read_text(encoding="utf-8"))


def setup(app):
    app.connect("source-read", read_page)
