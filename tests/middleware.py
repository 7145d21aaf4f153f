"""Middleware outside of the toolbar's: what it sends, the toolbar never sees."""

from __future__ import annotations

from asgiref.sync import iscoroutinefunction
from django.utils.decorators import sync_and_async_middleware

from .signals import after_view, before_view


@sync_and_async_middleware
def outer(get_response):
    if iscoroutinefunction(get_response):

        async def middleware(request):
            await before_view.asend("outer")
            response = await get_response(request)
            await after_view.asend("outer")
            return response

    else:

        def middleware(request):
            before_view.send("outer")
            response = get_response(request)
            after_view.send("outer")
            return response

    return middleware
