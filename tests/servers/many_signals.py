"""Requests that send as many signals as they are asked for, each with one receiver."""

from __future__ import annotations

from django.dispatch import Signal

many_signal = Signal()
twin_signal = Signal()


class Sender:
    pass


def answer(sender, number, **kwargs):
    return number


def answer_twin(sender, number, **kwargs):
    return number


many_signal.connect(answer)
twin_signal.connect(answer_twin)


def middleware(get_response):
    """Send them in a request that asks for it, as in ``/lab/?many=100``.

    With ``twins`` another signal follows each, so many times.
    """

    def send_and_respond(request):
        for number in range(int(request.GET.get("many", 0))):
            many_signal.send(sender=Sender, number=number)
            for _ in range(int(request.GET.get("twins", 0))):
                twin_signal.send(sender=Sender, number=number)
        return get_response(request)

    return send_and_respond
