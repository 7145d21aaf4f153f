"""The panel's own addresses, under the toolbar's: downloads, and what the script fetches."""

from . import comparing, downloads, meanings, own_page, parts, requests

urlpatterns = [
    *comparing.urlpatterns,
    *downloads.urlpatterns,
    *meanings.urlpatterns,
    *own_page.urlpatterns,
    *parts.urlpatterns,
    *requests.urlpatterns,
]
