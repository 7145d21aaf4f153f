"""The panel's own addresses, under the toolbar's: downloads, and what the script fetches."""

from . import downloads, own_page, parts, requests

urlpatterns = [
    *downloads.urlpatterns,
    *own_page.urlpatterns,
    *parts.urlpatterns,
    *requests.urlpatterns,
]
