"""``manage.py tracesignals COMMAND``."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from tests.app.management.commands.trial import step_taken, walk

from .commands import ROOT, environment, run, run_on_terminal
from .test_showsignals import plain

TESTS = {
    "manage": [sys.executable, "-W", "error", "-m", "django"],
    "DJANGO_SETTINGS_MODULE": "tests.settings",
}
WALK = "tests.app.management.commands.trial.walk"
SIGNAL = "tests.app.management.commands.trial.step_taken"


@pytest.fixture(autouse=True)
def _nobody_walks():
    yield
    step_taken.disconnect(walk)


def traced(tmp_path, *arguments, **given):
    return run(tmp_path, "tracesignals", *arguments, **TESTS, **given)


def test_the_tree_of_a_command_goes_to_stderr_with_findings_and_totals_last(tmp_path):
    answer = traced(tmp_path, "trial", "--steps", 2)
    assert answer.returncode == 0
    assert answer.stdout == "step 0 taken\nstep 1 taken\n\n"
    done, title, first, called, *_, finding, totals = answer.stderr.splitlines()
    assert done == "done"
    assert title == "Signals of trial:"
    assert re.fullmatch(rf"  {SIGNAL} from step 0  tests/app/.+/trial\.py:\d+", first)
    assert re.fullmatch(rf"    → {WALK}  \d\.\d\dms", called)
    assert finding.startswith("! S303 ")
    assert re.fullmatch(r"2 signals, 2 receivers in \d\.\d\dms, 0 queries", totals)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("", 0),
        ("command_error", 7),
        ("error", 1),
        ("exits", 5),
        ("receiver_error", 1),
        ("interrupted", -signal.SIGINT),
    ],
)
def test_output_exit_code_and_exception_are_the_commands_own(end, code, tmp_path):
    arguments = ("trial", "--steps", 3, *(("--ends", end) if end else ()))
    alone, answer = run(tmp_path, *arguments, **TESTS), traced(tmp_path, *arguments)
    assert alone.returncode == answer.returncode == code
    assert alone.stdout == answer.stdout
    assert alone.stderr.splitlines()[-1] in answer.stderr.splitlines()
    assert "3 signals" in answer.stderr or "4 signals" in answer.stderr


def test_a_receiver_that_raises_is_in_the_tree(tmp_path):
    answer = traced(tmp_path, "trial", "--ends", "receiver_error")
    assert re.search(r"✗ .*stumble  \d\.\d\dms  raised: ValueError: a stone", answer.stderr)
    assert ", 1 error\n" in answer.stderr


def test_what_stands_before_the_command_is_ours_and_what_follows_its_own(tmp_path):
    target = tmp_path / "signals.txt"
    answer = traced(tmp_path, "--output", target, "trial", "--output", "mine", "--steps", 1)
    assert answer.stdout == "step 0 taken\nmine\n"
    assert answer.stderr == "done\n"
    assert f"→ {WALK}" in target.read_text()


def test_two_hyphens_are_the_commands_own(tmp_path):
    arguments = ("trial", "--", "--steps", "--output=x")
    alone = run(tmp_path, *arguments, **TESTS)
    assert alone.stdout == traced(tmp_path, *arguments).stdout
    assert alone.stdout == traced(tmp_path, "--", *arguments).stdout


@pytest.mark.parametrize("before", [(), ("tracesignals",)])
def test_the_help_of_a_command_is_its_own(tmp_path, before):
    alone = run(tmp_path, "trial", "--help", **TESTS)
    answer = traced(tmp_path, *before, "trial", "--help")
    assert alone.stdout == answer.stdout
    assert answer.returncode == 0
    assert answer.stderr == ""


def test_wrong_arguments_of_a_command_are_its_own_error(tmp_path):
    alone = run(tmp_path, "trial", "--step", "x", **TESTS)
    answer = traced(tmp_path, "trial", "--step", "x")
    assert alone.returncode == answer.returncode == 2
    assert answer.stderr == alone.stderr


def test_a_command_that_does_not_exist_is_djangos_error(tmp_path):
    alone, answer = run(tmp_path, "tirale", **TESTS), traced(tmp_path, "tirale")
    assert alone.returncode == answer.returncode == 1
    assert alone.stderr == answer.stderr
    assert "Did you mean trial?" in answer.stderr


def test_without_a_command_it_says_what_is_missing(tmp_path):
    answer = traced(tmp_path)
    assert answer.returncode == 2
    assert "the following arguments are required: COMMAND" in answer.stderr


def test_as_json_it_is_the_document(tmp_path):
    target = tmp_path / "signals.json"
    traced(tmp_path, "--format", "json", "--output", target, "trial")
    document = json.loads(target.read_text())
    assert document["schema"] == 1
    assert [each["receiver"] for each in document["calls"]] == [WALK]
    assert [each["code"] for each in document["findings"]] == ["S303"]


def test_as_chrome_trace_it_is_what_viewers_open(tmp_path):
    target = tmp_path / "signals.trace.json"
    traced(tmp_path, "--format", "chrome", "--output", target, "trial")
    events = json.loads(target.read_text())["traceEvents"]
    assert [each["name"] for each in events if each["ph"] == "X"] == [SIGNAL, WALK]


@pytest.mark.parametrize("place", ["missing/signals.txt", "."])
def test_output_that_cannot_be_opened_is_said_before_the_command_runs(place, tmp_path):
    answer = traced(tmp_path, "--output", tmp_path / place, "trial")
    assert answer.returncode == 1
    assert answer.stdout == ""
    message = f"CommandError: --output: {tmp_path / place} cannot be written: "
    assert answer.stderr.startswith(message)
    assert len(answer.stderr.splitlines()) == 1


def test_output_that_can_be_written_no_more_goes_to_stderr(tmp_path):
    answer = traced(tmp_path, "--output", "/dev/full", "trial", "--ends", "exits")
    assert answer.returncode == 5
    message = "/dev/full cannot be written: No space left on device. So it is here:"
    assert message in answer.stderr.splitlines()
    assert f"→ {WALK}" in answer.stderr


def test_what_a_file_holds_stays_until_there_is_something_to_write(tmp_path):
    target = tmp_path / "signals.txt"
    target.write_text("of yesterday")
    traced(tmp_path, "--output", target, "tirale")
    assert target.read_text() == "of yesterday"
    traced(tmp_path, "--output", target, "trial")
    assert target.read_text().startswith("Signals of trial:\n")


def test_stderr_that_cannot_be_written_changes_nothing_of_the_command(tmp_path):
    with open("/dev/full", "w") as full:
        answer = subprocess.run(
            [*TESTS["manage"], "tracesignals", "trial", "--ends", "exits"],
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=False,
            cwd=ROOT,
            env=environment(tmp_path, DJANGO_SETTINGS_MODULE="tests.settings"),
        )
    assert answer.stdout == "step 0 taken\n\n"


def test_stderr_that_is_closed_changes_nothing_of_the_command(tmp_path):
    command = f"exec {sys.executable} -m django tracesignals trial --ends exits 2>&-"
    answer = subprocess.run(
        ["sh", "-c", command],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(tmp_path, DJANGO_SETTINGS_MODULE="tests.settings"),
    )
    assert answer.returncode == 5
    assert answer.stdout == "step 0 taken\n\n"


@pytest.mark.parametrize("arguments", [("runserver",), ("runserver", "--nothreading", "8123")])
def test_runserver_is_refused_with_the_reason_and_what_to_do(arguments, tmp_path):
    answer = traced(tmp_path, *arguments)
    assert answer.returncode == 1
    assert answer.stderr.startswith("CommandError: runserver reloads itself: ")
    assert answer.stderr.endswith(" Give it --noreload.\n")
    assert answer.stdout == ""


def test_a_command_that_begins_to_reload_is_refused_then(tmp_path):
    answer = traced(tmp_path, "trial", "--ends", "reloads")
    assert answer.returncode == 1
    assert "CommandError: trial reloads itself: " in answer.stderr


@pytest.mark.parametrize("option", ["--noreload", "--norel"])
def test_runserver_that_does_not_reload_is_run(option, tmp_path):
    """It fails at once, having found no such address."""
    answer = traced(tmp_path, "runserver", "--skip-checks", option, "256.0.0.1:8123")
    assert answer.stderr.startswith("Error: [Errno ")


def test_interrupted_by_ctrl_c_it_shows_what_there_was(tmp_path):
    with subprocess.Popen(
        [*TESTS["manage"], "tracesignals", "trial", "--steps", "1000", "--pause", "0.05"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(tmp_path, DJANGO_SETTINGS_MODULE="tests.settings", PYTHONUNBUFFERED="1"),
    ) as process:
        assert process.stdout.readline() == "step 0 taken\n"
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert f"  {SIGNAL} from step 0" in stderr
    assert re.search(r"^\d+ signals?, \d+ receivers? in .*, 0 queries$", stderr, re.MULTILINE)
    assert stderr.endswith("KeyboardInterrupt\n")


def test_what_call_command_is_told_to_write_to_is_written_to():
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command("tracesignals", "trial", "--steps", "2", stdout=stdout, stderr=stderr)
    assert stdout.getvalue() == "step 0 taken\nstep 1 taken\n\n"
    assert f"→ {WALK}" in stderr.getvalue()


def test_what_a_command_raises_call_command_raises():
    with pytest.raises(LookupError, match="no way"):
        call_command("tracesignals", "trial", "--ends", "error", stderr=io.StringIO())


def test_nothing_of_the_autoreloader_is_left_replaced():
    from django.utils import autoreload

    before = autoreload.run_with_reloader
    with pytest.raises(CommandError, match=r"Give it --noreload\.$"):
        call_command("tracesignals", "runserver")
    call_command("tracesignals", "trial", stdout=io.StringIO(), stderr=io.StringIO())
    assert autoreload.run_with_reloader is before


SLOW = ("tracesignals", "trial", "--steps", 5, "--pause", 0.8)


def test_on_a_terminal_rows_and_a_count_show_while_it_takes_long(tmp_path):
    _, text = run_on_terminal(tmp_path, *SLOW, **TESTS)
    shown = plain(text)
    count = shown.index("… 2 received, 2 receivers called, 2 s")
    assert shown.index("step_taken from step 0") < count < shown.index("step_taken from step 4")
    for step in range(5):
        assert shown.count(f"step_taken from step {step}") == 1
    assert shown.splitlines()[-1].startswith("5 signals, 5 receivers in ")


def test_what_is_quick_shows_no_count(tmp_path):
    _, text = run_on_terminal(tmp_path, "tracesignals", "trial", "--steps", 2, **TESTS)
    assert "received," not in text
    assert "\x1b[36;1mSignals of trial:" in text


def test_in_a_pipe_nothing_shows_before_the_end(tmp_path):
    answer = run(tmp_path, *SLOW, **TESTS)
    assert "received," not in answer.stderr
    assert "\x1b" not in answer.stderr


def test_a_command_may_fork_while_rows_are_shown(tmp_path):
    code, text = run_on_terminal(tmp_path, *SLOW, "--ends", "forks", **TESTS)
    assert code == 0
    assert plain(text).count("step_taken from step 4") == 1


def test_migrate_on_an_empty_database_shows_every_signal_with_receivers_and_queries(tmp_path):
    answer = run(tmp_path, "tracesignals", "migrate", "--verbosity", 0)
    assert answer.returncode == 0
    assert answer.stdout == ""
    lines = answer.stderr.splitlines()
    apps = [
        "admin",
        "auth",
        "contenttypes",
        "sessions",
        "simple_history",
        "accounts",
        "blog",
        "shop",
        "lab",
        "findings",
    ]
    for name in ("pre_migrate", "post_migrate"):
        sent = [line for line in lines if line.startswith(f"  django.db.models.signals.{name} ")]
        assert [re.search(r"AppConfig\((\w+)\)", line)[1] for line in sent] == apps
    rows = answer.stderr.partition("signals.post_migrate from AppConfig(shop)")[2]
    rows = rows.partition("\n  django.")[0]
    receivers = re.findall(r"^    → (\S+)  \S+ms(?:  (\d+) quer(?:y|ies))?$", rows, re.MULTILINE)
    queries = {name.rpartition(".")[2]: int(count or 0) for name, count in receivers}
    assert queries["create_permissions"] > 1
    assert queries["create_contenttypes"] == 1


def test_on_a_terminal_of_80_columns_no_line_of_ours_is_longer(tmp_path):
    _, text = run_on_terminal(tmp_path, "tracesignals", "migrate", "--verbosity", 0)
    assert max(map(len, re.sub(r".*\r", "", plain(text)).splitlines())) <= 80
    assert "    → inject_rename_contenttypes_operations  " in plain(text)
