"""How signals are sent, who sends them, and what comes back."""

from demo_site.lab.chapters.sending import answers, senders, waiting

__all__ = ["answers", "senders", "waiting"]
