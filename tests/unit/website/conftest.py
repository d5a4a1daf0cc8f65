"""The published folder of a test."""

from pathlib import Path

import pytest


@pytest.fixture
def site(tmp_path) -> Path:
    return tmp_path / "web"
