"""A command run under a recording, and the report of it."""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Collection
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand

from ..exporters.chrome_trace import chrome_trace
from ..exporters.files import document_bytes, trace_bytes, without_parameters
from ..recording import Recording, record
from .destinations import Destination
from .live import Live
from .streams import is_terminal
from .tree_text import final_lines

TEXT, JSON, CHROME = FORMATS = ("text", "json", "chrome")


class Tracing(NamedTuple):
    """How a command is traced.

    Attributes:
        title: the first line of a report in text.
        format: one of ``FORMATS``.
        destination: where the report goes.
        style, width: the colours of text, and how wide it may be.
    """

    title: str
    format: str
    destination: Destination
    style: Any
    width: int | None

    def run(self, command: Any, argv: list[str]) -> None:
        """Run a command as Django does; whatever comes of it, report what was recorded.

        What it raises is raised, ``SystemExit`` and ``KeyboardInterrupt`` too. Its help and its
        error about arguments, where nothing was sent, stand alone.
        """
        recording = live = None
        was_parsed = True
        try:
            with record() as recording:
                live = self._live(recording)
                command.run_from_argv(argv)
        except SystemExit as ended:
            was_parsed = not _is_of_parser(ended)
            raise
        finally:
            if live is not None:
                live.stop()
            if recording is not None:
                self._report(recording, live.printed if live else (), was_parsed)

    def _live(self, recording: Recording) -> Live | None:
        """Begin to show rows where somebody reads along."""
        stream = self.destination.stream
        is_read = self.format == TEXT and self.destination.file is None and is_terminal(stream)
        if not is_read or self.width is None:
            return None
        live = Live(recording, stream, self.style, self.width)
        live.start()
        return live

    def _report(self, recording: Recording, printed: Collection[int], was_parsed: bool) -> None:
        """Write the report; an error of ours says so, and never hides what the command raised."""
        try:
            text = self._text(recording, printed, was_parsed)
        except Exception as error:
            text = f"The recording cannot be told: {type(error).__name__}: {error}"
        if text is not None:
            self.destination.write(text)

    def _text(self, recording: Recording, printed: Collection[int], was_parsed: bool) -> str | None:
        timeline, document = recording.expanded()
        if self.format == JSON:
            return document_bytes(without_parameters(document)).decode()
        if self.format == CHROME:
            return trace_bytes(chrome_trace(timeline, document)).decode()
        if not was_parsed and not document["dispatches"]:
            return None
        lines = final_lines(timeline, document, self.style, self.width, printed)
        title = [] if printed else [self.style.MIGRATE_HEADING(self.title)]
        return "\n".join([*title, *lines])


def _is_of_parser(ended: SystemExit) -> bool:
    """Tell whether the parser of a command ended it, before any but ours was executed."""
    codes = [frame.f_code for frame, _ in traceback.walk_tb(ended.__traceback__)]
    executed = codes.count(BaseCommand.execute.__code__)
    traced = codes.count(Tracing.run.__code__)
    return codes[-1] is argparse.ArgumentParser.exit.__code__ and executed < traced
