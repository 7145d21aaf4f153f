"""Requests that send as many signals as they are asked for, each with one receiver."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.dispatch import Signal

many_signal = Signal()
twin_signal = Signal()
outer_signal, inner_signal = Signal(), Signal()


class Sender:
    pass


def answer(sender, number, **kwargs):
    return number


def answer_twin(sender, number, **kwargs):
    return number


def tell_inner(sender, **kwargs):
    inner_signal.send_robust(sender=Sender)


def count_users(sender, **kwargs):
    for _ in range(2):
        get_user_model().objects.count()


def fail(sender, **kwargs):
    raise LookupError("As somebody asked.")


outer_signal.connect(tell_inner)
inner_signal.connect(count_users)
inner_signal.connect(fail)
many_signal.connect(answer)
twin_signal.connect(answer_twin)


def middleware(get_response):
    """Send them in a request that asks for it, as in ``/lab/?many=100``.

    With ``twins`` another signal follows each, so many times. With ``nested`` there is one more,
    inside of which another is sent whose receivers query and raise.
    """

    def send_and_respond(request):
        for number in range(int(request.GET.get("many", 0))):
            many_signal.send(sender=Sender, number=number)
            for _ in range(int(request.GET.get("twins", 0))):
                twin_signal.send(sender=Sender, number=number)
        if "nested" in request.GET:
            outer_signal.send(sender=Sender)
        return get_response(request)

    return send_and_respond
