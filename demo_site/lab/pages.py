"""The pages of the lab: the list of its stories, and a page for each."""

import inspect
from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from demo_site.lab.stories import Story, Told, stories


def index(request: HttpRequest) -> HttpResponse:
    """List all stories, group by group."""
    groups = [(name, list(each)) for name, each in groupby(stories.values(), attrgetter("group"))]
    return render(request, "lab/index.html", {"groups": groups})


def story_urls() -> list[URLPattern]:
    """Return an address for each story, named like its slug."""
    return [path(f"{each.slug}/", view_of(each), name=each.slug) for each in stories.values()]


def view_of(story: Story) -> Callable[..., Any]:
    """Return the view that lets a story happen and shows what came of it."""
    run: Any = story.run

    def view(request: HttpRequest) -> HttpResponse:
        return page(request, story, run(request))

    async def async_view(request: HttpRequest) -> HttpResponse:
        told = await run(request)
        return await sync_to_async(page)(request, story, told)  # it reads the user of the session

    return async_view if inspect.iscoroutinefunction(run) else view


def page(request: HttpRequest, story: Story, told: Told) -> HttpResponse:
    context = {"story": story, "told": list(told), "twin": stories.get(story.twin)}
    return render(request, "lab/story.html", context)
