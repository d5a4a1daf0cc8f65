"""Where steps leave what the next ones read, in an edition's workspace."""

from __future__ import annotations

from pathlib import Path


def result_path(workspace: Path, name: str) -> Path:
    """The result of a return's suite."""
    return workspace / "validation" / "results" / f"{name}.json"


def validation_path(workspace: Path) -> Path:
    """What validation found."""
    return workspace / "validation" / "validation.json"


def rows_path(workspace: Path, part: str) -> Path:
    """The fingerprint of a part of the rows, one of `clean.PARTS`."""
    return workspace / "rows" / f"{part}.json"


def notebook_path(workspace: Path, name: str) -> Path:
    """An executed notebook."""
    return workspace / "notebooks" / f"{name}.ipynb"


def drawing_path(workspace: Path, chart: str) -> Path:
    """A chart as it is drawn for a phone; ``assets/filters/page.lua`` looks for it there."""
    return workspace / "phone" / f"{chart}.svg"


def facts_path(workspace: Path) -> Path:
    """The edition's facts."""
    return workspace / "facts.json"


def comparisons_path(workspace: Path) -> Path:
    """Comparisons of facts, in points or as a coefficient: not part of the data contract."""
    return workspace / "comparisons.json"


def as_published_path(workspace: Path) -> Path:
    """What is archived of the edition once it is published."""
    return workspace / "as-published.json"


def quality_path(workspace: Path) -> Path:
    """The edition's data-quality notes."""
    return workspace / "quality.md"
