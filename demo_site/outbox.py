"""The mails that the receivers sent, read back from the files they were written to."""

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default as default_policy
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RULE = b"\n" + b"-" * 79 + b"\n"
"""What Django's file backend writes after every mail."""

MAX_FILES = 50


def outbox(request: HttpRequest) -> HttpResponse:
    """Show the newest mails first."""
    mails = list(newest_mails(settings.OUTBOX_DIR))
    return render(request, "outbox.html", {"mails": mails, "mail_server": settings.MAIL_SERVER})


def newest_mails(directory: Path) -> Iterator[dict[str, object]]:
    files = sorted(directory.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[:MAX_FILES]:
        for mail in reversed(file.read_bytes().split(RULE)[:-1]):
            yield mail_parts(email.message_from_bytes(mail, policy=default_policy))


def mail_parts(message: EmailMessage) -> dict[str, object]:
    """Return what the page shows of *message*, ready for a template."""
    body = message.get_body(("plain",))
    return {
        "subject": message["subject"],
        "to": message["to"],
        "date": message["date"].datetime,
        "body": body.get_content().strip() if body else "",
    }
