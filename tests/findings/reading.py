"""What a recording's findings say."""

from __future__ import annotations

from signals_panel.findings import find
from signals_panel.registry import registry_now


def found(recording, code):
    """Return the findings of one code."""
    return [each for each in recording.as_dict()["findings"] if each["code"] == code]


def message(recording, code):
    """Return what the only finding of a code says."""
    [finding] = found(recording, code)
    return finding["message"]


def found_had_calls_taken(recording, code, *milliseconds):
    """Return the findings of one code, had the calls taken so long: no machine is that exact."""
    document = recording.as_dict()
    for call, took in zip(document["calls"], milliseconds, strict=True):
        call["self_ns"] = call["duration_ns"] = round(took * 1e6)
    return [each for each in find(document, registry_now()) if each["code"] == code]


def codes(recording):
    """Return the codes of all findings."""
    return {each["code"] for each in recording.as_dict()["findings"]}
