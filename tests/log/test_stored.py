"""The stored form: what comes out of the store is what was recorded."""

from __future__ import annotations

import gc
import json

from django.dispatch import Signal
from hypothesis import given
from hypothesis import strategies as st

from signals_panel import record
from signals_panel.exporters.document import expand
from signals_panel.fates.connected import Connected
from signals_panel.findings import find
from signals_panel.log.stored import decode, encode
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import registry_now
from signals_panel.timeline import Timeline
from tests.app.models import Tag
from tests.signals import in_view, ordered

TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
KEYS = st.integers(-(1 << 70), 1 << 70)


def raises(sender, **kwargs):
    raise RuntimeError("boom")


def test_a_stored_recording_reads_as_the_recording_itself(connect, db):
    connect(ordered, lambda sender, **kwargs: Tag.objects.create(name="é"))
    connect(ordered, raises)
    with record() as recording:
        ordered.send_robust(2.5, text="\N{SNOWMAN}", many=list(range(30)))
        in_view.send(None)
        ordered.connect(raises, sender=int, weak=False, dispatch_uid="extra")
        ordered.disconnect(raises, sender=int, dispatch_uid="extra")
        Tag.objects.update(name="b")
    assert_same(recording)


def assert_same(recording):
    gc.collect()  # else a receiver of before may die between two looks at what is connected
    tables = tables_of(recording)
    registry = registry_now()
    document = recording.as_dict()
    for read in (tables, decode(encode(tables))):
        expanded = expand([read], registry)
        assert {**expanded, "findings": find(Connected(Timeline([read]), registry))} == document
    assert json.loads(json.dumps(document)) == document


@given(st.lists(st.tuples(TEXTS | KEYS, VALUES, VALUES, KEYS), max_size=8))
def test_any_recording_comes_back_from_its_stored_form(sends):
    signal = Signal()
    response = None

    def receives(sender, **kwargs):
        return response

    signal.connect(receives)
    with record() as recording:
        for sender, value, response, key in sends:  # noqa: B007
            signal.send(sender, value=value, tag=Tag(pk=key))
            in_view.send_robust(sender)
    assert_same(recording)
    assert len(recording.as_dict()["calls"]) == len(sends)


@given(VALUES)
def test_any_value_is_short_text(value):
    signal = Signal()
    signal.connect(raises)
    with record() as recording:
        signal.send_robust(None, value=value)
    document = recording.as_dict()
    assert 0 < len(document["dispatches"][0]["arguments"]["value"]) <= 200
    assert document["dropped"] == {}


@given(KEYS)
def test_the_key_of_an_instance_is_shown_exactly(key):
    signal = Signal()
    signal.connect(raises)
    with record() as recording:
        signal.send_robust(None, instance=Tag(pk=key), other=Tag(pk=5))
    arguments = recording.as_dict()["dispatches"][-1]["arguments"]
    assert arguments == {"instance": f"app.Tag(pk={key})", "other": "app.Tag(pk=5)"}


def test_an_empty_recording_comes_back():
    with record() as recording:
        pass
    assert_same(recording)
