"""What a recording's findings say."""

from __future__ import annotations

from signals_panel.fates.connected import Connected
from signals_panel.findings import find
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import registry_now
from signals_panel.timeline import Timeline


def found(recording, code):
    """Return the findings of one code, also those that are parts of others."""
    return [each for each in everything(recording.as_dict()["findings"]) if each["code"] == code]


def everything(findings):
    """Return findings and their parts, as one list."""
    return [each for finding in findings for each in (finding, *parts_of(finding))]


def parts_of(finding):
    """Return what else has the cause of a finding."""
    return [each for each in finding["evidence"] if isinstance(each, dict)]


def message(recording, code):
    """Return what the only finding of a code says."""
    [finding] = found(recording, code)
    return finding["message"]


def found_had_calls_taken(recording, code, *milliseconds):
    """Return the findings of one code, had the calls taken so long: no machine is that exact."""
    timeline = Timeline([tables_of(recording)])
    calls = timeline.calls
    in_order = sorted(range(len(calls)), key=calls.start.__getitem__)
    for call, took in zip(in_order, milliseconds, strict=True):
        calls.own[call] = round(took * 1e6)
    findings = find(Connected(timeline, registry_now()))
    return [each for each in everything(findings) if each["code"] == code]


def codes(recording):
    """Return the codes of all findings."""
    return {each["code"] for each in everything(recording.as_dict()["findings"])}
