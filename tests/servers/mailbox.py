"""An SMTP server that keeps what it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy

from aiosmtpd.controller import Controller

from .demo import free_port


class Mailbox:
    """What came by mail.

    Attributes:
        url: the address of the server, for ``SMTP_URL``.
        mails: what arrived and was not taken yet.
    """

    def __init__(self) -> None:
        self.url = ""
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=default_policy))
        return "250 Kept"

    def take(self) -> list[EmailMessage]:
        """Return the mails that arrived since the last time."""
        taken, self.mails = self.mails, []
        return taken


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Serve SMTP on loopback, in a thread."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    box.url = f"smtp://127.0.0.1:{controller.port}"
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
