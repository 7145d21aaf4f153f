"""The page of the settings has each option, with its type and its default."""

from __future__ import annotations

import ast
import re

from signals_panel.conf import Options, names

from .pages import ROOT

TYPES = {
    "text": str,
    "True or False": bool,
    "whole number": int,
    "milliseconds": float,
    "list, tuple or set of codes": tuple,
}


def rows():
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8").partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| (.*?) \| `(.*?)` \| (.+) \|$", page, re.MULTILINE)


def test_each_option_is_there_with_its_default_and_its_type():
    told = [(name, ast.literal_eval(default), TYPES[kind]) for name, kind, default, _ in rows()]
    defaults = [(name, getattr(Options(), name)) for name in names()]
    assert told == sorted((name, default, type(default)) for name, default in defaults)


def test_each_option_has_an_effect():
    assert [name for name, *_, effect in rows() if len(effect) < 20] == []
