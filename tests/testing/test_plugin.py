"""The pytest plugin: its fixture, its option, and that it is not there where it is not used."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import signals_panel

from ..signals import packed

ROOT = Path(signals_panel.__file__).parent.parent


def test_the_fixture_records_from_its_setup_on(project):
    project.write(
        test_fixture="""
        import pytest
        from shop.models import Order, order_placed, place_order, send_invoice

        @pytest.fixture
        def order(db, recorded_signals):
            return place_order(total=3)

        def test_order(recorded_signals, order):
            recorded_signals.assert_sent(order_placed, order=order, times=1)
            recorded_signals.assert_received(send_invoice)
            recorded_signals.clear()
            recorded_signals.assert_not_sent(order_placed)
            place_order(total=4)
            recorded_signals.assert_sent(order_placed, total=4, times=1)
        """
    )
    project.run().assert_outcomes(passed=1)


def test_the_fixture_is_listed_with_what_it_gives(project):
    result = project.run("--fixtures")
    result.stdout.fnmatch_lines(["recorded_signals*", "*to assert what was sent and received."])


@pytest.mark.parametrize("scope", ["class", "session"])
def test_the_fixture_is_of_one_test(project, scope):
    project.write(
        test_scope=f"""
        import pytest

        @pytest.fixture(scope="{scope}")
        def orders(recorded_signals):
            pass

        def test_scope(orders):
            pass
        """
    )
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [f"*ScopeMismatch: *function scoped fixture recorded_signals with a {scope} *"]
    )


def test_requests_to_a_live_server_are_recorded(project):
    project.write(
        test_live="""
        from urllib.request import urlopen
        from django.core.signals import request_started
        from shop.models import order_placed, send_invoice

        def test_live(live_server, recorded_signals):
            for _ in range(2):
                with urlopen(f"{live_server.url}/order/") as response:
                    assert response.read() == b"placed"
            recorded_signals.assert_sent(order_placed, total=5, times=2)
            recorded_signals.assert_sent(request_started, times=2)
            recorded_signals.assert_received(send_invoice, times=2)

        def test_next(live_server, recorded_signals):
            recorded_signals.assert_not_sent(order_placed)
            urlopen(f"{live_server.url}/order/").close()
            recorded_signals.assert_sent(order_placed, times=1)

        def test_not_recorded(live_server):
            urlopen(f"{live_server.url}/order/").close()
        """
    )
    project.run().assert_outcomes(passed=3)


def test_with_xdist_each_process_records_its_own(project):
    project.write(
        test_many="""
        import pytest
        from shop.models import order_placed

        @pytest.mark.parametrize("number", range(6))
        def test_many(recorded_signals, number):
            order_placed.send("a", number=number)
            recorded_signals.assert_sent(order_placed, number=number, times=1)

        def test_fails(recorded_signals):
            recorded_signals.assert_sent(order_placed)
        """
    )
    result = project.run("-n", "2", "--signals")
    result.assert_outcomes(passed=6, failed=1)
    result.stdout.fnmatch_lines(["E *order_placed was not sent.", "*Captured signals call*"])


CASES = """
    import pytest
    from django.test import SimpleTestCase, TestCase
    from shop.models import order_placed

    def test_passes():
        order_placed.send("passes")

    def test_fails():
        order_placed.send("fails")
        assert 0

    class Tests(TestCase):
        def test_case(self):
            order_placed.send("case")
            self.fail("no")

    @pytest.fixture
    def broken():
        order_placed.send("fixture")
        raise KeyError

    def test_errors(broken):
        pass

    @pytest.mark.xfail
    def test_expected():
        assert 0
"""


TREE = """\
Recorded: 1 signal, 1 receiver in 0.00ms
    shop.models.order_placed from {sender}  test_cases.py:{line}
      → shop.models.send_invoice  0.00ms
"""


def test_the_option_adds_what_failing_tests_sent_to_their_reports(project):
    project.write(test_cases=CASES)
    result = project.run("--signals")
    result.assert_outcomes(passed=1, failed=2, errors=1, xfailed=1)
    text = re.sub(r"\d+\.\d\dms", "0.00ms", result.stdout.str())
    assert text.count("Captured signals call") == 2
    for sender, line in (("fails", 9), ("case", 14)):
        assert TREE.format(sender=sender, line=line) in text


def test_what_reads_recordings_is_imported_with_the_first_test_that_fails(project):
    project.write(
        test_imports="""
        import sys
        import pytest
        from shop.models import order_placed

        READ = ("fates", "findings", "exporters", "timeline", "testing", "recording")

        def imported():
            return [name for name in READ if f"signals_panel.{name}" in sys.modules]

        def test_passes():
            order_placed.send("a")

        def test_not_yet():
            order_placed.send("a")
            assert imported() == []

        def test_fails():
            order_placed.send("a")
            assert 0

        def test_now():
            assert set(imported()) == set(READ)
        """
    )
    project.run("--signals").assert_outcomes(passed=3, failed=1)


@pytest.mark.parametrize("asked", [("--signals",), ()], ids=["option", "fixture"])
def test_our_modules_are_not_read_for_assertions_and_those_of_tests_are(project, asked):
    fixture = "" if asked else "recorded_signals"
    project.write(
        test_loaders=f"""
        import sys
        import pytest

        pytest.register_assert_rewrite("signals_panel")

        def test_loaded({fixture}):
            ours = [each for name, each in sys.modules.items() if name.startswith("signals_panel.")]
            specs = [each.__spec__ for each in ours if each.__spec__]
            kinds = [type(each.loader).__name__ for each in specs if "hooks" in each.name]
            assert set(kinds) == {{"SourceFileLoader"}}

        def test_fails():
            one = 1
            assert one == 2
        """
    )
    result = project.run(*asked)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E*assert 1 == 2"])


@pytest.mark.parametrize(
    "options",
    [("junit_logging=all",), ("junit_logging=no",), ("junit_family=xunit1",), ("x", "-n", "2")],
    ids=["all", "no", "xunit1", "xdist"],
)
def test_the_section_is_in_reports_for_machines(project, options):
    option, *more = options
    chosen = () if option == "x" else ("-o", option)
    project.write(test_cases=CASES)
    project.run("--signals", "--junitxml=report.xml", *chosen, *more)
    cases = ET.parse(project.pytester.path / "report.xml").iter("testcase")
    told = {
        case.get("name"): [
            (each.get("name"), re.sub(r"\d+\.\d\dms", "0.00ms", each.get("value")))
            for each in case.iter("property")
        ]
        for case in cases
    }
    failed = (("test_fails", "fails", 9), ("test_case", "case", 14))
    sections = {
        name: [("Captured signals call", TREE.format(sender=sender, line=line).rstrip())]
        for name, sender, line in failed
    }
    others = ("test_passes", "test_errors", "test_expected")
    assert told == {**sections, **{name: [] for name in others}}


def test_without_the_option_nothing_is_added(project):
    project.write(test_cases=CASES)
    result = project.run()
    result.assert_outcomes(passed=1, failed=2, errors=1, xfailed=1)
    result.stdout.no_fnmatch_line("*Captured signals*")


def test_what_a_fixture_recorded_has_what_is_sent_under_the_option_too(project):
    project.write(
        test_both="""
        from shop.models import order_placed

        def test_both(recorded_signals):
            order_placed.send("a", total=3)
            recorded_signals.assert_sent(order_placed, total=3, times=1)
        """
    )
    project.run("--signals").assert_outcomes(passed=1)


def test_what_a_test_records_itself_has_all_statements_under_the_option_too(project):
    project.write(
        test_statements="""
        from shop.models import Order, order_placed
        from signals_panel import record
        from signals_panel.testing import record_signals

        def test_inside(db):
            for opened in (record, record_signals):
                with opened() as recording:
                    Order.objects.create()
                assert len(recording.as_dict()["queries"]) == 1

        def test_outside(db, recorded_signals):
            Order.objects.create()
            assert len(recorded_signals.as_dict()["queries"]) == 1
        """
    )
    project.run("--signals").assert_outcomes(passed=2)


def test_what_a_test_records_itself_has_all_arguments_under_the_option_too(project):
    project.write(
        test_arguments="""
        from shop.models import order_placed
        from signals_panel import record
        from signals_panel.testing import record_signals

        def arguments_in(recording):
            return [each["arguments"] for each in recording.as_dict()["dispatches"]]

        def test_inside():
            for opened in (record, record_signals):
                with opened() as recording:
                    order_placed.send("a", total=3)
                assert arguments_in(recording) == [{"total": "3"}]

        def test_outside(recorded_signals):
            order_placed.send("a", total=3)
            assert arguments_in(recorded_signals) == [{"total": "3"}]
        """
    )
    project.run("--signals").assert_outcomes(passed=2)


def test_the_section_tells_what_rules_find_by_arguments(project):
    project.write(
        test_recursion="""
        from django.db.models.signals import post_save
        from shop.models import Order

        def raise_total(sender, instance, **kwargs):
            if instance.total < 3:
                instance.total += 1
                instance.save()

        def test_fails(db):
            post_save.connect(raise_total, sender=Order)
            Order.objects.create()
            post_save.disconnect(raise_total, sender=Order)
            assert 0
        """
    )
    result = project.run("--signals", "-vv")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Captured signals call*", "*S305 *"])


def test_the_section_counts_the_statements_of_receivers(project):
    project.write(
        test_counts="""
        from shop.models import Order, order_placed

        def counts(sender, **kwargs):
            Order.objects.count()

        def test_fails(db):
            order_placed.connect(counts)
            Order.objects.create()
            order_placed.send("a")
            order_placed.disconnect(counts)
            assert 0
        """
    )
    result = project.run("--signals")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*→ test_counts.counts *ms  1 query"])


ALONE = """
    import sys

    def test_alone():
        found = [name for name in sys.modules if name.split(".")[0] in ("django", "debug_toolbar")]
        assert found == []
        ours = {name for name in sys.modules if name.split(".")[0] == "signals_panel"}
        assert ours == {"signals_panel", "signals_panel.pytest_plugin"}
"""


@pytest.fixture
def without_django(pytester, monkeypatch):
    """Run pytest where no project is, without pytest-django; return what runs it."""
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]")  # what is above the directory of the tests is no matter

    def run(*args):
        plugin = ("-p", "signals_panel.pytest_plugin", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*plugin, *args)

    return run


@pytest.mark.parametrize("option", [(), ("--signals",)])
def test_where_it_is_not_used_neither_django_nor_the_toolbar_is_imported(
    pytester, without_django, option
):
    pytester.makepyfile(test_alone=ALONE)
    without_django(*option).assert_outcomes(passed=1)


def test_without_django_a_failing_test_has_no_section(pytester, without_django):
    pytester.makepyfile("def test_fails(): assert 0")
    result = without_django("--signals")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*Captured signals*")


def test_the_fixture_needs_no_settings(pytester, without_django):
    pytester.makepyfile(
        """
        from django.dispatch import Signal

        placed = Signal()

        def test_placed(recorded_signals):
            placed.send("a", total=3)
            recorded_signals.assert_sent(placed, total=3)
            recorded_signals.assert_no_findings()

        def test_not_placed(recorded_signals):
            recorded_signals.assert_sent(placed)
        """
    )
    result = without_django()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E * was not sent."])


def test_an_installed_distribution_has_the_plugin_by_its_entry_point(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{pytester.path}:{ROOT}")
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    points = re.search(
        r'\[project.entry-points.pytest11\]\n"(.+)" = "(.+)"\n',
        (Path(__file__).parents[2] / "pyproject.toml").read_text(),
    )
    info = pytester.mkdir("other_name-1.dist-info")
    info.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: other-name\nVersion: 1\n")
    info.joinpath("entry_points.txt").write_text(f"[pytest11]\n{points[1]} = {points[2]}\n")
    pytester.makeini("[pytest]")
    pytester.makepyfile("def test_it(recorded_signals): pass")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)
    both = pytester.runpytest_subprocess(
        "-p", "signals_panel.pytest_plugin", "-p", "no:cacheprovider"
    )
    both.assert_outcomes(passed=1)


def test_the_tests_here_have_the_fixture_too(recorded_signals):
    packed.send("a", total=3)
    recorded_signals.assert_sent(packed, total=3)


ASYNC = """
    import asyncio
    import pytest
    from asgiref.sync import sync_to_async
    from django.test import TestCase
    from shop.models import order_placed, send_invoice
    from signals_panel.testing import SignalAssertions

    {mark}
    async def test_async(recorded_signals):
        await order_placed.asend("async", total=3)
        await asyncio.sleep(0)
        order_placed.send("sync")
        await sync_to_async(order_placed.send)("thread")
        recorded_signals.assert_sent(order_placed, sender="async", total=3)
        recorded_signals.assert_sent(order_placed, sender="thread")
        recorded_signals.assert_received(send_invoice, times=3)

    class Tests(SignalAssertions, TestCase):
        async def test_case(self):
            with self.assertSignalSent(order_placed, sender="case"):
                await order_placed.asend("case")
            with self.assertSignalNotSent(order_placed):
                await asyncio.sleep(0)
"""


def test_async_tests_of_anyio_and_of_django_record(project):
    mark = '@pytest.mark.anyio\n    @pytest.mark.parametrize("anyio_backend", ["asyncio"])'
    project.write(test_async=ASYNC.replace("{mark}", mark))
    project.run("-p", "no:asyncio").assert_outcomes(passed=2)


@pytest.mark.parametrize("scope", ["function", "session"])
def test_async_tests_of_pytest_asyncio_record(project, scope):
    pytest.importorskip("pytest_asyncio")
    project.pytester.makeini(
        "[pytest]\npythonpath = .\nasyncio_mode = strict\n"
        f"asyncio_default_fixture_loop_scope = {scope}\n"
    )
    mark = f'@pytest.mark.asyncio(loop_scope="{scope}")'
    project.write(test_async=ASYNC.replace("{mark}", mark))
    project.run().assert_outcomes(passed=2)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="mypy is a tool of the newest Pythons")
def test_a_test_file_of_a_consumer_passes_mypy_strict(pytester):
    api = pytest.importorskip("mypy.api")
    pytester.makepyfile(
        test_typed="""
        from django.dispatch import Signal
        from unittest import TestCase
        from unittest.mock import ANY
        from signals_panel.testing import (
            Received, Sent, SignalAssertions, SignalRecording, mute_signals, record_signals,
        )

        placed = Signal()

        def index(sender: object, **kwargs: object) -> None: ...

        def test_placed(recorded_signals: SignalRecording) -> None:
            with record_signals() as recording:
                placed.send("a", total=3)
            sent: Sent = recording.assert_sent(placed, sender=ANY, times=1, total=3)
            total: int = sent.arguments["total"]
            line: int | None = sent.caller["line"] if sent.caller else None
            every: list[Sent] = recording.sent()
            calls: list[Received] = recording.received(index, signal=placed)
            queries: int = sum(call.queries for call in calls)
            kinds: list[str] = [call.error["type"] for call in calls if call.error]
            recording.assert_not_sent(placed, sender=None)
            recording.assert_received(index, times=2)
            recording.assert_not_received(index, signal=placed)
            recording.assert_no_findings(ignore=["S204"])
            text: str = recording.outline()
            recording.clear()

        @mute_signals(placed, sender=object, receiver=index)
        def test_muted() -> None: ...

        @mute_signals(placed)
        async def test_later() -> int:
            with mute_signals(placed) as muted:
                return 3

        @mute_signals(placed)
        class Tests(SignalAssertions, TestCase):
            def test_one(self) -> None:
                with self.assertSignalSent(placed, sender="a", total=3) as recording:
                    placed.send("a", total=3)
                recording.outline()
                with self.assertSignalNotSent(placed):
                    pass

        def returns() -> int:
            return len(test_later.__name__)
        """
    )
    arguments = [
        "--strict",
        "--no-incremental",
        "--config-file=",
        str(pytester.path / "test_typed.py"),
    ]
    output, errors, _ = api.run(arguments)
    told = [line for line in output.splitlines() if "test_typed.py" in line]
    assert (told, errors) == ([], "")
