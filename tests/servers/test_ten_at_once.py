"""Ten people at once: whatever the others do, each request's panel holds its own signals."""

from __future__ import annotations

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, cycle, islice

import pytest

from tests.outline import outline, rows_in

from .client import before_registry
from .fixtures import crowded_site, watched
from .people import Person
from .test_stories import STORIES
from .visits import QUIET, VISIT
from .whole_panel import whole_panel

PEOPLE = 10
SERVERS = ("wsgi", "asgi", "gunicorn")
REQUIRED = bool(os.environ.get("SIGNALS_PANEL_REQUIRE_ALL"))
SECONDS = float(os.environ.get("SIGNALS_PANEL_CROWD_SECONDS") or (10 if REQUIRED else 6))
"""For how long requests are made, in all; each kind of server has its share."""

POST = "/blog/posts/lamps-in-fog/"
COMMENTS = f"{POST}comments/"
OTHER_PAGES = (
    *("/", "/blog/", "/blog/?q=lamp", POST, COMMENTS, "/blog/notify/", "/blog/write/"),
    *("/shop/", "/shop/order/", "/accounts/activity/", "/lab/"),
    *("/lab/stream/", "/lab/astream/", "/lab/read/", "/lab/rollback/", "/lab/error/"),
)
PAGES = (*STORIES, *OTHER_PAGES)
NUMBER = re.compile(r"visit-\d+-\d+;")
"""Has an end, for the panel shortens long texts."""


@pytest.fixture(scope="module", params=SERVERS)
def crowded(request, tmp_path_factory):
    """Run the demo site on each kind of server: the workers' one has its data in PostgreSQL."""
    if request.param == "gunicorn":
        yield request.getfixturevalue("workers_on_postgresql")
    else:
        with crowded_site(request.param, tmp_path_factory) as server:
            yield server


def test_ten_people_at_once_find_their_own_signals_and_no_others(crowded):
    with watched(crowded):
        ada, grace = (logged_in(crowded.url, name) for name in ("ada", "grace"))
        shown = {path: story["outline"] for path, story in STORIES.items()}
        shown |= {path: seen(path, ada, "visit-0-0;") for path in OTHER_PAGES}
        people = [Person(crowded.url, each.jar) for each in (ada, grace) * (PEOPLE // 2)]
        end = time.monotonic() + SECONDS / len(SERVERS)
        with ThreadPoolExecutor(PEOPLE) as pool:
            walks = pool.map(walk, people, range(1, PEOPLE + 1), [end] * PEOPLE)
            visits = list(chain.from_iterable(walks))
    print(f"Panels compared: {len(visits)}")
    for path, panel in visits:
        assert panel == shown[path], path


def logged_in(site, name):
    person = Person(site)
    person.log_in(name)
    return person


def walk(person, number, end):
    """Visit the pages in turn, beginning where nobody else does; return what each showed."""
    pages = islice(cycle(PAGES), number * len(PAGES) // PEOPLE, None)
    visits = []
    while not visits or time.monotonic() < end:
        path = next(pages)
        visits.append((path, seen(path, person, f"visit-{number}-{len(visits)};")))
    return visits


def seen(path, person, visit):
    """Visit a page; return the outline of its panel, which knows of that visit alone."""
    if path in STORIES:
        person = Person(person.site)  # a login would send signals that the story does not tell of
    person.headers[VISIT] = visit
    answer = person.fill_in(POST, to=COMMENTS, body=visit) if path == COMMENTS else person.ask(path)
    html = whole_panel(person.site, answer.request_id)
    assert set(NUMBER.findall(before_registry(html))) == {visit}, path
    declared = STORIES[path]["outline"] if path in STORIES else ""
    return outline(rows_in(html), QUIET, but=declared)
