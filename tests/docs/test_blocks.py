"""Every block of code in the documentation is run, or compiled where it needs a project."""

from __future__ import annotations

import ast
import builtins
import json
import re
import shlex
import symtable

import django
import pytest
from django.core.management import get_commands
from django.dispatch import Signal

from .pages import ROOT, blocks

BLOCKS = blocks()
LANGUAGES = {"python", "console", "json", ""}
"""Those that the tests below know. Without one a block is text: a drawing, or what was printed."""
DIRECTIVES = {"{toctree}", "{include}", "{versionadded}"}


def of(language):
    return pytest.mark.parametrize(
        "block", [each for each in BLOCKS if each.language == language], ids=str
    )


def place_order():
    """Do what examples call so."""
    Signal().send("shop")


PROJECT = {"INSTALLED_APPS": ["shop"], "place_order": place_order}
"""What the project has that a reader reads the examples for."""


def unknown_names(code):
    """Return the names that code takes from elsewhere: neither its own nor Python's."""
    module = symtable.symtable(code, "example", "exec")
    own = {each.get_name() for each in module.get_symbols() if each.is_assigned()}
    own |= {each.get_name() for each in module.get_symbols() if each.is_imported()}
    tables, names = [module], set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        used = [each for each in table.get_symbols() if each.is_referenced()]
        names |= {each.get_name() for each in used if each.is_global()}
    return names - own - set(dir(builtins)) - {"__name__"} - set(PROJECT)


def imports_project(code):
    """Tell whether code imports the project that a reader reads the examples for."""
    return re.search(r"^(from|import) shop\b", code, re.MULTILINE) is not None


def is_of_later_django(code):
    """Tell whether code needs a later Django than there is: tasks came with 6.0."""
    return "from django.tasks import" in code and django.VERSION < (6, 0)


def test_every_block_is_of_a_language_that_is_tested():
    others = {str(each): each.language for each in BLOCKS}
    assert set(others.values()) <= LANGUAGES | DIRECTIVES, others


@of("python")
def test_a_block_of_python_compiles_and_what_it_imports_of_ours_and_djangos_is_there(block):
    tree = ast.parse(block.text, str(block))
    compile(tree, str(block), "exec")
    if is_of_later_django(block.text):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and re.match(
            r"(django|debug_toolbar|signals_panel)\b", node.module or ""
        ):
            exec(ast.unparse(node), {})


@of("python")
@pytest.mark.django_db(transaction=True)
def test_a_block_of_python_that_needs_no_project_runs(block):
    needs_more = unknown_names(block.text) or imports_project(block.text)
    if needs_more or is_of_later_django(block.text):
        return  # it is compiled
    exec(compile(block.text, str(block), "exec"), {"__name__": "example", **PROJECT})


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("a = 1\ndef f(b): return [a, b, c, len]", {"c"}),
        ("import os\nwith place_order() as x: os, x", set()),
        ("class A(B): ...\nA()\nd", {"B", "d"}),
    ],
)
def test_blocks_that_need_no_project_are_told_from_those_that_do(code, names):
    assert unknown_names(code) == names


def commands(block):
    """Return the commands of a block as lists of words, without what they print."""
    lines = block.text.splitlines()
    typed = [each[2:] for each in lines if each.startswith("$ ")] or lines
    return [words for each in typed if (words := shlex.split(each, comments=True))]


def is_there(words):
    """Tell whether there is such a command, as far as the repository knows."""
    words = [each for each in words if not re.match(r"[A-Z_]+=", each)]
    program, *rest = words
    if program.endswith("manage.py"):
        program, rest = "python", words
    if program in ("export", "curl", "cd", "git", "sudo"):
        return True
    if program == "make":
        return set(rest) <= set(
            re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        )
    if program.endswith("pip"):
        return rest[0] == "install"
    if "manage.py" in " ".join(rest[:1]):
        return rest[1] in {*get_commands(), "seed", "runserver"}
    return program.rpartition("/")[2] in ("python", "pytest", "gunicorn")


@of("console")
def test_a_block_of_the_console_has_commands_that_are_there(block):
    assert [each for each in commands(block) if not is_there(each)] == []


def test_a_block_of_json_is_json():
    for block in BLOCKS:
        if block.language == "json":
            json.loads(block.text)
