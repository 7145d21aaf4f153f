from django.urls import path

from demo_site.lab import asynchronous, pages, stories, streams, views

app_name = "lab"

stories.load()

urlpatterns = [
    path("", pages.index, name="index"),
    path("asend/", asynchronous.forecast, name="asend"),
    path("asend-robust/", asynchronous.launch, name="asend-robust"),
    path("stream/", streams.stream, name="stream"),
    path("astream/", streams.astream, name="astream"),
    path("fragment/", views.fragment, name="fragment"),
    path("data/", views.data, name="data"),
    path("error/", views.error, name="error"),
    path("read/", views.read, name="read"),
    path("rollback/", views.rollback, name="rollback"),
    *pages.story_urls(),
]
