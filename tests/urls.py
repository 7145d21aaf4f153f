"""The pages that the tests ask for."""

from __future__ import annotations

from debug_toolbar.toolbar import debug_toolbar_urls
from django.urls import path

from . import views

urlpatterns = [
    path("plain/", views.plain),
    path("many/", views.many),
    path("async/", views.asynchronous),
    path("streaming/", views.streaming),
    path("streaming-async/", views.streaming_async),
    path("saving/", views.saving),
    path("nesting/", views.nesting),
    path("rendering/", views.rendering),
    path("failing/", views.failing),
    path("redirecting/", views.redirecting),
    *debug_toolbar_urls(),
]
