"""Tables of regular expressions, kept as TOML beside the module that uses them."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any


def read_table(package: str, name: str) -> dict[str, Any]:
    """A table of a package."""
    return tomllib.loads((resources.files(package) / name).read_text(encoding="utf-8"))


def joined(table: dict[str, Any], written: list[str]) -> str:
    """Some expressions of a table as one; ``<name>`` stands for one of its ``parts``, which may have others in it."""
    whole = "|".join(written)
    while (filled := re.sub(r"<(\w+)>", lambda part: table["parts"][part[1]], whole)) != whole:
        whole = filled
    return whole
