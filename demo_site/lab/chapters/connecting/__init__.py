"""How receivers are connected and disconnected, and what can be one."""

from demo_site.lab.chapters.connecting import (
    connections,
    connections_kept,
    disconnections,
    receivers,
)

__all__ = ["connections", "connections_kept", "disconnections", "receivers"]
