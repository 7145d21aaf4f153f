"""Every block of docs/testing.md runs, in a project as the guide has it."""

from __future__ import annotations

from ..docs.pages import ROOT, blocks


def test_every_block_of_the_guide_passes(project):
    found = [each for each in blocks() if each.page == ROOT / "docs/testing.md"]
    python = [each for each in found if each.language == "python"]
    project.pytester.makeini("[pytest]\npythonpath = .\nmarkers =\n    signals: not muted\n")
    project.write(**{f"test_line_{each.line}": each.text for each in python})
    result = project.run("-W", "error", "-p", "no:asyncio")
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] >= len(python)
