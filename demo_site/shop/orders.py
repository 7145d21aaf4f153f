"""The two steps of an order that other apps may want to hear of."""

from django.contrib.auth.models import User
from django.db import transaction

from demo_site.shop.models import Order, Product
from demo_site.shop.signals import order_completed, order_placed, order_rushed


def place_order(customer: User, quantities: dict[Product, int]) -> Order:
    """Save an order of so many of each product, and tell everybody before the commit."""
    with transaction.atomic():
        order = Order.objects.create(customer=customer)
        for product, quantity in quantities.items():
            order.lines.create(product=product, quantity=quantity, price=product.price)
        order_placed.send(sender=Order, order=order, user=customer)
    return order


def complete_order(order: Order, user: User) -> None:
    mark_completed(order)
    order_completed.send(sender=Order, order=order, user=user)


def rush_order(order: Order) -> None:
    """Complete *order* unless a receiver raises: what that undoes is rolled back."""
    with transaction.atomic():
        mark_completed(order)
        order_rushed.send(sender=Order, order=order)


def mark_completed(order: Order) -> None:
    order.status = Order.Status.COMPLETED
    order.save(update_fields=["status"])
