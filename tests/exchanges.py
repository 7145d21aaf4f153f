"""One request and its answer, as a WSGI and an ASGI server exchange them, in process."""

from __future__ import annotations

import asyncio
import io

from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import AsyncRequestFactory, RequestFactory


class Answer:
    """What a WSGI server got from the application; it still has to ``finish`` it."""

    def __init__(self, path):
        environ = {**RequestFactory().get(path).environ, "wsgi.input": io.BytesIO()}
        self.headers = {}
        self.parts = WSGIHandler()(environ, self.start)

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = status, dict(headers)

    def finish(self):
        """Read and close the body; return it."""
        body = b"".join(self.parts)
        self.parts.close()
        return body


class Exchange:
    """One request to the ASGI application, and what it sent back."""

    def __init__(self, path, *, leaves_after=None):
        self.scope = AsyncRequestFactory().get(path).scope
        self.messages = []
        self.received = 0
        self.leaves_after = leaves_after

    async def run(self):
        """Serve the request; the client leaves after so many messages, if it does."""
        self.left = asyncio.Event()
        await ASGIHandler()(self.scope, self.receive, self.send)
        return self

    async def receive(self):
        self.received += 1
        if self.received == 1:
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.messages.append(message)
        if len(self.messages) == self.leaves_after:
            self.left.set()
            await asyncio.Event().wait()  # until the server cancels what it still sends

    @property
    def headers(self):
        """The response's headers, as text."""
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}
