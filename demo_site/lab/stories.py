"""The stories of the lab: each is declared once, shown by its page, and proved by the tests.

A story is a function that makes signals happen. Its docstring says what it does; what it
returns is shown on the page, beside its source and what the panel is expected to hold.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import django
from django.http import HttpRequest

from demo_site.outlines import signals_in

Told = Iterable[tuple[str, Any]]
"""What came of a story: pairs of a label and a value."""
Run = Callable[[HttpRequest], Told | Awaitable[Told]]


@dataclass(frozen=True)
class Story:
    """One thing that signals do.

    Attributes:
        run: makes it happen.
        group, title: where the lab lists it, and as what.
        look: what to look for in the panel, in a sentence or two.
        outline: the rows that the panel must show, in order; see ``outlines``.
        findings: the codes of the findings that the panel must show, sorted; no others.
        code: what else is shown beside ``run``: receivers, models, classes.
        twin: the slug of the story that does it right, or wrong.
    """

    run: Run
    group: str
    title: str
    look: str
    outline: str
    findings: tuple[str, ...] = ()
    code: tuple[Any, ...] = ()
    twin: str = ""

    @property
    def slug(self) -> str:
        return self.run.__name__.replace("_", "-")

    @property
    def address(self) -> str:
        return f"lab:{self.slug}"

    @property
    def tells(self) -> str:
        return inspect.getdoc(self.run) or ""

    @cached_property
    def sources(self) -> list[str]:
        """The source of all that takes part, the story's own without what it declares."""
        sources = [inspect.getsource(each).rstrip() for each in (*self.code, self.run)]
        start = re.search(r"^(async )?def ", sources[-1], re.MULTILINE)
        return [*sources[:-1], sources[-1][start.start() if start else 0 :]]

    @property
    def signals(self) -> list[str]:
        """The names of the signals that are sent, each once."""
        return signals_in(self.outline)


stories: dict[str, Story] = {}
"""Every story, by its slug."""


def stories_of(group: str) -> Callable[..., Callable[[Run], Run]]:
    """Return a decorator that declares stories of one group.

    It takes what ``Story`` has beside ``run`` and ``group``, and ``since``: the first Django
    version, such as ``(6, 0)``, that has what the story is about.
    """

    def story(
        title: str, *, outline: str, since: tuple[int, int] = (5, 2), **more: Any
    ) -> Callable[[Run], Run]:
        def declare(run: Run) -> Run:
            if since <= django.VERSION:
                told = Story(run, group, title, outline=inspect.cleandoc(outline), **more)
                stories[told.slug] = told
            return run

        return declare

    return story


CHAPTERS = (
    *(
        f"demo_site.lab.chapters.{name}"
        for name in (
            "models",
            "requests",
            "users",
            "databases",
            "settings",
            "tasks",
            "packages",
            "connecting",
            "sending",
        )
    ),
    *(
        f"demo_site.findings.{name}"
        for name in ("failed", "never_ran", "too_often", "costs", "too_early")
    ),
)
"""The modules that declare stories, in the order of the lab's page."""


def load() -> None:
    """Import every chapter: from then on ``stories`` holds all stories.

    Their sources are read here, before there are threads: where two parse at once, Python 3.11
    now and then raises SystemError (python/cpython#106905).
    """
    for name in CHAPTERS:
        import_module(name)
    for story in stories.values():
        _ = story.sources
