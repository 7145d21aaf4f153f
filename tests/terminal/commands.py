"""Commands as somebody runs them: in a process of their own, in a pipe or on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MANAGE = [sys.executable, "-W", "error", str(Path("demo_site/manage.py"))]


def environment(files, **given):
    """Return what a command of the demo needs, with its database in *files*."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return {**kept, "DEMO_FILES": str(files), "TERM": "xterm", "PYTHONPATH": str(ROOT), **given}


UNWANTED = ("COLUMNS", "DJANGO_COLORS", "DJANGO_SETTINGS_MODULE", "NO_COLOR", "PYTHONWARNINGS")


def run(files, *arguments, manage=MANAGE, stdout=subprocess.PIPE, **given):
    """Run a command of the demo in a pipe; return it once it has ended."""
    return subprocess.run(
        [*manage, *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(files, **given),
        timeout=120,
    )


def run_on_terminal(files, *arguments, columns=80, manage=MANAGE, **given):
    """Run a command on a terminal of so many columns; return its exit code and what it showed."""
    import fcntl
    import pty
    import struct
    import termios

    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*manage, *map(str, arguments)],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=ROOT,
        env=environment(files, **given),
        close_fds=True,
        start_new_session=True,
    )
    os.close(terminal)
    shown = b""
    try:
        while chunk := os.read(controller, 65_536):
            shown += chunk
    except OSError:  # nobody has the terminal open any more
        pass
    os.close(controller)
    return process.wait(120), shown.decode().replace("\r\n", "\n")
