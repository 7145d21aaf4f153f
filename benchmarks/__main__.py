"""The command line: ``python -m benchmarks [all]``, or one of ``SUBJECTS``; see ``LONG``."""

from __future__ import annotations

import argparse

from . import (
    connects,
    hidden,
    instructions,
    kaleidoscope,
    limits,
    million,
    opening,
    peers,
    plugin,
    reading,
    recording,
    registry,
    report,
    requests,
    sends,
    spans,
)

SUBJECTS = {
    "requests": requests.measure,
    "hidden": hidden.measure,
    "sends": sends.measure,
    "recording": recording.measure,
    "reading": reading.measure,
    "million": million.measure,
    "registry": registry.measure,
    "connects": connects.measure,
    "opening": opening.measure,
    "instructions": instructions.measure,
    "kaleidoscope": kaleidoscope.measure,
    "peers": peers.measure,
    "spans": spans.measure,
    "plugin": plugin.measure,
    "limits": limits.measure,
}
LONG = ("limits",)
"""Those that take several minutes, and are measured only when asked for by name."""
ROUNDS, QUICK_ROUNDS = 24, 4


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description="Measure what recording signals costs."
    )
    parser.add_argument("subject", nargs="?", default="all", choices=[*SUBJECTS, "all"])
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="turns that each variant gets (%(default)s)"
    )
    parser.add_argument(
        "--quick",
        action="store_const",
        dest="rounds",
        const=QUICK_ROUNDS,
        help="few rounds, smaller limits: a first impression, too noisy to judge by",
    )
    parser.add_argument(
        "--profile",
        choices=[*requests.TARGETS],
        metavar="A|B",
        help="instead of measuring, profile our requests of this kind",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="with peers: put their table into docs/performance.md instead of printing it",
    )
    return parser.parse_args()


def main() -> None:
    chosen = options()
    print(report.header(), flush=True)
    if chosen.profile:
        requests.profile(chosen.profile)
        return
    if chosen.subject == "peers" and chosen.write:
        peers.write(chosen.rounds)
        return
    for subject, measure in SUBJECTS.items():
        if chosen.subject == subject or (chosen.subject == "all" and subject not in LONG):
            measure(chosen.rounds)


if __name__ == "__main__":
    main()
