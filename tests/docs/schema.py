"""The JSON Schema of the document, made strict: what it does not describe is a mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, wraps
from itertools import count
from typing import Any

from jsonschema import Draft202012Validator

from .pages import ROOT


def schema() -> dict[str, Any]:
    """Return the schema as it is published: keys may be added to."""
    return json.loads((ROOT / "docs/document.schema.json").read_text(encoding="utf-8"))


@lru_cache
def _strict() -> Draft202012Validator:
    return Draft202012Validator(_closed(schema()))


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    if isinstance(closed.get("properties"), dict):
        closed["additionalProperties"] = False
    return closed


def mistakes(document: dict[str, Any]) -> list[str]:
    """Return what of a document the schema does not allow, or does not describe."""
    found = _strict().iter_errors(json.loads(json.dumps(document)))
    return [f"{error.json_path}: {error.message}" for error in found]


def looked_at(as_dict: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Return ``Recording.as_dict`` with its documents looked at: each tenth, 300 at most."""
    documents = count()

    @wraps(as_dict)
    def looks(recording: Any) -> dict[str, Any]:
        document, number = as_dict(recording), next(documents)
        if number % 10 == 0 and number < 3_000:
            assert mistakes(document) == []
        return document

    return looks
