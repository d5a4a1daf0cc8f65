"""The reference says of every kind of fault what the program says."""

from __future__ import annotations

from pathlib import Path

from auditlib.ingest import Code

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "reading.md"


def test_every_kind_of_fault_is_documented_as_the_program_says_it() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| REA-")]
    assert rows == [f"| {kind} | {kind.means} | {kind.do} |" for kind in Code]
