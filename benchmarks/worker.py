"""Subprocesses that measure: questions and answers as lines of JSON.

Settings and patches are process-wide, so each variant lives in a process of its own.
A module is served to a worker by its ``prepare(variant)``, which returns a function
that takes the question's keys and returns a JSON-safe answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "PYTHONHASHSEED": "0"}
"""Without chance in how dicts are laid out."""


class Worker:
    """A long-lived subprocess that measures one variant.

    Attributes:
        variant: What it measures, as ``prepare`` of its module understands it.
        problem: Why it can answer nothing (more), or an empty string.
    """

    def __init__(self, module: str, variant: str) -> None:
        self.variant = variant
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", module, variant],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=ENVIRONMENT,
        )
        self.problem = ""
        self._answer()

    def ask(self, **question: Any) -> Any:
        """Return the answer, or None when the worker has a problem."""
        if self.problem:
            return None
        print(json.dumps(question), file=self.process.stdin, flush=True)
        return self._answer()

    def close(self) -> None:
        self.process.communicate()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline() or '{"problem": "the process ended"}'
        reply = json.loads(line)
        self.problem = reply.get("problem", "")
        return reply.get("answer")


def main(module: str, variant: str) -> None:
    """Serve one module's questions until standard input ends."""
    replies, sys.stdout = sys.stdout, sys.stderr  # a stray print must not look like a reply
    try:
        answer = import_module(module).prepare(variant)
        print("{}", file=replies, flush=True)
        for line in sys.stdin:
            print(json.dumps({"answer": answer(**json.loads(line))}), file=replies, flush=True)
    except Exception as error:
        print(json.dumps({"problem": described(error)}), file=replies, flush=True)


def described(error: Exception) -> str:
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({at.filename}:{at.lineno})"


if __name__ == "__main__":
    main(*sys.argv[1:])
