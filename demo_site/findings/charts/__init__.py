"""Charts of tides and currents. One of them can be imported under two names."""

import sys
from importlib import import_module
from pathlib import Path


def import_by_short_name(name: str) -> None:
    """Import a chart as where both this directory and its parents are on ``sys.path``."""
    directory = str(Path(__file__).parent)
    sys.path.append(directory)
    try:
        import_module(name)
    finally:
        sys.path.remove(directory)
