"""S301 connected-twice and S302 imported-twice: one send runs one receiver twice."""

from __future__ import annotations

import importlib
import inspect
import sys
import textwrap

import pytest
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from signals_panel import record
from tests.app.models import Poster, Tag
from tests.findings.reading import codes, found, message
from tests.signals import ordered, packed

HERE = "tests.findings.test_duplicates"
TAG = "tests.app.models.Tag"


def index(sender, **kwargs):
    pass


def decorated(number):
    def receives(sender, **kwargs):
        return number

    return receives


@pytest.fixture
def indexed_twice(db):
    """Connect a receiver for every sender and for one; return the line of the first."""
    line = inspect.currentframe().f_lineno + 1
    post_save.connect(index)
    post_save.connect(index, sender=Tag)
    yield line
    post_save.disconnect(index)
    post_save.disconnect(index, sender=Tag)


def test_a_receiver_for_every_sender_and_for_one_is_connected_twice(indexed_twice):
    with record() as recording:
        Tag.objects.create(name="a")
    [finding] = found(recording, "S301")
    assert finding["message"] == (
        f"{HERE}.index is connected to post_save for every sender (findings/test_duplicates.py:"
        f"{indexed_twice}) and for {TAG} (findings/test_duplicates.py:{indexed_twice + 1}): "
        "a dispatch ran it twice."
    )
    assert (finding["name"], finding["severity"]) == ("connected-twice", "warning")
    assert finding["where"] == {"file": __file__, "line": indexed_twice + 1}
    sent = {each["id"]: each["signal"] for each in recording.as_dict()["dispatches"]}
    assert sent[finding["dispatch"]] == "django.db.models.signals.post_save"


@pytest.mark.usefixtures("indexed_twice")
def test_many_dispatches_that_ran_it_twice_are_one_finding():
    with record() as recording:
        for name in "abc":
            Tag.objects.create(name=name)
    assert message(recording, "S301").endswith(": 3 dispatches ran it twice.")


@pytest.mark.usefixtures("indexed_twice")
def test_a_receiver_connected_twice_is_not_told_of_where_it_ran_once():
    with record() as recording:
        post_save.send(Poster, instance=None)
        Tag.objects.count()
    assert "S301" not in codes(recording)


def test_two_uids_for_one_sender_are_two_connections(connect):
    connect(ordered, index, sender=Tag, dispatch_uid="one")
    connect(ordered, index, sender=Tag, dispatch_uid="two")
    with record() as recording:
        ordered.send(Tag)
    assert f"for {TAG} as 'one' (" in message(recording, "S301")
    assert f"and for {TAG} as 'two' (" in message(recording, "S301")


def test_a_receiver_connected_three_times_is_one_finding(connect):
    connect(ordered, index)
    connect(ordered, index, sender=Tag)
    connect(ordered, index, sender=Tag, dispatch_uid="again")
    with record() as recording:
        ordered.send(Tag)
    assert message(recording, "S301").endswith("ran it 3 times.")


def test_a_method_of_one_object_is_connected_twice(connect):
    class Holder:
        def receives(self, sender, **kwargs):
            pass

    holder = Holder()
    connect(ordered, holder.receives)
    connect(ordered, holder.receives, sender=Tag)
    with record() as recording:
        ordered.send(Tag)
    assert "Holder.receives is connected to ordered for every sender" in message(recording, "S301")


def test_the_same_receiver_and_sender_again_is_dropped_by_django(connect):
    receiver(ordered, sender=Tag, weak=False)(index)
    connect(ordered, index, sender=Tag)
    with record() as recording:
        ordered.send(Tag)
    assert "S301" not in codes(recording)


def test_one_receiver_of_two_senders_or_two_signals_is_connected_once_to_each(connect):
    connect(ordered, index, sender=Tag)
    connect(ordered, index, sender=Poster)
    connect(packed, index)
    with record() as recording:
        for sender in (Tag, Poster):
            ordered.send(sender)
            packed.send(sender)
    assert "S301" not in codes(recording)


def test_two_senders_that_look_alike_are_two(signal, connect):
    class Shop:
        pass

    first, second = Shop(), Shop()
    connect(signal, index, sender=first)
    connect(signal, index, sender=second)
    connect(signal, decorated(1))
    connect(signal, decorated(2))
    with record() as recording:
        signal.send(first)
        signal.send(second)
    assert "S301" not in codes(recording)


def test_a_signal_sent_twice_runs_a_receiver_once_each_time(connect):
    connect(ordered, index)
    with record() as recording:
        ordered.send(None)
        ordered.send(None)
    assert "S301" not in codes(recording)


def test_functions_of_one_factory_are_different_receivers(connect):
    connect(ordered, decorated(1))
    connect(ordered, decorated(2))
    with record() as recording:
        ordered.send(None)
    assert recording.as_dict()["totals"]["calls"] == 2
    assert codes(recording).isdisjoint({"S301", "S302"})


def test_methods_of_two_objects_are_different_receivers():
    """Django connects one method of each image field of a model."""
    with record() as recording:
        Poster()
    calls = [each["receiver"].rpartition(".")[2] for each in recording.as_dict()["calls"]]
    assert calls == ["update_dimension_fields"] * 2
    assert codes(recording).isdisjoint({"S301", "S302"})


def test_a_receiver_that_an_earlier_one_kept_from_running_did_not_run_twice(connect):
    def raises(sender, **kwargs):
        raise ValueError("on purpose")

    connect(ordered, index)
    connect(ordered, raises)
    connect(ordered, index, sender=Tag)
    with record() as recording, pytest.raises(ValueError, match="on purpose"):
        ordered.send(Tag)
    assert "S301" not in codes(recording)


def test_what_packages_connect_twice_is_not_the_users_to_mend(connect):
    from django.core.cache import close_caches

    signal = Signal()
    code = "def double(signal, f):\n  signal.connect(f)\n  signal.connect(f, sender=int)"
    names = {}
    exec(compile(code, "/x/site-packages/double.py", "exec"), names)
    names["double"](signal, close_caches)
    with record() as recording:
        signal.send(int)
    assert recording.as_dict()["totals"]["calls"] == 2
    assert "S301" not in codes(recording)


RECEIVERS = """
    from django.dispatch import receiver
    from tests.signals import ordered


    @receiver(ordered, weak=False)
    def note(sender, **kwargs):
        pass


    @receiver(ordered, weak=False)
    def count(sender, **kwargs):
        pass
"""


@pytest.fixture
def board(tmp_path, monkeypatch):
    """Return a function that imports one file by two paths, or two files with one name."""
    imported = []
    before = list(ordered.receivers)

    def board(*names):
        for name in names:
            imported.append(importlib.import_module(name))
        return imported

    for package in ("wall", "wall/board", "shed", "yard", "yard/shed"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        (tmp_path / package / "receivers.py").write_text(textwrap.dedent(RECEIVERS))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "wall")
    yield board
    ordered.receivers[:] = before
    ordered.sender_receivers_cache.clear()
    for name in [
        name for name in sys.modules if name.split(".")[0] in ("wall", "shed", "board", "yard")
    ]:
        del sys.modules[name]


def test_a_module_imported_by_two_paths_runs_its_receivers_twice(board):
    module, _ = board("board.receivers", "wall.board.receivers")
    with record() as recording:
        ordered.send(None)
    [finding] = found(recording, "S302")
    assert finding["message"] == (
        "board.receivers.note and wall.board.receivers.note are one function, imported under two "
        "names: a dispatch of ordered ran both."
    )
    assert (finding["name"], finding["severity"]) == ("imported-twice", "warning")
    assert finding["where"] == {"file": module.__file__, "line": 6}
    assert finding["dispatch"] == recording.as_dict()["dispatches"][0]["id"]
    assert "S301" not in codes(recording)


def test_a_module_imported_by_two_paths_is_not_told_of_before_it_ran(board):
    board("board.receivers", "wall.board.receivers")
    with record() as recording:
        packed.send(None)
    assert "S302" not in codes(recording)


def test_functions_of_one_name_in_two_files_are_two_functions(board):
    board("wall.receivers", "shed.receivers", "yard.shed.receivers")
    with record() as recording:
        ordered.send(None)
    assert recording.as_dict()["totals"]["calls"] == 6
    assert "S302" not in codes(recording)


def test_a_receiver_that_another_module_re_exports_is_one_object(board, connect):
    [module] = board("board.receivers")
    connect(ordered, module.note)
    with record() as recording:
        ordered.send(None)
    assert codes(recording).isdisjoint({"S301", "S302"})


def test_classes_that_inherit_their_call_are_different_receivers(connect):
    class Base:
        def __call__(self, sender, **kwargs):
            pass

    class Other(Base):
        pass

    connect(ordered, Base())
    connect(ordered, Other())
    with record() as recording:
        ordered.send(None)
    assert codes(recording).isdisjoint({"S301", "S302"})
