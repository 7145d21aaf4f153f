"""Signals that are hard to show: markup in every text, long names, deep nesting."""

from __future__ import annotations

from django.dispatch import Signal

MARKUP = "<script>alert('panel')</script>"
DEPTH = 20
LONG_NAME = "a_receiver_whose_name_says_" + "very_" * 20 + "much"

odd_signal = Signal()
deep_signal = Signal()


class OddError(Exception):
    """Has markup for a message."""


def answer_with_markup(sender, **kwargs):
    return MARKUP


def raise_markup(sender, **kwargs):
    raise OddError(MARKUP)


def send_deeper(sender, depth, **kwargs):
    if depth < DEPTH:
        deep_signal.send(sender=sender, depth=depth + 1)


def with_long_name(sender, **kwargs):
    """Is given a long name below."""


with_long_name.__name__ = LONG_NAME
with_long_name.__qualname__ = f"{MARKUP}.<locals>.{LONG_NAME}"

odd_signal.connect(answer_with_markup, dispatch_uid=MARKUP)
odd_signal.connect(raise_markup)
odd_signal.connect(with_long_name)
deep_signal.connect(send_deeper)


def middleware(get_response):
    """Send them in a request that asks for it, as in ``/lab/?odd``."""

    def send_and_respond(request):
        if "odd" in request.GET:
            odd_signal.send_robust(sender=MARKUP, text=MARKUP, words={MARKUP: [MARKUP]})
            deep_signal.send(sender="sender." * 30, depth=1)
        return get_response(request)

    return send_and_respond
