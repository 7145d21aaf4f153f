"""Take the pictures of the documentation: ``python -m tests.browser.pictures docs/pictures``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.servers.demo import prepare, running

from .chromium import ARGUMENTS, find_chromium
from .panel import PANEL, open_panel, row_of, switch_to
from .test_shop import place_order
from .visitor import Visitor

WIDTH = 1280
COLOURS = 256
UNFOLDED = ("update_search_entry", "count_tags")
PHONE = {"width": 390, "height": 844}
PAGES = {
    "home": "/",
    "lab": "/lab/",
    "story": "/lab/m2m-set/",
    "mistake": "/lab/connected-twice/",
    "blog": "/blog/",
    "post": "/blog/posts/reading-the-flags/",
    "shop": "/shop/",
    "login": "/accounts/login/",
}


def main(target: Path) -> None:
    """Run the demo, and write the pictures to a directory."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as files, sync_playwright() as playwright:
        prepare(Path(files))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        with running("wsgi", Path(files)) as server:
            for theme in ("light", "dark"):
                picture_demo(browser, server.url, target, theme)
                picture_panel(browser, server.url, target, theme)
        browser.close()


def picture_demo(browser: Browser, url: str, target: Path, theme: str) -> None:
    """Picture the main pages of the demo site, and one at the width of a phone."""
    visitor = Visitor(browser, url, viewport={"width": WIDTH, "height": 900}, color_scheme=theme)
    visitor.context.add_init_script(f"localStorage.setItem('djdt.user-theme', '{theme}')")
    for name, path in PAGES.items():
        visitor.go(path)
        take(visitor, target / f"demo-{name}-{theme}.png")
    visitor.page.set_viewport_size(PHONE)
    visitor.context.add_init_script("localStorage.setItem('djdt.show', 'false')")
    visitor.go("/lab/")
    take(visitor, target / f"demo-phone-{theme}.png")


def picture_panel(browser: Browser, url: str, target: Path, theme: str) -> None:
    """Picture the panel of the request that made a post with tags, some rows unfolded."""
    visitor = Visitor(browser, url, viewport={"width": WIDTH, "height": 960}, color_scheme=theme)
    visitor.context.add_init_script(f"localStorage.setItem('djdt.user-theme', '{theme}')")
    visitor.log_in("ada")
    visitor.go("/blog/write/")
    visitor.fill(title=f"Signals at night, part {theme}", body="A lamp in the fog.")
    visitor.tick("harbour", "lamps")
    switch_to(visitor.page, "POST", visitor.press("Save post"))
    for name in UNFOLDED:
        row_of(visitor.page, name).first.locator("summary").click()
    visitor.page.mouse.move(0, 0)
    visitor.page.locator(f"{PANEL} .sp-figures").scroll_into_view_if_needed()
    take(visitor, target / f"panel-{theme}.png")
    for view in ("receivers", "signals", "registry"):
        show(visitor, view)
        take(visitor, target / f"{view}-{theme}.png")
    picture_comparison(visitor, target / f"compare-{theme}.png")
    picture_findings(visitor, target / f"findings-{theme}.png")


def picture_comparison(visitor: Visitor, path: Path) -> None:
    """Picture the request that made a post without tags beside the one before, which had some."""
    visitor.go("/blog/write/")
    visitor.fill(title=f"Signals by day, {path.stem}", body="No lamp, no fog.")
    switch_to(visitor.page, "POST", visitor.press("Save post"))
    show(visitor, "timeline")
    visitor.page.locator(f"{PANEL} .sp-requests > summary").click()
    visitor.page.locator(f"{PANEL} .sp-previous a").click()
    visitor.page.locator(f"{PANEL} .sp-compared").scroll_into_view_if_needed()
    visitor.page.mouse.move(0, 0)
    take(visitor, path)


def picture_findings(visitor: Visitor, path: Path) -> None:
    """Picture the findings of an order that was forced through, whose receiver raised."""
    place_order(visitor)
    visitor.go(f"{visitor.path}rush/")
    visitor.press("Force complete")
    open_panel(visitor.page)
    show(visitor, "findings")
    take(visitor, path)


def show(visitor: Visitor, view: str) -> None:
    visitor.page.locator(f"{PANEL} .sp-tabs label[for=sp-view-{view}]").click()
    visitor.page.locator(f"{PANEL} .sp-view-{view}:not([data-later])").wait_for()
    visitor.page.mouse.move(0, 0)


def take(visitor: Visitor, path: Path) -> None:
    visitor.page.screenshot(path=path)
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
