"""The table of the peers in docs/performance.md says what was measured, also what is against us."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.peers.measuring import MISSING, Figures, Row
from benchmarks.peers.peer import Control, Kept, Peer
from benchmarks.peers.serving import ALL, KINDS
from benchmarks.peers.toolbars import Ours
from benchmarks.peers.tracers import Kolo
from benchmarks.peers.written import BEGIN, END, PAGE, put, text
from benchmarks.report import Timing

ROOT = Path(__file__).parent.parent


def row(peer, ms=1.0, megabytes=50.0, stored=0):
    timing = Timing(ms * 1e6, 2 * ms * 1e6)
    return Row(peer, {kind: Figures(timing, megabytes, Kept(stored)) for kind in KINDS})


def line(written, start):
    return next(each for each in written.splitlines() if each.startswith(start))


def test_the_page_has_a_row_for_each_peer_with_the_version_that_make_bench_installs():
    written = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    pins = dict(re.findall(r'"([\w-]+)==([\d.]+)', (ROOT / "pyproject.toml").read_text("utf-8")))
    for peer in ALL:
        pin = f" {pins[peer.distribution]}" if peer.distribution else ""
        assert f"\n| {peer.name}{pin} | " in written


def test_what_takes_less_than_ours_is_told_and_what_takes_more_is_not():
    written = text([row(Peer(), ms=2, megabytes=60, stored=9), row(Ours(), ms=4, stored=10)], 4)
    assert "request B: plain Django 0.50" in line(written, "- Less time")
    assert "request B: none" in line(written, "- Less memory")
    assert "request B: plain Django 0.90" in line(written, "- Fewer bytes")


def test_noise_is_in_the_table_and_is_no_peer_that_takes_less():
    written = text([row(Control(), ms=2), row(Ours(), ms=4)], 4)
    assert line(written, "| plain Django again").count("2.0 (4.0) ms, 50 MB, 0.0 kB") == len(KINDS)
    assert "plain Django" not in line(written, "- Less time")


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (MISSING, MISSING),
        ("ValueError: a|b (/home/ada/shop/kolo.py:7)", r"ValueError: a\|b"),
        ("ValueError: first\nsecond", "ValueError: first"),
    ],
)
def test_a_peer_that_does_not_run_is_told_with_the_reason_and_without_a_figure(problem, told):
    written = text([Row(Kolo(), problem=problem), row(Ours())], 4)
    assert line(written, "| kolo").startswith(f"| kolo | not measured: {told} |  |")


def test_without_figures_of_ours_nothing_is_said_to_be_in_our_favour():
    written = text([row(Peer()), Row(Ours(), problem="ImportError: no")], 4)
    assert "request A: this panel was not measured" in line(written, "- Less time")


def test_only_what_is_between_the_marks_is_written():
    page = f"before\n{BEGIN}\nold \\1\n{END}\nafter\n"
    assert put(page, r"new \1") == f"before\n{BEGIN}\nnew \\1\n{END}\nafter\n"
    assert put(f"{BEGIN}\n{END}\n", "new") == f"{BEGIN}\nnew\n{END}\n"
    with pytest.raises(ValueError, match="not in the page"):
        put("before\nafter\n", "new")
