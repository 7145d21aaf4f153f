"""Every example of docs/commands.md, run on the demo site."""

from __future__ import annotations

import re
import shlex

import pytest

from .commands import ROOT, run

TEXT = (ROOT / "docs/commands.md").read_text()
EXAMPLES = re.findall(r"```console\n\$ manage\.py (.+)\n((?:(?!```).*\n)*)```", TEXT)


LEFT_OUT = "(…)\n"
"""Stands for any lines."""


def alike(text):
    """Return a text without what differs from run to run, and with what else is installed."""
    text = re.sub(r"\d+\.\d\dms", "0.00ms", text)
    text = re.sub(r"(?<= )(django/\S+\.py):\d+", r"\1:n", text)
    return re.sub(r"×\d+|^\d+(?= signals, )", "n", text, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The directory of a database that is migrated."""
    directory = tmp_path_factory.mktemp("files")
    assert run(directory, "migrate", "--verbosity", 0).returncode == 0
    return directory


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[each for each, _ in EXAMPLES])
def test_an_example_prints_what_is_documented(command, output, files):
    password = {"DJANGO_SUPERUSER_PASSWORD": "signals"}
    answer = run(files, *shlex.split(command), COLUMNS="80", **password)
    first, left_out, last = alike(output).partition(LEFT_OUT)
    printed = alike(answer.stdout + answer.stderr)
    assert printed.startswith(first)
    assert printed.endswith(last)
    assert left_out or printed == first


def test_no_example_is_overlooked():
    assert len(EXAMPLES) == TEXT.count("```console")
