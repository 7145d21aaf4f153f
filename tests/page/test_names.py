"""Names and places as a page shows them: short, and still to be told apart."""

from __future__ import annotations

import os

import pytest

from signals_panel.page.names import milliseconds, short_name, shortened


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


@pytest.mark.parametrize(
    ("ns", "shown"),
    [
        (0, "0.000"),
        (4_000, "0.004"),
        (99_000, "0.099"),
        (100_000, "0.10"),
        (1_250_000, "1.25"),
        (99_990_000, "99.99"),
        (100_000_000, "100"),
        (312_400_000, "312"),
    ],
)
def test_milliseconds_have_as_many_digits_as_say_something(ns, shown):
    assert milliseconds(ns) == shown


@pytest.mark.parametrize(
    ("dotted", "shown"),
    [
        ("django.db.models.signals.post_save", "post_save"),
        (
            "unnamed signal created at /srv/site-packages/shop/a.py:7",
            "unnamed signal of shop/a.py:7",
        ),
        ("functools.partial(blog.receivers.notify)", "partial(notify)"),
        (
            "blog.receivers.notify (connected at blog/apps.py:9)",
            "notify (connected at blog/apps.py:9)",
        ),
    ],
)
def test_a_short_name_is_the_last_part_or_says_where_it_was_made(dotted, shown):
    assert short_name(dotted) == shown
