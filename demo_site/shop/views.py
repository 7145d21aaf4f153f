from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from demo_site.shop.forms import OrderForm, PaymentForm
from demo_site.shop.models import Order, Product
from demo_site.shop.orders import complete_order, place_order, rush_order
from demo_site.shop.receivers import WarehouseClosedError
from demo_site.shop.signals import payment_failed


def products(request: HttpRequest) -> HttpResponse:
    orders = Order.objects.filter(customer=request.user.pk).prefetch_related("lines")
    context = {"products": Product.objects.all(), "orders": orders}
    return render(request, "shop/list.html", context)


@login_required
def order(request: HttpRequest) -> HttpResponse:
    form = OrderForm(request.POST or None)
    if not form.is_valid():
        return render(request, "shop/order.html", {"form": form})
    placed = place_order(request.user, form.quantities())
    messages.success(request, f"{placed} is placed.")
    return redirect(placed)


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render_order(request, own_order(request, pk), form=PaymentForm())


@login_required
@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    order = own_order(request, pk)
    if order.is_completed:
        messages.info(request, f"{order} was completed before.")
    else:
        complete_order(order, request.user)
        messages.success(request, f"{order} is completed, and the invoice is in the outbox.")
    return redirect(order)


@login_required
@require_POST
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    order = own_order(request, pk)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return render_order(request, order, form=form)
    if form.is_declined:
        reason = "The bank declined the card."
        responses = payment_failed.send_robust(sender=Order, order=order, reason=reason)
        form.add_error("card", reason)
        return render_order(request, order, form=form, errors=errors_among(responses))
    order.paid = True
    order.save(update_fields=["paid"])
    messages.success(request, f"{order} is paid.")
    return redirect(order)


@login_required
def rush(request: HttpRequest, pk: int) -> HttpResponse:
    order = own_order(request, pk)
    if request.method == "POST" and not order.is_completed:
        try:
            rush_order(order)
        except WarehouseClosedError as error:
            return render(request, "shop/rush_failed.html", {"order": order, "error": error})
    return render(request, "shop/rush.html", {"order": order})


def own_order(request: HttpRequest, pk: int) -> Order:
    orders = Order.objects.select_related("customer").prefetch_related("lines__product")
    return get_object_or_404(orders, pk=pk, customer=request.user)


def render_order(request: HttpRequest, order: Order, **context: Any) -> HttpResponse:
    return render(request, "shop/detail.html", {"order": order, **context})


def errors_among(responses: list[tuple[Any, Any]]) -> list[Exception]:
    """Return what the receivers of a send_robust() raised."""
    return [response for _, response in responses if isinstance(response, Exception)]
