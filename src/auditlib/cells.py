"""What travels beside an output of a notebook's cell, and is written into the cell for Quarto."""

from __future__ import annotations

import json
import re
from typing import Any

from auditlib.errors import ConfigError

#: Under which an output's metadata say that it was made by `auditlib`, and what goes with it.
METADATA = "auditlib"
#: Under which these hold a chart as it is drawn for a phone.
NARROW = "narrow"
#: Environment variable, set while a build runs notebooks: the executed copy of before, if it may be relied on.
EXECUTED_BEFORE = "AUDITLIB_EXECUTED_BEFORE"
#: Set while a build runs notebooks: outputs then leave out their HTML, which Quarto would choose before their Markdown.
FOR_REPORT = "AUDITLIB_FOR_REPORT"
_LABEL = re.compile(r"^#\|\s*label:\s*(\S+)[ \t]*$", re.MULTILINE)


def label_of(source: str) -> str:
    """The label in a cell's options; empty if it has none."""
    match = _LABEL.search(source)
    return match[1] if match else ""


def is_ours(output: dict[str, Any]) -> bool:
    """Whether an output was made by ``show``, so that its numbers are facts."""
    return METADATA in output.get("metadata", {})


def write_options(cell: Any) -> str:
    """Write what goes with a chart or table into its cell, where Quarto looks for it; give the caption.

    A cell without one, where the edition has nothing to show, is found by its tag instead of its label: what bears the
    label of a figure would be numbered as one.

    Raises
    ------
    ConfigError
        The cell's label is not that of what it shows, so that references would point at nothing.
    """
    label = label_of(cell["source"]) if cell["cell_type"] == "code" else ""
    if not label:
        return ""
    made = [output.get("metadata", {}).get(METADATA, {}) for output in cell["outputs"]]
    about = next((each for each in made if "id" in each), None)
    if about is not None:
        if about["id"] != label:
            raise ConfigError(f"the cell '{label}' shows '{about['id']}'. Give both the same label.")
        options = [f"#| {label[:3]}-cap: {_quoted(about['caption'])}"]
        options += [f"#| fig-alt: {_quoted(about['alt'])}"] if "alt" in about else []
        cell["source"] = _LABEL.sub(lambda match: "\n".join([match[0], *options]), cell["source"], count=1)
        return about["caption"]
    if not label.startswith(("fig-", "tbl-")):
        return ""
    cell["source"] = _LABEL.sub("", cell["source"], count=1).lstrip("\n")
    cell["metadata"]["tags"] = [label]
    return ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a string in JSON is one in YAML
