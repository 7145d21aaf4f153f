"""A command that does what it is told, as those do that somebody traces."""

from __future__ import annotations

import os
import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.dispatch import Signal
from django.utils import autoreload

step_taken = Signal()


def walk(sender, **kwargs):
    pass


def stumble(sender, **kwargs):
    raise ValueError("a stone")


class Command(BaseCommand):
    """Sends a signal for each step, and ends in one of many ways."""

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--steps", type=int, default=1)
        parser.add_argument("--pause", type=float, default=0.0)
        parser.add_argument("--ends", default="")
        parser.add_argument("--output", default="")
        parser.add_argument("rest", nargs="*")

    def handle(self, **options):
        step_taken.connect(walk)
        for step in range(options["steps"]):
            self.stdout.write(f"step {step}", ending="")
            time.sleep(options["pause"])
            step_taken.send(f"step {step}")
            self.stdout.write(" taken")
        self.stdout.write(f"{options['output']}{options['rest'] or ''}")
        if self.stderr._out is not None:  # closed
            self.stderr.write("done")
        if options["ends"]:
            getattr(self, options["ends"])()

    def command_error(self):
        raise CommandError("lost the way", returncode=7)

    def error(self):
        raise LookupError("no way")

    def exits(self):
        sys.exit(5)

    def receiver_error(self):
        step_taken.connect(stumble)
        step_taken.send("last")

    def interrupted(self):
        raise KeyboardInterrupt

    def forks(self):
        child = os.fork()
        if not child:
            os._exit(0)
        os.waitpid(child, 0)

    def reloads(self):
        autoreload.run_with_reloader(self.walk_on)

    def walk_on(self):
        raise AssertionError
