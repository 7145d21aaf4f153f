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

    With ``two`` another signal follows each, from another line every tenth time.
    """

    def send_and_respond(request):
        for number in range(int(request.GET.get("many", 0))):
            many_signal.send(sender=Sender, number=number)
            if "two" in request.GET:
                twin_signal.send(sender=Sender, number=number)
        return get_response(request)

    return send_and_respond
