"""``manage.py showsignals``."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import setting_changed
from django.db.backends.signals import connection_created
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import Signal
from django.test.signals import template_rendered
from django.utils.autoreload import autoreload_started, file_changed

from signals_panel.registry.registry import registry_now
from signals_panel.terminal import streams
from signals_panel.terminal.choosing import chosen
from tests.app.models import Branch, Post, Tag

from .commands import run, run_on_terminal

parcel_sent = Signal()
parcel_lost = Signal()
HERE = "tests.terminal.test_showsignals"


def weigh(sender, **kwargs):
    pass


def stamp(sender, **kwargs):
    pass


async def fetch(sender, **kwargs):
    pass


def shown(*arguments, **options):
    """Return the lines that the command prints into a pipe."""
    stdout = io.StringIO()
    call_command("showsignals", *arguments, stdout=stdout, **options)
    return stdout.getvalue().splitlines()


def refused(*arguments):
    with pytest.raises(CommandError) as raised:
        shown(*arguments)
    assert raised.value.returncode == 1
    return str(raised.value)


def document(*arguments):
    return json.loads("\n".join(shown(*arguments, "--format", "json")))


def line_of(function):
    return f"tests/terminal/test_showsignals.py:{function.__code__.co_firstlineno}"


def test_each_connection_is_a_line_with_signal_sender_receiver_and_place(connect):
    connect(parcel_sent, weigh, sender=Post)
    [line, _] = shown(f"{HERE}.parcel_sent")
    signal, sender, receiver, place, notes = re.split(r"  +", line)
    assert signal == f"{HERE}.parcel_sent"
    assert sender == "tests.app.models.Post"
    assert receiver == f"{HERE}.weigh"
    assert place == line_of(weigh)
    assert notes.startswith("weak=False, connected at tests/conftest.py:")


def test_receivers_are_in_the_order_of_their_calls(connect):
    for each in (weigh, fetch, stamp):
        connect(parcel_sent, each)
    assert [
        re.search(r"(\w+)  +tests/terminal", line)[1] for line in shown("parcel_sent")[:-1]
    ] == [
        "weigh",
        "fetch",
        "stamp",
    ]


def test_what_is_unusual_about_a_connection_is_said(connect):
    connect(parcel_sent, fetch, dispatch_uid="once\x1b[2J", weak=True)
    line = shown("parcel_sent")[0]
    assert "every sender" in line
    assert "async, dispatch_uid=once\\x1b[2J" in line
    assert "weak=False" not in line


@pytest.mark.parametrize(
    "name", ["parcel_sent", f"{HERE}.parcel_sent", "test_showsignals.parcel_sent", "parcel_s*"]
)
def test_a_signal_is_found_by_its_dotted_name_the_end_of_it_or_a_glob(name, connect):
    connect(parcel_sent, weigh)
    assert [line.split()[0] for line in shown(name)[:-1]] == [f"{HERE}.parcel_sent"]


def test_a_glob_may_be_of_the_whole_name(connect):
    connect(parcel_sent, weigh)
    names = [line.split()[0] for line in shown(f"{HERE}.*")[:-1]]
    assert names == [f"{HERE}.parcel_lost", f"{HERE}.parcel_sent"]


def test_a_signal_that_nobody_receives_is_shown_as_such():
    assert shown("parcel_lost") == [
        f"{HERE}.parcel_lost  no receivers",
        "0 connections to 0 signals, 1 signal without receivers, 0 findings",
    ]


@pytest.mark.parametrize(
    "name", ["parcel_snet", "PARCEL_SENT", "*.parcel_snet", f"{HERE}.parcel_set"]
)
def test_a_signal_that_does_not_exist_is_an_error_that_offers_the_nearest(name):
    message = refused(name)
    assert message.startswith(f"No signal is called '{name}'. Did you mean ")
    assert f"{HERE}.parcel_sent" in message


def test_of_a_name_like_no_other_nothing_is_offered():
    assert refused("zzzz") == "No signal is called 'zzzz'."


def test_by_sender_are_the_receivers_that_its_sends_would_reach(connect):
    connect(post_save, weigh, sender=Post)
    connect(post_save, stamp)
    connect(post_save, fetch, sender=Tag)
    found = [
        each["receiver"] for each in document("post_save", "--sender", "app.Post")["connections"]
    ]
    assert f"{HERE}.weigh" in found
    assert f"{HERE}.stamp" in found
    assert f"{HERE}.fetch" not in found


def test_a_model_hears_no_signal_that_models_never_send():
    found = {each["signal"] for each in document("--sender", "app.Branch")["connections"]}
    assert "django.core.signals.setting_changed" not in found
    assert "django.core.signals.request_started" not in found


@pytest.mark.parametrize(
    "signal",
    [setting_changed, connection_created, template_rendered, autoreload_started, file_changed],
)
def test_a_model_does_not_hear_what_django_sends_by_something_else(signal, connect):
    connect(signal, weigh)
    found = document("--sender", "app.Branch")["connections"]
    assert f"{HERE}.weigh" not in {each["receiver"] for each in found}


def test_a_sender_may_be_written_in_any_case_or_as_a_dotted_name(connect):
    connect(post_save, weigh, sender=Branch)
    texts = {
        "\n".join(shown("post_save", "--sender", each))
        for each in ("app.Branch", "app.branch", "tests.app.models.Branch")
    }
    assert len(texts) == 1


def test_the_model_of_a_many_to_many_field_is_a_sender(connect):
    connect(m2m_changed, weigh, sender=Post.tags.through)
    [found] = document("m2m_changed", "--sender", "app.Post_tags")["connections"]
    assert found["receiver"] == f"{HERE}.weigh"


def test_a_sender_that_is_no_model_is_found_by_its_name(connect):
    connect(parcel_sent, weigh, sender="a till")
    connect(parcel_sent, stamp, sender="another")
    [found] = document("--sender", "a till", "parcel_sent")["connections"]
    assert found["receiver"] == f"{HERE}.weigh"


def test_a_sender_that_does_not_exist_is_an_error_that_offers_the_nearest():
    message = refused("--sender", "app.Pots")
    assert message.startswith("No model is called 'app.Pots'. Did you mean app.Post or ")


def test_an_app_that_does_not_exist_is_an_error_that_offers_the_nearest():
    assert refused("--app", "sesions") == "No app is called 'sesions'. Did you mean sessions?"


def test_by_app_are_its_receivers():
    shown = document("--app", "auth")
    found = shown["connections"]
    assert shown["signals"] == sorted({each["signal"] for each in found})
    assert {each["receiver"].rpartition(".")[2] for each in found} >= {"update_last_login"}
    assert all(each["receiver"].startswith("django.contrib.auth.") for each in found)


def test_by_signal_are_the_modules_that_nothing_imports_and_may_be_of_it():
    names = {"for it": f"{HERE}.parcel_sent", "for any": "", "for another": f"{HERE}.parcel_lost"}
    unimported = [{"module": name, "signal": signal} for name, signal in names.items()]
    found = chosen({**registry_now(), "unimported": unimported}, "parcel_sent", None, None)
    assert [each["module"] for each in found["unimported"]] == ["for it", "for any"]


def test_in_a_pipe_there_are_colours_only_where_they_are_forced(connect):
    connect(parcel_sent, weigh)
    assert "\x1b[" not in "".join(shown("parcel_sent"))
    style = streams.style_of(io.StringIO(), force_color=True)
    assert style.ERROR("x") != "x"
    assert streams.style_of(io.StringIO(), no_color=True).ERROR("x") == "x"


def test_as_json_a_connection_is_as_the_document_of_a_recording_has_it(connect):
    connect(parcel_sent, weigh)
    found = document("parcel_sent")
    assert found["schema"] == 1
    assert found["signals"] == [f"{HERE}.parcel_sent"]
    assert found["findings"] == []
    [connection] = found["connections"]
    assert {key: connection[key] for key in ("receiver", "sender", "weak", "alive", "never")} == {
        "receiver": f"{HERE}.weigh",
        "sender": None,
        "weak": False,
        "alive": True,
        "never": None,
    }
    assert connection["connected_at"]["file"].endswith("tests/conftest.py")


def test_what_is_wrong_with_the_connections_shown_is_said(connect):
    connect(parcel_sent, weigh)
    connect(parcel_sent, weigh, sender=Post)
    lines = shown("parcel_sent")
    assert lines[2].startswith(f"! W003 {HERE}.weigh is connected to parcel_sent twice")
    assert lines[3] == "    Keep one of the two."
    assert lines[-1] == "2 connections to 1 signal, 1 finding"
    [finding] = document("parcel_sent")["findings"]
    assert set(finding) == {"code", "severity", "message", "hint", "where"}
    assert (finding["code"], finding["severity"]) == ("W003", "warning")
    assert lines[2].startswith(f"! W003 {finding['message']} (")
    assert finding["hint"] == "Keep one of the two."
    assert finding["where"].endswith(line_of(weigh))
    assert not [line for line in shown("parcel_lost") if line.startswith("!")]


def test_a_receiver_that_never_runs_is_marked(connect):
    connect(post_save, weigh, sender=Post(pk=1))
    lines = shown("post_save", "--app", "app") + shown("post_save")
    assert any("never runs" in line and "weigh" in line for line in lines)
    assert any(line.startswith("! W008") for line in lines)


def test_without_debug_it_says_what_is_not_known(settings, connect):
    settings.DEBUG = False
    connect(parcel_sent, weigh)
    stderr = io.StringIO()
    assert f"{HERE}.weigh" in shown("parcel_sent", stderr=stderr)[0]
    assert stderr.getvalue().startswith("DEBUG is off: ")


def test_a_urlconf_that_cannot_be_imported_is_said(settings):
    settings.ROOT_URLCONF = "tests.terminal.no_urls"
    stderr = io.StringIO()
    shown("parcel_lost", stderr=stderr)
    assert "The URLconf cannot be imported" in stderr.getvalue()
    assert "tests.terminal.no_urls" in stderr.getvalue()


def test_no_receiver_and_no_query_runs(connect, django_assert_num_queries, db):
    def never(sender, **kwargs):
        raise AssertionError

    connect(parcel_sent, never)
    with django_assert_num_queries(0):
        shown()


class Full(io.StringIO):
    """A file on a full disk."""

    def write(self, text):
        raise OSError(28, "No space left on device")


class Closed(io.StringIO):
    """A pipe that nobody reads any more."""

    def write(self, text):
        raise BrokenPipeError


def test_output_that_cannot_be_written_is_a_short_error():
    with pytest.raises(CommandError, match=r"cannot be written: No space left on device\.$"):
        streams.write(Full(), "text")


def test_who_reads_no_further_gets_no_error():
    streams.write(Closed(), "text")


def test_what_an_encoding_lacks_becomes_a_question_mark():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    streams.write(stream, "→ é")
    assert stream.buffer.getvalue() == b"? ?\n"


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_on_a_terminal_of_80_columns_no_line_is_longer_and_heads_are_coloured(tmp_path):
    code, text = run_on_terminal(tmp_path, "showsignals", columns=80)
    assert code == 0
    assert "\x1b[36;1mdemo_site.blog.signals.comment_flagged\x1b[0m\n" in text
    assert "  Comment  record_flag      demo_site/blog/receivers.py:68\n" in text
    assert max(map(len, plain(text).splitlines())) <= 80


def test_on_a_terminal_signals_without_receivers_stand_together_at_the_end(tmp_path):
    _, text = run_on_terminal(tmp_path, "showsignals", "simple_history.*", columns=80)
    heads, silent = plain(text).split("No receivers\n")
    name = "simple_history.signals.p%s_create_historical_%s\n"
    assert [line for line in heads.splitlines(keepends=True) if line.startswith("simple")] == [
        name % ("ost", "record"),
        name % ("re", "record"),
    ]
    of_relations = [name % (time, "m2m_records") for time in ("ost", "re")]
    assert silent.startswith("".join(f"  {each}" for each in of_relations) + "\n")


def test_colours_are_off_where_they_are_not_wanted(tmp_path):
    for given, arguments in ({"NO_COLOR": "1"}, ()), ({}, ("--no-color",)), ({"TERM": "dumb"}, ()):
        _, text = run_on_terminal(tmp_path, "showsignals", "post_save", *arguments, **given)
        assert "\x1b" not in text


def test_in_a_pipe_each_line_has_the_whole_names_and_no_colour(tmp_path):
    answer = run(tmp_path, "showsignals", "comment_flagged")
    assert answer.returncode == 0
    assert answer.stderr == ""
    assert answer.stdout == (
        "demo_site.blog.signals.comment_flagged  demo_site.blog.models.Comment  "
        "demo_site.blog.receivers.record_flag      demo_site/blog/receivers.py:68\n"
        "demo_site.blog.signals.comment_flagged  demo_site.blog.models.Comment  "
        "demo_site.blog.receivers.mail_moderators  demo_site/blog/receivers.py:73\n"
        "2 connections to 1 signal, 0 findings\n"
    )


def test_a_name_that_does_not_exist_exits_with_1(tmp_path):
    answer = run(tmp_path, "showsignals", "post_svae")
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith(
        "CommandError: No signal is called 'post_svae'. "
        "Did you mean django.db.models.signals.post_save"
    )


def test_a_full_disk_is_a_short_error(tmp_path):
    with open("/dev/full", "w") as full:
        answer = run(tmp_path, "showsignals", stdout=full)
    assert answer.returncode == 1
    assert answer.stderr == (
        "CommandError: The output cannot be written: No space left on device.\n"
    )


def test_without_settings_django_says_that_it_knows_no_such_command(tmp_path):
    import sys

    answer = run(tmp_path, "showsignals", manage=[sys.executable, "-m", "django"])
    assert answer.returncode == 1
    assert "No Django settings specified.\nUnknown command: 'showsignals'" in answer.stderr
