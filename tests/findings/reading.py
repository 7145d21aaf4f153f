"""What a recording's findings say."""

from __future__ import annotations


def found(recording, code):
    """Return the findings of one code."""
    return [each for each in recording.as_dict()["findings"] if each["code"] == code]


def message(recording, code):
    """Return what the only finding of a code says."""
    [finding] = found(recording, code)
    return finding["message"]


def codes(recording):
    """Return the codes of all findings."""
    return {each["code"] for each in recording.as_dict()["findings"]}
