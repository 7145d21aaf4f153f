"""The exports as files: what they are called, and their bytes."""

from __future__ import annotations

import json
import re
from typing import Any

Item = dict[str, Any]

LONGEST_NAME = 80
COMPACT = (",", ":")
LAST_BACKSLASH = re.compile(r'(?<!\\)((?:\\\\)*)\\\\"')
"""In JSON: the backslash that a string ends with, escaped, and the quote after it."""


def file_name(document: Item, ending: str) -> str:
    """Return a name that any system takes, such as ``signals-GET-blog-posts.json``."""
    request = document["request"] or {"method": "", "path": ""}
    words = re.findall(r"[A-Za-z0-9_]+", f"{request['method']} {request['path']}")
    return "-".join(["signals", *words])[:LONGEST_NAME].rstrip("-") + ending


def without_parameters(document: Item) -> Item:
    """Return the document without what statements were given."""
    queries = [{**each, "parameters": None} for each in document["queries"]]
    return {**document, "queries": queries}


def document_bytes(document: Item) -> bytes:
    """Return the document as JSON, whatever its texts hold."""
    return json.dumps(document, separators=COMPACT).encode()


def trace_bytes(trace: Item) -> bytes:
    """Return a trace as JSON that strict readers take.

    Perfetto takes neither half a surrogate pair nor a plain DEL, and believes a quote after a
    backslash to be part of the string, even where that backslash is escaped itself.
    """
    text = json.dumps(trace, separators=COMPACT, ensure_ascii=False)
    text = LAST_BACKSLASH.sub(r'\1\\u005c"', text.replace("\x7f", "\\u007f"))
    return text.encode("utf-8", "replace")
