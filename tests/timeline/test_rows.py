"""What rows of a timeline are told apart by."""

from __future__ import annotations

import pytest

from signals_panel import record
from signals_panel.log.tables import tables_of
from signals_panel.page.columns import columns_of
from signals_panel.registry.registry import registry_now
from signals_panel.timeline import Timeline

from .comparison import differences, rows_in
from .held import first

SOURCE = "def send(signal):\n    signal.send(None)\n"


@pytest.mark.parametrize(("module", "is_hidden"), [("django.shop", True), (__name__, False)])
def test_what_a_package_sent_is_its_own_unless_a_receiver_of_the_project_ran(
    connect, module, is_hidden
):
    def receives(sender, **kwargs):
        return None

    receives.__module__ = module
    connect(first, receives)
    package = {}
    exec(compile(SOURCE, "/lib/site-packages/shop/views.py", "exec"), package)
    with record() as recording:
        package["send"](first)
    parts = [tables_of(recording)]
    rows = rows_in(columns_of(Timeline(parts), []))
    assert [(row[0], row[16]) for row in rows] == [("dispatch", is_hidden), ("call", is_hidden)]
    assert list(differences(parts, registry_now())) == []


def test_a_timeline_of_some_numbers_has_nothing_else(connect):
    connect(first, lambda sender, **kwargs: first.send(sender - 1) if sender else None)
    with record() as recording:
        first.send(2)
    tables = tables_of(recording)
    whole = Timeline([tables])
    assert whole.dispatches.number == [1, 2, 3]
    some = Timeline([tables], range(2, 4))
    assert some.dispatches.number == [2, 3]
    assert some.dispatches.parent == [-1, 0]
    assert some.dispatches.start == whole.dispatches.start[1:]
    assert some.calls.own == whole.calls.own[1:]
