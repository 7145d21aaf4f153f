"""The rules as they are documented."""

from __future__ import annotations

import re
from pathlib import Path

from signals_panel.findings import RULES

GUIDE = Path(__file__).parents[2] / "docs" / "findings.md"


def test_each_rule_has_a_section_with_its_code_name_and_severity_in_the_guide():
    text = GUIDE.read_text()
    sections = re.findall(r"^### (S\d{3}) (\S+)\n\nSeverity: (\w+)", text, re.MULTILINE)
    assert sections == sorted((rule.code, rule.name, rule.severity) for rule in RULES)
