"""``manage.py showsignals``: what is connected to what, and what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...checks.connections import load_urlconf, problems_in
from ...explain import explain
from ...registry.registry import registry_now
from ...terminal.choosing import chosen, model_called
from ...terminal.explain_text import explanation_lines
from ...terminal.registry_text import as_document, as_text
from ...terminal.streams import style_of, unwrapped, width_of, write


class Command(BaseCommand):
    """Lists connections; runs no receiver and no query."""

    help = "Shows which receivers are connected to which signals, and what is wrong with them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a signal, and what to leave of its connections."""
        parser.add_argument(
            "name",
            nargs="?",
            metavar="NAME",
            help="A signal: its dotted name, the last part of it, or a glob such as 'post_*'.",
        )
        parser.add_argument(
            "--sender",
            metavar="app.Model",
            help="Only receivers that a send by this model would reach.",
        )
        parser.add_argument(
            "--app",
            metavar="label",
            help="Only receivers of this app, and those that a package connects for it.",
        )
        parser.add_argument(
            "--explain",
            metavar="app.Model",
            help="What happens to rows of this model, and who is told: nothing is run.",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, **options: Any) -> None:
        """Print the registry."""
        stdout, stderr = unwrapped(self.stdout), unwrapped(self.stderr)
        error = load_urlconf()
        if error is not None:
            write(stderr, f"{NO_URLCONF} ({type(error).__name__}: {error})")
        if not settings.DEBUG:
            write(stderr, NO_DEBUG)
        write(stdout, self._explained(options) if options["explain"] else self._listed(options))

    def _listed(self, options: dict[str, Any]) -> str:
        asked = options["name"], options["sender"], options["app"]
        registry = chosen(registry_now(), *asked)
        findings = list(problems_in(registry)) if settings.DEBUG else []
        if options["format"] == "json":
            return json.dumps(as_document(registry, findings), indent=2)
        return "\n".join(as_text(registry, findings, *self._looks(options)))

    def _explained(self, options: dict[str, Any]) -> str:
        others = [f"--{each}" for each in ("sender", "app") if options[each]]
        if options["name"] or others:
            message = f"--explain takes no {' and no '.join(others or ['NAME'])}."
            raise CommandError(message)
        found = explain(model_called(options["explain"]), registry_now())
        if options["format"] == "json":
            return json.dumps(found, indent=2)
        return "\n".join(explanation_lines(found, *self._looks(options)))

    def _looks(self, options: dict[str, Any]) -> tuple[Any, int | None]:
        """Return the colours and the width of what is printed."""
        stdout = unwrapped(self.stdout)
        colors = {key: options[key] for key in ("force_color", "no_color")}
        return style_of(stdout, **colors), width_of(stdout)


NO_DEBUG = "DEBUG is off: where receivers were connected is not known, and nothing is checked."
NO_URLCONF = "The URLconf cannot be imported: receivers that only it leads to are missing."
