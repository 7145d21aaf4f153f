"""``manage.py tracesignals COMMAND``: the signals that a command sends."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand, CommandParser, OutputWrapper

from ...terminal.destinations import Destination
from ...terminal.reloading import refused
from ...terminal.streams import style_of, unwrapped, width_of
from ...terminal.tracing import FORMATS, Tracing


class Command(BaseCommand):
    """Runs another command as Django does, under a recording."""

    help = (
        "Runs a command and shows the signals that it sent. The options stand before COMMAND: all "
        "that follows is the command's own. What is shown goes to stderr."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take our options, then a command with its arguments."""
        parser.add_argument("--output", metavar="FILE", help="Write what is shown to this file.")
        parser.add_argument("--format", choices=FORMATS, default="text")
        parser.add_argument(
            "command",
            nargs=argparse.PARSER,  # REMAINDER after a positional would lose a "--"
            metavar="COMMAND",
            help="A command, such as migrate, and its arguments.",
        )

    def handle(self, **options: Any) -> None:
        """Run the command, and report."""
        name, *arguments = options["command"][options["command"][0] == "--" :]
        utility = ManagementUtility([sys.argv[0], name, *arguments])
        command = utility.fetch_command(name)
        with refused(name, command, arguments):
            self._share_streams(command, options)
            self._tracing(name, options).run(command, utility.argv)

    def _tracing(self, name: str, options: dict[str, Any]) -> Tracing:
        destination = Destination(options["output"], unwrapped(self.stderr))
        stream = destination.file or destination.stream
        colors = {key: options[key] for key in ("force_color", "no_color")}
        return Tracing(
            f"Signals of {name}:",
            options["format"],
            destination,
            style_of(stream, **colors),
            width_of(stream),
        )

    def _share_streams(self, command: Any, options: dict[str, Any]) -> None:
        """Have the command write where ``call_command`` was told that this one shall."""
        for stream in ("stdout", "stderr"):
            if options.get(stream):
                setattr(command, stream, OutputWrapper(options[stream]))
