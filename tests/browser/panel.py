"""The panel as a user reads it: its rows, in order, each with its depth and its badges."""

from __future__ import annotations

from contextlib import suppress
from fnmatch import fnmatch
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTimeError

from tests.outline import BOOKENDS, NOISE, Row, outline

from .visitor import Visitor

PANEL = "#SignalsTracePanel"
AT_THE_END = {"close_caches", "close_old_connections", "reset_urlconf"}
"""Django's receivers of ``request_finished``: connected in an order that is not fixed."""

MOST_PRESSES = 10

OVERFLOWING = """all => all.filter(each => each.scrollWidth > each.clientWidth)
  .map(each => `${each.className} ${each.textContent.trim()}`)"""
"""Of elements, those that are wider than they are shown."""

READ_ROWS = """
rows => rows.map(row => {
  const text = name => row.querySelector(`.sp-${name}`)?.textContent.trim() ?? "";
  const badges = [...row.querySelectorAll(".sp-badge")].map(badge => badge.textContent.trim());
  const kinds = ["dispatch", "call", "quiet", "bypass", "run"];
  const kind = kinds.find(kind => row.classList.contains(`sp-${kind}`));
  return [Number(row.dataset.depth), kind, text("name") || text("receiver"), badges,
          text("sender")];
})
"""


def open_panel(page: Page) -> Locator:
    """Open the panel on the request that the toolbar shows; return it, with style and script."""
    open_named(page, "SignalsTracePanel")
    expect(page.locator(f"{PANEL} .sp")).to_have_css("container-type", "inline-size")
    expect(page.locator(f"{PANEL} .sp[data-started]")).to_be_visible()
    return page.locator(PANEL)


def settled(page: Page) -> None:
    """Wait until what was pressed or typed is done: its script may come only then."""
    names = ", ".join(f"[data-part='{name}']" for name in ("keys", "query", "pressing"))
    expect(page.locator(f"{PANEL} .sp-waits :is({names})")).to_have_count(0)


def open_at(visitor: Visitor, path: str, width: int = 1280) -> Locator:
    """Open the panel on a page of a window so wide; return the panel."""
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.go(path)
    return open_panel(visitor.page)


def open_named(page: Page, panel_id: str) -> None:
    handle = page.locator("#djShowToolBarButton")
    button = page.locator(f"#djdt-{panel_id} > a")
    handle.or_(button).locator("visible=true").first.wait_for()
    if handle.is_visible():
        handle.click()
    if not page.locator(f"#{panel_id}").is_visible():
        button.click()


def switch_to(page: Page, method: str, path: str) -> Locator:
    """Switch the toolbar to the newest such request in its History; return our panel of it."""
    open_named(page, "HistoryPanel")
    page.locator("#HistoryPanel .switchHistory").first.wait_for()
    request_id = newest(page, method, path)
    button = page.locator(f"#HistoryPanel .switchHistory[data-request-id='{request_id}']")
    press_until_asked(page, button, "**/history_sidebar/**")
    page.locator(f"#djDebug[data-request-id='{request_id}']").wait_for(state="attached")
    return open_panel(page)


def press_until_asked(page: Page, button: Locator, asked: str) -> None:
    """Press a button of the toolbar, which reacts only once its script has come.

    It is pressed again only where nothing was asked of the server: the second of two answers
    would close whatever panel is open by then.
    """
    for _ in range(MOST_PRESSES):
        with suppress(NotInTimeError):
            with page.expect_request(asked, timeout=3_000):
                button.click()
            return
    raise AssertionError(f"{button} asked for nothing")


def newest(page: Page, method: str, path: str) -> str:
    """Return the id of the newest request of this method and path, ``*`` for any part of it."""
    listed = page.locator("#djdtHistoryRequests > tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll(':scope > td')]"
        ".map(cell => cell.textContent.trim()).concat(row.dataset.requestId))"
    )
    found = [row[-1] for row in listed if row[1] == method and fnmatch(urlsplit(row[2]).path, path)]
    assert found, f"History does not list {method} {path}, but {[row[1:3] for row in listed]}"
    return found[0]


def all_there(page: Page) -> None:
    """Wait until all rows are there: they take the place of those that came with the page."""
    expect(page.locator(f"{PANEL} .sp-cut:not(.sp-settled)")).to_have_count(0)


def rows(page: Page) -> list[Row]:
    """Return the rows of the open panel, once all are there."""
    all_there(page)
    read = page.locator(f"{PANEL} .sp-row").evaluate_all(READ_ROWS)
    return [
        Row(depth, kind, name, tuple(badges), sender) for depth, kind, name, badges, sender in read
    ]


def story(page: Page, *, without: frozenset[str] = NOISE | BOOKENDS) -> str:
    """Return the open panel's rows as indented lines, without those of some signals."""
    return outline(rows(page), without)


def findings(page: Page) -> list[str]:
    """Return the findings of the open panel, each as one line."""
    found = page.locator(f"{PANEL} .sp-finding").all_text_contents()
    return [" ".join(text.split()) for text in found]


def fates(page: Page, receiver: str) -> list[tuple[str, str]]:
    """Return what the registry says a receiver did: each signal, with the connection's fate."""
    named = page.locator(".sp-receiver").get_by_text(receiver, exact=True)
    signals = page.locator(f"{PANEL} .sp-signal").filter(has=named)
    return [
        (signal.locator("summary .sp-title").text_content(), " ".join(fate.split()))
        for signal in signals.all()
        for fate in signal.locator(".sp-connection")
        .filter(has=named)
        .locator(".sp-fate")
        .all_text_contents()
    ]


def row_of(page: Page, name: str) -> Locator:
    """Return the rows of a signal or a receiver of this name."""
    named = page.locator(".sp-name, .sp-receiver").get_by_text(name, exact=True)
    return page.locator(f"{PANEL} .sp-row").filter(has=named)


def details(row: Locator) -> dict[str, str]:
    """Return what stands under a row: texts by their titles."""
    titles = row.locator(".sp-details > dt").all_text_contents()
    texts = row.locator(".sp-details > dd").all_text_contents()
    return {title: " ".join(text.split()) for title, text in zip(titles, texts, strict=True)}
