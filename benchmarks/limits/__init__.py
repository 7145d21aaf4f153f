"""How far recording goes, and what is left of it where things go wrong.

``python -m benchmarks limits``; with ``--quick`` everything is smaller. Each limit is reached
twice, in a process of its own each time: with the toolbar and our panel, and with the toolbar
and a panel that does nothing. What the user's program got must be the same.
"""

from .table import measure

__all__ = ["measure"]
