"""The rules as they are documented."""

from __future__ import annotations

import re
from pathlib import Path

from signals_panel.findings import RULES

DOCS = Path(__file__).parents[2] / "docs"


def test_each_rule_has_a_page_with_its_code_name_and_severity():
    pages = [path.read_text() for path in sorted((DOCS / "findings").glob("*.md"))]
    said = [re.match(r"# (S\d{3}) (\S+)\n\nSeverity: (\w+)", page).groups() for page in pages]
    assert said == sorted((rule.code, rule.name, rule.severity) for rule in RULES)


def test_the_guide_lists_the_page_of_each_rule():
    guide = (DOCS / "findings.md").read_text()
    listed = re.findall(r"^- \[(S\d{3}) (\S+)\]\(findings/\1\.md\)$", guide, re.MULTILINE)
    assert listed == sorted((rule.code, rule.name) for rule in RULES)
