"""Secrets whose name stands in one place and whose value in another, and those between tags.

``{"name": "password", "value": "x"}``, ``<input name="password" value="x">`` and
``<password>x</password>``. Where a text calls anything by a secret's name, nothing that it calls
a value is shown: which value belongs to which name is not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import Match

from .masking import is_naming, is_secret, is_value

_CALLED = re.compile(
    r"""
    (?<![\w\-]) (?P<naming> [\w\-]+ ) (?: \\*["'] \s* , | \\*["']? \s* (?: => | [:=>] ) ) \s*
    (?= b? \\*["']? (?P<name> \w[\w.\-\ ]* ) )
    """,
    re.VERBOSE,
)
_TAG = re.compile(r"(?<!\(\?P)<(?P<name>\w[\w:.\-]*)(?P<rest>(?:\s[^<>]*)?)(?<!/)>")
_BODY = re.compile(r"(?:<!\[CDATA\[)?[^\s/\\<>.,;:|)\]}\"'][^<]*")
"""What may follow a tag that is never closed; a ``<token>`` in a sentence or path has none."""


def calls_secret(text: str) -> bool:
    """Tell whether a text says that something is called by a secret's name."""
    return any(
        is_naming(match["naming"]) and is_secret(match["name"]) for match in _CALLED.finditer(text)
    )


def between_tags(text: str, calls: Callable[[], bool], is_cut: bool) -> Iterator[tuple[int, int]]:
    """Give what is in elements of a secret's name; *calls* asks ``calls_secret``."""
    for tag in _TAG.finditer(text):
        end = _end_of_element(text, tag, is_cut) if _is_secret_tag(tag, calls) else 0
        if end > tag.end():
            yield tag.end(), end


def _is_secret_tag(tag: Match[str], calls: Callable[[], bool]) -> bool:
    name = tag["name"]
    return is_secret(name) or (is_value(name) and calls()) or calls_secret(tag["rest"])


def _end_of_element(text: str, tag: Match[str], is_cut: bool) -> int:
    """Return where an element ends: before the tag that closes it, if there is one."""
    end = text.find(f"</{tag['name']}", tag.end())
    if end >= 0:
        return end
    body = _BODY.match(text, tag.end())
    return len(text) if is_cut else body.end() if body else tag.end()
