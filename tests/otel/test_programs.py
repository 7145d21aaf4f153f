"""Random programs do the same inside spans, recorded or not, as plain ones without all of it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from tests.differential.kinds import OUT_OF_SIGHT
from tests.differential.programs import async_programs, sync_programs
from tests.differential.test_programs import TRIED, process, trying, unordered

some = settings(trying, max_examples=1 + TRIED // 4)


@pytest.fixture(scope="module")
def plain():
    with process("plain") as run:
        yield run


@pytest.fixture(scope="module", params=["spans", "panel spans"])
def spans(request):
    """Run programs inside spans: where the panel is not there, and where it records too."""
    with process(request.param) as run:
        yield run


@given(program=sync_programs())
@some
def test_a_program_does_what_it_does_without_spans(program, plain, spans):
    [expected] = plain(program)
    traced, ended = spans(program)
    assert traced == expected
    if OUT_OF_SIGHT.isdisjoint(program["signals"]):
        assert ended == 1 + sum(call["seen"] for call in expected["calls"])


@given(program=async_programs())
@some
def test_a_program_of_tasks_does_what_it_does_without_spans(program, plain, spans):
    [expected] = plain(program)
    assume(expected["fuel"] >= 0)
    traced, _ = spans(program)
    assert unordered(traced) == unordered(expected)
