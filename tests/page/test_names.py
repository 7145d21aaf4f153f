"""Names and places as a page shows them: short, and still to be told apart."""

from __future__ import annotations

import os

import pytest

from signals_panel.page.names import shortened


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("/env/lib/python3/site-packages/shop/models.py", "shop/models.py"),
        ("/site-packages/shop/_vendor/site-packages/till/models.py", "till/models.py"),
        (os.path.join(os.getcwd(), "blog", "receivers.py"), "blog/receivers.py"),
        ("/srv/other/place/blog/receivers.py", "place/blog/receivers.py"),
    ],
)
def test_a_place_is_shown_from_the_project_or_the_packages_or_by_its_last_parts(file, shown):
    assert shortened(file) == shown
