from django.urls import path

from demo_site.lab import pages, stories, streams, views

app_name = "lab"

stories.load()

urlpatterns = [
    path("", pages.index, name="index"),
    path("stream/", streams.stream, name="stream"),
    path("astream/", streams.astream, name="astream"),
    path("fragment/", views.fragment, name="fragment"),
    path("data/", views.data, name="data"),
    *pages.story_urls(),
]
