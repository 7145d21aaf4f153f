"""Links of the documentation to files and headings of the repository lead somewhere."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from .pages import PAGES, ROOT


def links(page):
    """Yield where a page's links and pictures lead, but for other hosts and GitHub's own pages."""
    for token in MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8")):
        for each in token.children or ():
            target = each.attrs.get("href") or each.attrs.get("src")
            if target and not re.match(r"[a-z]+:|../../actions/", target):
                yield target


def anchors(page):
    """Return the anchors that GitHub, and the site, give the headings of a page."""
    tokens = MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
    titles = [
        tokens[at + 1].content for at, each in enumerate(tokens) if each.type == "heading_open"
    ]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def is_there(page, link):
    place, _, anchor = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    assert [link for link in links(page) if not is_there(page, link)] == []


@pytest.mark.parametrize("link", ["missing.md", "#no-such-heading", "docs/panel.md#missing"])
def test_a_link_that_leads_nowhere_is_told(link):
    assert not is_there(ROOT / "README.md", link)


def test_each_page_is_on_the_site():
    """Those that no list of pages names would not be found; GitHub shows them anyway."""
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^(\w+)$", index, re.MULTILINE))
    pages = {page.stem for page in (ROOT / "docs").glob("*.md")} - {"index"}
    assert pages - listed == set()


def test_the_readme_is_read_in_one_go():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
