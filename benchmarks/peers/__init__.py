"""What a user would otherwise use, beside us: what it takes, what it stores and what it shows.

Each page is served by each of them: requests A and B, a list of 10,000 instances, and 500
dispatches in each other.
"""

from __future__ import annotations


def measure(rounds: int) -> None:
    """Measure all that are installed, and print their table."""
    from . import measuring, written

    print(written.text(measuring.measure_all(rounds), rounds), "\n")


def write(rounds: int) -> None:
    """Measure all that are installed, and put their table into docs/performance.md."""
    from . import measuring, written

    written.write(measuring.measure_all(rounds), rounds)
