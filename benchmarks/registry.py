"""What the registry and the findings cost, for a project of some size, once warm."""

from __future__ import annotations

import atexit
import gc
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from .project import OURS
from .report import Target, Timing, print_problems, table
from .rounds import Samples, interleave

SIGNALS, RECEIVERS, FILES = 100, 5, 300
"""How many signals there are, receivers of each, and files in the project."""
BATCH = 5
DERIVING, UNCHANGED = Target(5), Target(20)
HEAD = ["deriving", "min", "median", ""]
MAKING = "registry_now() and its text, ms"
FINDING = f"find() on {SIGNALS} dispatches, ms"
BOTH = "both, ms"
KEPT = "stored_registry(), nothing changed, µs"

RECEIVER = """
@receiver(signals.signal_{signal}, sender={sender})
def receive_{signal}_{number}(sender, **kwargs):
    return {number}
"""
IMPORTS = "from django.contrib.auth.models import User\nfrom django.dispatch import receiver\n"


def prepare(variant: str) -> Callable[[str], list[float]]:
    """Return what times a step; a project with receivers is written and imported for it."""
    import django
    from django.conf import settings

    sys.path.insert(0, str(write_project()))
    settings.configure(
        DEBUG=True,
        INSTALLED_APPS=[
            "signals_panel",
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "bench_shop",
        ],
        ROOT_URLCONF="bench_shop.urls",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    steps = steps_of(timeline())

    def answer(step: str) -> list[float]:
        gc.collect()
        return [timed(steps[step]) for _ in range(BATCH)]

    return answer


def write_project() -> Path:
    """Write an app, of whose files one in ten is not imported; return the directory it is in."""
    directory = Path(tempfile.mkdtemp(prefix="signals-panel-bench-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    app = directory / "bench_shop"
    names = [f"signal_{number}" for number in range(SIGNALS)]
    created = "\n".join(f"{name} = Signal()" for name in names)
    write(app / "signals.py", f"from django.dispatch import Signal\n{created}\n")
    write(app / "__init__.py", "")
    write(app / "receivers.py", f"{IMPORTS}from . import signals\n{''.join(receivers())}")
    imports = ["from . import receivers\n"]
    for number in range(FILES):
        package = app / f"part_{number % 20}"
        write(package / "__init__.py", "")
        write(package / f"module_{number}.py", "from django.dispatch import receiver\n")
        if number % 10:
            imports.append(f"from .part_{number % 20} import module_{number}\n")
    write(app / "urls.py", f"{''.join(imports)}urlpatterns = []\n")
    return directory


def receivers() -> Iterator[str]:
    for signal in range(SIGNALS):
        for number in range(RECEIVERS):
            yield RECEIVER.format(signal=signal, number=number, sender=("None", "User")[number % 2])


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def timeline() -> Any:
    """Return the timeline of a recording in which every signal was sent."""
    from bench_shop import signals, urls  # noqa: F401 - the URLconf is loaded
    from django.contrib.auth.models import User

    from signals_panel import record
    from signals_panel.log.tables import tables_of
    from signals_panel.timeline import Timeline

    with record() as recording:
        for number in range(SIGNALS):
            getattr(signals, f"signal_{number}").send(User, instance=User(pk=number))
    return Timeline([tables_of(recording)])


def steps_of(timeline: Any) -> dict[str, Callable[[], Any]]:
    """Return what there is to time, by name."""
    from signals_panel.fates.connected import Connected
    from signals_panel.findings import find
    from signals_panel.registry import registry

    known = registry.registry_now()
    registry.stored_registry()
    return {
        MAKING: lambda: registry.encoded(registry.registry_now()),
        FINDING: lambda: find(Connected(timeline, known)),
        BOTH: lambda: find(
            Connected(timeline, registry.decoded(registry.encoded(registry.registry_now())))
        ),
        KEPT: registry.stored_registry,
    }


def timed(step: Callable[[], Any]) -> float:
    """Return the nanoseconds that a step takes."""
    started = perf_counter_ns()
    step()
    return perf_counter_ns() - started


def measure(rounds: int) -> None:
    """Time the steps; print them beside their targets."""
    steps = (MAKING, FINDING, BOTH, KEPT)
    measured = interleave(__name__, [OURS], {step: {"step": step} for step in steps}, rounds)
    print_problems(measured.problems)
    if not measured.problems:
        size = f"{SIGNALS} signals, {SIGNALS * RECEIVERS} connections, {FILES} files"
        print(table(f"The registry and the findings: {size}", HEAD, rows(measured.samples)))


def rows(samples: Samples) -> Iterator[list[str]]:
    """Yield a row for each step, with its target judged by the median."""
    for step, figures in samples.items():
        timing = Timing.of(figures[OURS])
        unit, target = (1e3, UNCHANGED) if step == KEPT else (1e6, DERIVING)
        shown = [f"{figure / unit:.2f}" for figure in (timing.minimum, timing.median)]
        yield [step, *shown, target.judge(timing.median / unit) if step in (BOTH, KEPT) else ""]
