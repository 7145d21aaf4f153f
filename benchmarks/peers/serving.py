"""A process that serves the pages with one peer beside Django."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable

from .. import project
from ..requests import request
from .databases import Orbit, OrbitOfSignals, Silk
from .peer import Control, Peer
from .toolbars import Kaleidoscope, Ours, Stock
from .tracers import Kolo, Sentry

ALL = [Peer, Control, Stock, Ours, Kaleidoscope, Silk, Orbit, OrbitOfSignals, Kolo, Sentry]
PEERS = {each.name: each for each in ALL}
KINDS = {
    "A": ("/", "A"),
    "B": ("/", "B"),
    "list": ("/list/", "nothing"),
    "nested": ("/nested/", "nothing"),
}
"""Of each kind of request, its path, and what receivers are connected."""
DEPTH = 20_000
"""How deep Python may call: 500 sends in each other are 1,500 frames, and more with a peer."""


def prepare(name: str) -> Callable[[str, bool], list[float]]:
    """Return what serves a request of a kind, and times it or weighs what it leaves."""
    peer = PEERS[name]()
    pages = {"ROOT_URLCONF": "benchmarks.peers.pages"}
    project.configure(project.PLAIN, {**peer.settings(), **pages})
    peer.begin()
    sys.setrecursionlimit(DEPTH)
    from django.core.handlers.wsgi import WSGIHandler

    from ..views import receivers
    from .pages import fill

    peer.handler = WSGIHandler()

    def answer(kind: str, is_weighed: bool) -> list[float]:
        path, connected = KINDS[kind]
        if kind == "list":
            fill()
        with receivers(connected):
            figures = (weighed if is_weighed else timed)(peer, path)
        project.delete_rows()
        return figures

    return answer


def timed(peer: Peer, path: str) -> list[float]:
    """Return how long a request takes, in ns."""
    gc.collect()
    took = request(
        peer.handler, expect_toolbar=bool(peer.mark), path=path, mark=peer.mark or b"djDebug"
    )
    peer.settle()
    return [took]


def weighed(peer: Peer, path: str) -> list[float]:
    """Return what a second request takes, the process's peak in MB after it, and what is kept."""
    took: list[float] = []
    timed(peer, path)
    kept = peer.kept_of(lambda: took.extend(timed(peer, path)))
    return [*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, *kept]
