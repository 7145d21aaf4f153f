"""The variants in turn: a shared machine drifts, and what drifts must drift for all alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .worker import Worker

PROCESSES = 8
"""How many processes each variant gets, one after the other."""
Samples = dict[str, dict[str, list[float]]]
"""Figures by question, then by variant; in nanoseconds as a rule."""
Questions = Mapping[str, Mapping[str, Any]]
"""By name, the keys that a worker's function is called with."""


@dataclass
class Measured:
    """What the workers made of their questions.

    Attributes:
        samples: What they answered.
        problems: Why a variant has no samples, or too few.
    """

    samples: Samples
    problems: dict[str, str] = field(default_factory=dict)


def interleave(
    module: str,
    variants: Sequence[str],
    questions: Questions,
    rounds: int,
    processes: int = PROCESSES,
) -> Measured:
    """Ask every variant every question, once a round, in an order that rotates.

    Two processes of one variant differ by some percent all their lives, by how their memory
    happens to lie: each variant gets several processes, which share the rounds.
    """
    measured = Measured({name: {variant: [] for variant in variants} for name in questions})
    for _ in range(processes):
        workers = [Worker(module, variant) for variant in variants]
        ask_rounds(workers, questions, -(-rounds // processes), measured.samples)
        for worker in workers:
            worker.close()
            if worker.problem:
                measured.problems[worker.variant] = worker.problem
    return measured


def ask_rounds(
    workers: Sequence[Worker],
    questions: Questions,
    rounds: int,
    samples: Samples,
) -> None:
    """Add the answers of these rounds to the samples, those of a first, warming one excepted."""
    for number in range(rounds + 1):
        turn = number % len(workers)
        for name, question in questions.items():
            for worker in [*workers[turn:], *workers[:turn]]:
                answer = worker.ask(**question) or []
                if number:
                    samples[name][worker.variant] += answer
