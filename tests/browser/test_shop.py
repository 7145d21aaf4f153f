"""Orders: placed in a transaction, completed, declined, and rushed in vain."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .panel import details, open_panel, row_of, story, switch_to

pytestmark = pytest.mark.browser


def test_an_order_shows_its_signal_inside_the_transaction(ada):
    switch_to(ada.page, "POST", place_order(ada))
    assert story(ada.page) == dedent("""\
        pre_save Order
        post_save Order
        pre_save OrderLine
        post_save OrderLine
        order_placed Order [in transaction]
          > reserve_stock
          > mail_confirmation""")


def test_a_completed_order_shows_the_receiver_that_mails_the_invoice(ada):
    place_order(ada)
    number = ada.path.split("/")[3]
    switch_to(ada.page, "POST", ada.press("Complete order"))
    assert story(ada.page) == dedent("""\
        pre_save Order
        post_save Order
        order_completed Order
          > mail_invoice""")
    ada.go("/outbox/")
    invoice = ada.page.get_by_role("heading", name=f"Invoice for order {number}", exact=True)
    assert invoice.count() == 1


def test_a_declined_card_shows_the_swallowed_exception_and_the_receiver_after_it(ada):
    place_order(ada)
    ada.fill(card="4000 0000 0000 0002")
    ada.press("Pay")
    open_panel(ada.page)
    assert story(ada.page) == dedent("""\
        payment_failed Order [send_robust]
          > mail_customer
          > ask_gateway_again [swallowed PaymentGatewayError]
          > record_failed_payment
            pre_save FailedPayment
            post_save FailedPayment""")


def test_a_rushed_order_shows_who_raised_and_who_was_not_reached(ada):
    place_order(ada)
    ada.go(f"{ada.path}rush/")
    ada.press("Force complete")
    open_panel(ada.page)
    assert story(ada.page) == dedent("""\
        pre_save Order
        post_save Order
        order_rushed Order [rolled back]
          > book_courier
          > open_warehouse [raised WarehouseClosedError]
          > mail_tracking_code [not reached]""")
    raised = details(row_of(ada.page, "open_warehouse"))["Exception"]
    assert "WarehouseClosedError: The warehouse is closed until tomorrow." in raised
    assert (
        "An earlier receiver raised"
        in details(row_of(ada.page, "mail_tracking_code"))["Not reached"]
    )


def place_order(visitor):
    """Place an order, and be on its page; return the path of the form."""
    visitor.go("/shop/order/")
    visitor.page.get_by_label("Log book").fill("1")
    return visitor.press("Place order")
