"""Fixtures of the tests of reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_month import Month


@pytest.fixture
def month(tmp_path: Path) -> Month:
    """An empty month's folder of a project with short code lists."""
    return Month(tmp_path)
