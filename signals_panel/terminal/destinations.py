"""Where the report of a recording goes: to a file that is open before the command runs."""

from __future__ import annotations

import contextlib
from typing import Any

from django.core.management import CommandError

from .streams import reason, write


class Destination:
    """A file, or a stream where none is wanted. What the file held stays until it is written.

    Attributes:
        stream: what a report goes to that cannot go to the file.
        file: what it goes to; None where it goes to the stream.

    Raises:
        CommandError: the file cannot be opened.
    """

    def __init__(self, path: str | None, stream: Any) -> None:
        self.stream, self.path = stream, path
        try:
            self.file = None if path is None else open(path, "ab")  # noqa: SIM115
        except (OSError, ValueError) as error:
            message = f"--output: {path} cannot be written: {reason(error)}."
            raise CommandError(message) from error

    def write(self, text: str) -> None:
        """Write a report; where the file takes no more, say so and write it to the stream."""
        if self.file is not None:
            try:
                self._write_file(self.file, f"{text}\n".encode("utf-8", "replace"))
            except (OSError, ValueError) as error:
                self._tell(f"{self.path} cannot be written: {reason(error)}. So it is here:")
            else:
                return
        self._tell(text)

    def _write_file(self, file: Any, content: bytes) -> None:
        with file:
            with contextlib.suppress(OSError):  # a pipe has nothing to be emptied of
                file.truncate(0)
            file.write(content)

    def _tell(self, text: str) -> None:
        with contextlib.suppress(CommandError):  # there is nobody left to tell
            write(self.stream, text)
