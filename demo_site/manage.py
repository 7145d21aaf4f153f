#!/usr/bin/env python
"""Run Django's commands for the demo site."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line


def main() -> None:
    # In place of this directory, so that ``accounts`` is not importable twice.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo_site.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
