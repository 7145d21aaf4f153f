"""How long the panel takes to open in Chromium, and whether it scrolls and filters smoothly.

The demo site is served by Django's development server; a middleware sends as many signals,
with one receiver each, as a request asks for. The first opening warms everything up, the
browser's cache included: the panel is read dozens of times a day.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .report import Target, Timing, table

SETTINGS = "tests.servers.many_settings"
SIZES = {100: Target(150), 100_000: Target(400)}
LISTS = {5_000: Target(400), 100_000: Target(3_000)}
FRAME = Target(50)
MOST_OPENED = 8
VIEWPORT = {"width": 1280, "height": 900}
LOADED_WITHIN = 120_000
"""Milliseconds in which the whole list of a long recording must have been fetched."""
HEAD = ["100,000 dispatches and fewer, in Chromium", "min ms", "median ms", ""]

ROOT = "(document.getElementById('djDebugRoot')?.shadowRoot ?? document)"
PAINTED = "await new Promise(done => requestAnimationFrame(() => setTimeout(done)));"


def from_click(is_there: str) -> str:
    """Return the script that takes the milliseconds from the click on, until something is there."""
    return f"""async () => {{
      const root = {ROOT};
      const isInSight = row => row.checkVisibility({{ visibilityProperty: true }});
      const started = performance.now();
      root.querySelector("#djdt-SignalsTracePanel > a").click();
      while (!({is_there})) {{
        {PAINTED}
        if (performance.now() - started > {LOADED_WITHIN}) throw new Error("It does not come.");
      }}
      {PAINTED}
      return performance.now() - started;
    }}"""


OPEN = from_click('[...root.querySelectorAll("#SignalsTracePanel .sp-row")].some(isInSight)')
LISTED = from_click('root.querySelector("#SignalsTracePanel .sp-long .sp-row")')
FRAMES = """async act => {
  const gaps = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < 40; step++) {
    act(step);
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
  }
  return Math.max(...gaps);
}"""
SCROLL = f"""async () => {{
  const list = {ROOT}.querySelector(".sp-long");
  let scroller = list;
  const scrolls = element => /auto|scroll/.test(getComputedStyle(element).overflowY);
  while (!scrolls(scroller)) scroller = scroller.parentElement;
  const frames = {FRAMES};
  return frames(step => {{ scroller.scrollTop += step % 2 ? 700 : 40000; }});
}}"""
FILTER = f"""async () => {{
  const search = {ROOT}.querySelector(".sp-search");
  const texts = ["a", "an", "answer", "answer dur:>0.001", "-kind:call", "signal:many", ""];
  const frames = {FRAMES};
  return frames(step => {{
    if (step % 5 === 0) {{
      search.value = texts[(step / 5) % texts.length];
      search.dispatchEvent(new Event("input", {{ bubbles: true }}));
    }}
  }});
}}"""
UNFOLD = f"() => {ROOT}.querySelector('.sp-long .sp-run')?.click()"


def measure(rounds: int) -> None:
    """Open the panel of requests of each size; scroll and filter the longest."""
    with serving() as (browser, url):
        times = min(rounds, MOST_OPENED)
        rows = [
            opened(browser, url, f"opening, {size:,} dispatches", size, OPEN, target, times)
            for size, target in SIZES.items()
        ]
        rows += [
            opened(browser, url, f"to a list to search, {size:,}", size, LISTED, target, times)
            for size, target in LISTS.items()
        ]
        rows += list(smoothness(browser, url, max(SIZES)))
    print(table("The panel in the browser", HEAD, rows))


@contextmanager
def serving() -> Iterator[tuple[Any, str]]:
    """Serve the demo site, and give a browser and the address."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import ARGUMENTS, find_chromium
    from tests.servers.demo import prepare, running

    with tempfile.TemporaryDirectory() as files, sync_playwright() as playwright:
        prepare(Path(files), settings=SETTINGS)
        with running("wsgi", Path(files), settings=SETTINGS) as server:
            chromium = playwright.chromium
            browser = chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            yield browser.new_context(viewport=VIEWPORT), server.url
            browser.close()


def visit(browser: Any, url: str, size: int) -> Any:
    """Return a page at rest, its toolbar unfolded, whose request sent so many signals."""
    page = browser.new_page()
    page.add_init_script("localStorage.setItem('djdt.show', 'true')")
    page.goto(f"{url}/outbox/?many={size}", timeout=LOADED_WITHIN)
    page.locator("#djdt-SignalsTracePanel > a").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def opened(
    browser: Any, url: str, name: str, size: int, script: str, target: Target, times: int
) -> list[str]:
    """Return a row: what a script measures from the click on, on a new page each time."""
    figures = []
    for _ in range(times + 1):
        page = visit(browser, url, size)
        figures.append(page.evaluate(script))
        page.close()
    timing = Timing.of(figures[1:])
    cells = [f"{timing.minimum:.0f}", f"{timing.median:.0f}"]
    return [name, *cells, target.judge(timing.median)]


def smoothness(browser: Any, url: str, size: int) -> Iterator[list[str]]:
    """Yield a row each for scrolling and filtering: the longest frame of several tries."""
    page = visit(browser, url, size)
    page.evaluate(OPEN)
    page.locator(".sp-long .sp-row").first.wait_for(timeout=LOADED_WITHIN)
    page.evaluate(UNFOLD)
    for name, script in (("scrolling", SCROLL), ("filtering", FILTER)):
        timing = Timing.of([page.evaluate(script) for _ in range(5)])
        cells = [f"{timing.minimum:.0f}", f"{timing.median:.0f}"]
        yield [f"{name}, the longest frame", *cells, FRAME.judge(timing.median)]
