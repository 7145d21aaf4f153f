"""Receivers of the shop; those without a decorator are connected in ``apps.py``."""

from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.dispatch import receiver
from django.template.loader import render_to_string

from demo_site.shop.models import FailedPayment, Order, Product
from demo_site.shop.signals import order_completed, order_placed


class PaymentGatewayError(Exception):
    """The bank's service does not answer."""


class WarehouseClosedError(Exception):
    """Nobody is there to hand over the parcel."""


@receiver(order_placed)
def reserve_stock(sender: type[Order], order: Order, **kwargs: Any) -> None:
    lines = order.lines.select_related("product")
    for line in lines:
        line.product.stock -= line.quantity
    Product.objects.bulk_update([line.product for line in lines], ["stock"])


@receiver(order_placed)
def mail_confirmation(sender: type[Order], order: Order, user: User, **kwargs: Any) -> None:
    # Sent inside the transaction, so the mail waits until the order is really there.
    subject, message = f"{order} is placed", f"Thank you, {user.username}! We have {order}."
    transaction.on_commit(partial(send_mail, subject, message, None, [user.email]))


@receiver(order_completed)
def mail_invoice(sender: type[Order], order: Order, user: User, **kwargs: Any) -> None:
    lines = order.lines.select_related("product")
    message = render_to_string("shop/invoice.txt", {"order": order, "lines": lines})
    send_mail(f"Invoice for order {order.pk}", message, None, [order.customer.email])


def mail_customer(sender: type[Order], order: Order, reason: str, **kwargs: Any) -> None:
    message = f"{order} is not paid yet: {reason}"
    send_mail("Your card was declined", message, None, [order.customer.email])


def ask_gateway_again(sender: type[Order], order: Order, **kwargs: Any) -> None:
    raise PaymentGatewayError("The payment gateway does not answer.")


def record_failed_payment(sender: type[Order], order: Order, reason: str, **kwargs: Any) -> None:
    FailedPayment.objects.create(order=order, reason=reason)


def book_courier(sender: type[Order], order: Order, **kwargs: Any) -> str:
    return f"A courier will come for order {order.pk}."


def open_warehouse(sender: type[Order], order: Order, **kwargs: Any) -> None:
    raise WarehouseClosedError("The warehouse is closed until tomorrow.")


def mail_tracking_code(sender: type[Order], order: Order, **kwargs: Any) -> None:
    """Never reached: the receiver before it raises, and send() lets that through."""
    message = f"Follow your parcel with the code {order.pk:08}."
    send_mail("Your parcel is on its way", message, None, [order.customer.email])
