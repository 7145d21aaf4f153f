"""What failing tests say, whole: pytest runs them in a process of its own."""

from __future__ import annotations

FAILING = """
import pytest
from django.db.models.signals import post_save, pre_delete
from shop.models import *
from signals_panel.testing import mute_signals

pytestmark = pytest.mark.django_db


def test_otherwise(recorded_signals):
    place_order(total=3)
    recorded_signals.assert_sent(order_placed, sender=Order, order=Order(pk=99), total=3, token="x")


def test_too_often(recorded_signals):
    place_order(total=3)
    place_order(total=4)
    recorded_signals.assert_sent(order_placed, times=1)


def test_bypassed(recorded_signals):
    Order.objects.bulk_create([Order(), Order()])
    Order.objects.update(total=4)
    recorded_signals.assert_sent(post_save, sender=Order)


def test_bypassed_with_nobody_to_miss_it(recorded_signals):
    Cart.objects.create()
    Cart.objects.all().delete()
    recorded_signals.assert_sent(pre_delete, sender=Order)


def test_sent_though(recorded_signals):
    place_order(total=3)
    recorded_signals.assert_not_sent(order_placed, total=3)


def test_other_sender(recorded_signals):
    place_order(total=3)
    recorded_signals.assert_received(clear_cart)


def test_never_imported(recorded_signals):
    recorded_signals.assert_received(reindex)


def test_not_sent(recorded_signals):
    recorded_signals.assert_received(send_invoice)


def test_muted(recorded_signals):
    with mute_signals(order_placed):
        place_order(total=3)
    recorded_signals.assert_received(send_invoice)


def test_on_commit(recorded_signals):
    transaction.on_commit(lambda: place_order(total=3))
    recorded_signals.assert_sent(order_placed)


def test_findings(recorded_signals):
    Order.objects.bulk_create([Order(), Order()])
    recorded_signals.assert_no_findings()


def test_not_reached(recorded_signals):
    def fails(sender, **kwargs):
        raise KeyError("stock")

    order_placed.receivers.insert(0, ((1, id(None)), fails, *order_placed.receivers[0][2:]))
    order_placed.sender_receivers_cache.clear()
    try:
        with pytest.raises(KeyError):
            place_order(total=3)
        recorded_signals.assert_received(send_invoice)
    finally:
        del order_placed.receivers[0]


def test_died(recorded_signals):
    class Till:
        def close(self, sender, **kwargs):
            pass

    order_placed.connect(Till().close)
    place_order(total=3)
    recorded_signals.assert_received(Till.close)


def test_disconnected(recorded_signals):
    order_placed.disconnect(send_invoice)
    place_order(total=3)
    order_placed.connect(send_invoice)
    recorded_signals.assert_received(send_invoice)
"""

MESSAGES = {
    "test_otherwise": """
shop.models.order_placed was not sent from shop.models.Order with order=shop.Order(pk=99), \
total=3, token=********.

It was sent once otherwise:
  from shop.models.Order
    order = shop.Order(pk=1)   ≠ shop.Order(pk=99)
    total = 3
    token = ********   ≠ ******** (another value)

Recorded: 7 signals, 2 receivers in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
  > shop.models.order_placed from shop.models.Order  shop/models.py:17
      → shop.models.send_invoice  0.00ms
""",
    "test_too_often": """
shop.models.order_placed was sent twice, not once.
  from shop.models.Order
    order = shop.Order(pk=1)
    total = 3
    token = ********
  from shop.models.Order
    order = shop.Order(pk=2)
    total = 4
    token = ********

Recorded: 10 signals, 4 receivers in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
  > shop.models.order_placed from shop.models.Order  shop/models.py:17
      → shop.models.send_invoice  0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
  > shop.models.order_placed from shop.models.Order  shop/models.py:17
      → shop.models.send_invoice  0.00ms
""",
    "test_bypassed": """
django.db.models.signals.post_save was not sent from shop.models.Order.

bulk_create() changed 2 rows of shop.models.Order without sending it  test_fail.py:21
update() changed 2 rows of shop.models.Order without sending it  test_fail.py:22

Recorded: 4 signals, 0 receivers in 0.00ms
""",
    "test_bypassed_with_nobody_to_miss_it": """
django.db.models.signals.pre_delete was not sent from shop.models.Order.

Recorded: 4 signals, 0 receivers in 0.00ms
""",
    "test_sent_though": """
shop.models.order_placed was sent once with total=3.
  from shop.models.Order
    order = shop.Order(pk=1)
    total = 3
    token = ********

Recorded: 5 signals, 2 receivers in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
  > shop.models.order_placed from shop.models.Order  shop/models.py:17
      → shop.models.send_invoice  0.00ms
""",
    "test_other_sender": """
shop.models.clear_cart was not called.
  connected to shop.models.order_placed from shop.models.Cart: sent only by shop.models.Order

Recorded: 5 signals, 2 receivers in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
    shop.models.order_placed from shop.models.Order  shop/models.py:17
      → shop.models.send_invoice  0.00ms
""",
    "test_never_imported": """
shop.models.reindex was not called.
  connected to no signal
  shop/late.py:3 connects a receiver, but nothing has imported shop.late

Recorded: nothing.
""",
    "test_not_sent": """
shop.models.send_invoice was not called.
  connected to shop.models.order_placed: not sent

Recorded: nothing.
""",
    "test_muted": """
shop.models.send_invoice was not called.
  connected to shop.models.order_placed: muted by mute_signals()

Recorded: 5 signals, 1 receiver in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
    shop.models.order_placed from shop.models.Order  shop/models.py:17
      · shop.models.send_invoice  muted
""",
    "test_on_commit": """
shop.models.order_placed was not sent.

test_fail.test_on_commit.<locals>.<lambda> was to run on commit: waiting: a TestCase never \
commits  test_fail.py:57

Recorded: nothing.
""",
    "test_findings": """
1 finding in what was recorded:
  S204 bulk_create() made 2 rows of shop.models.Order: shop.models.index_order was not called.  \
test_fail.py:62
       save() each row or send the signal yourself if they have work to do, or silence S204 if \
they do not matter here.
""",
    "test_not_reached": """
shop.models.send_invoice was not called.
  connected to shop.models.order_placed: not reached: \
test_fail.test_not_reached.<locals>.fails raised before it

Recorded: 5 signals, 3 receivers in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
    shop.models.order_placed from shop.models.Order  shop/models.py:17
      ✗ test_fail.test_not_reached.<locals>.fails  0.00ms  raised: KeyError: stock
      · shop.models.send_invoice  not reached
""",
    "test_died": """
test_fail.test_died.<locals>.Till.close was not called.
  connected to shop.models.order_placed: died meanwhile: only weak references held the receiver

Recorded: 5 signals, 2 receivers in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
    shop.models.order_placed from shop.models.Order  shop/models.py:17
      → shop.models.send_invoice  0.00ms
""",
    "test_disconnected": """
shop.models.send_invoice was not called.
  connected to shop.models.order_placed: connected only after it was sent
  connected to shop.models.order_placed: disconnected meanwhile

Recorded: 5 signals, 1 receiver in 0.00ms
    django.db.models.signals.post_save from shop.models.Order  shop/models.py:16
      → shop.models.index_order  0.00ms
""",
}


def test_messages_say_what_was_sent_otherwise_and_why_not(project):
    project.write(test_fail=FAILING)
    found = project.messages()
    assert found.keys() == MESSAGES.keys()
    expected = {name: text.strip("\n") for name, text in MESSAGES.items()}
    assert [name for name in found if found[name] != expected[name]] == []


def test_pytest_points_at_the_line_of_the_test(project):
    project.write(
        test_line="""
        from shop.models import order_placed
        from signals_panel.testing import SignalAssertions, record_signals
        from django.test import SimpleTestCase

        def test_line():
            with record_signals() as recording:
                pass
            recording.assert_sent(order_placed)  # here

        class Tests(SignalAssertions, SimpleTestCase):
            def test_case(self):
                with self.assertSignalSent(order_placed):  # here
                    pass
        """
    )
    result = project.run()
    result.assert_outcomes(failed=2)
    pointed = [line for line in result.outlines if line.startswith(">")]
    assert len(pointed) == 2
    assert all(line.endswith("# here") for line in pointed)
    assert not [line for line in result.outlines if "signals_panel/testing" in line]


LONG = """
from shop.models import order_placed, send_invoice

def test_long(recorded_signals):
    for number in range(50):
        order_placed.send("a", number=number)
    recorded_signals.assert_sent(order_placed, number=50)
"""


def test_a_message_has_thirty_lines_unless_all_are_asked_for(project):
    project.write(test_long=LONG)
    [text] = project.messages().values()
    lines = text.splitlines()
    assert len(lines) == 30
    assert lines[2] == "It was sent 50 times otherwise:"
    assert lines[9] == "  … 47 more"
    assert lines[-1] == "… 83 more; -vv shows all"
    [whole] = project.messages("-vv").values()
    assert len(whole.splitlines()) == 2 + 1 + 100 + 1 + 101
    assert "more" not in whole


def test_each_of_two_tests_records_its_own_and_afterwards_nothing_is_kept(project):
    project.write(
        test_two="""
        import pytest
        from shop.models import order_placed

        kept = []

        def test_one(recorded_signals):
            order_placed.send("a")
            recorded_signals.assert_sent(order_placed, times=1)
            kept.append(recorded_signals)

        def test_two(recorded_signals):
            recorded_signals.assert_not_sent(order_placed)
            with pytest.raises(RuntimeError, match="The test of this recording is over"):
                kept[0].sent()
            assert "order_placed" in str(kept[0])
        """
    )
    project.run().assert_outcomes(passed=2)
