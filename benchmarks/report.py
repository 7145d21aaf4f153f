"""What was measured, as text: figures, ratios, and each target beside its figure."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median


@dataclass(frozen=True)
class Timing:
    """The two figures that a batch of samples is boiled down to, in nanoseconds.

    Attributes:
        minimum: What the work costs when nothing else disturbs it.
        median: What it costs usually; where the collector runs now and then, that shows here.
    """

    minimum: float
    median: float

    @classmethod
    def of(cls, samples: Sequence[float]) -> Timing:
        """Return the timing of these samples, of which there must be one."""
        return cls(min(samples), median(samples))

    def over(self, other: Timing) -> Timing:
        """Return the ratios of minima and of medians."""
        return Timing(self.minimum / other.minimum, self.median / other.median)


@dataclass(frozen=True)
class Target:
    """A figure not to exceed, and a better one to aim at."""

    most: float
    aim: float | None = None

    def judge(self, figure: float) -> str:
        """Return the target and whether the figure meets it, as one cell."""
        text = f"<= {self.most:g} {verdict(figure <= self.most)}"
        if self.aim is not None:
            text += f", aim {self.aim:g} {verdict(figure <= self.aim)}"
        return text

    def judge_ratio(self, ratio: Timing) -> str:
        """Judge the worse of the two ratios: a target that only one of them meets is not met."""
        return self.judge(max(ratio.minimum, ratio.median))


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is a label and whose last is a remark."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join([title, *(f"  {line(cells, widths)}" for cells in lines), ""])


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    label, *figures, remark = cells
    padded = [cell.rjust(width) for cell, width in zip(figures, widths[1:-1], strict=True)]
    return "   ".join([label.ljust(widths[0]), *padded, remark]).rstrip()


def milliseconds(nanoseconds: float) -> str:
    return f"{nanoseconds / 1e6:.2f}"


def print_problems(problems: Mapping[str, str]) -> None:
    """Say which variants could not be measured, and why."""
    for variant, problem in problems.items():
        print(f"  not measured: {variant}: {problem}")


def header() -> str:
    versions = {"Python": platform.python_version()} | {
        name: version(name) for name in ("Django", "django-debug-toolbar")
    }
    return ", ".join(f"{name} {number}" for name, number in versions.items()) + "\n"
