"""The panel's own addresses, under the toolbar's: downloads, and what the script fetches."""

from . import exports, long

urlpatterns = [*exports.urlpatterns, *long.urlpatterns]
