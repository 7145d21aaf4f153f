"""Rows of cells on a terminal: aligned where they fit."""

from __future__ import annotations

import pytest

from signals_panel.terminal.layout import Cell, laid_out

ROWS = [
    [Cell("post_save", "save"), Cell("shop/models.py:12", "models.py:12")],
    [Cell("ready", "ready"), Cell("a.py:1", "a.py:1")],
]
WHOLE = ["  post_save  shop/models.py:12", "  ready      a.py:1"]
SHORT = ["  save   models.py:12", "  ready  a.py:1"]
UNALIGNED = ["  save  models.py:12", "  ready  a.py:1"]
BROKEN = ["  save", "      models.py:12", "  ready  a.py:1"]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (None, WHOLE),
        (30, WHOLE),
        (29, SHORT),
        (21, SHORT),
        (20, UNALIGNED),
        (19, BROKEN),
    ],
)
def test_rows_are_whole_or_short_as_long_as_each_fits_and_broken_from_then_on(width, lines):
    assert laid_out(ROWS, width) == lines
