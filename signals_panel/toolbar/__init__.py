"""The panel's own addresses, under the toolbar's: downloads, and what the script fetches."""

from . import downloads as exports
from . import parts as long

urlpatterns = [*exports.urlpatterns, *long.urlpatterns]
