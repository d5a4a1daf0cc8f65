"""Outputs of labelled notebook cells, as Markdown to embed: Markdown and images, which is what ``show`` puts out.

Read as JSON, not with nbformat: validating a notebook costs more than rendering the page.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from auditlib.render.options import read_options
from auditlib.render.places import Faults, Place, named

_OPTION = re.compile(r"^#\| ?(.*)$")
#: Options of a cell that the report makes use of.
_USED = ("label", "fig-cap", "fig-alt", "tbl-cap")
#: Best first, as Quarto chooses.
_IMAGES = {"image/svg+xml": "svg+xml", "image/png": "png", "image/jpeg": "jpeg"}


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else text if isinstance(text, str) else ""


def _kind(output: dict[str, Any]) -> str:
    """The media type that is shown of an output; empty if none of it is."""
    return next((kind for kind in ("text/markdown", *_IMAGES) if kind in output.get("data", {})), "")


class Notebooks:
    """Reads each notebook once."""

    def __init__(self, workspace: Path, faults: Faults) -> None:
        self.workspace, self.faults = workspace, faults
        self._cells: dict[str, list[dict[str, Any]] | None] = {}

    def _read(self, name: str, place: Place) -> list[dict[str, Any]] | None:
        """The code cells of a notebook with their options, or None with a fault noted."""
        try:
            cells = json.loads((self.workspace / name).read_text(encoding="utf-8"))["cells"]
        except OSError:
            self.faults.add(place, f"there is no notebook {named(name)}.", "Run the build, or correct the name.")
            return None
        except (ValueError, KeyError, TypeError):
            self.faults.add(place, f"{named(name)} is not a notebook that can be read.", "Run the build again.")
            return None
        return [
            cell | {"options": self._options(_joined(cell.get("source")), Place(name, cell=str(number), through=place))}
            for number, cell in enumerate(cells, start=1)
            if cell.get("cell_type") == "code"
        ]

    def _options(self, source: str, place: Place) -> dict[str, Any]:
        """The ``#|`` options at the head of a cell."""
        lines = []
        for line in source.splitlines():
            match = _OPTION.match(line)
            if match is None:
                break
            lines.append(match[1])
        return read_options("\n".join(lines), str(place), self.faults).data if lines else {}

    def embed(self, name: str, label: str, place: Place) -> list[str]:
        """Markdown lines of the outputs of the cell with this label; empty with a fault noted."""
        if not label:
            self.faults.add(place, "the embed names no cell.", f"Write {{{{< embed {name}#label >}}}}.")
            return []
        cell = self._find(name, label, place)
        where = Place(name, cell=label, through=place)
        return [] if cell is None or not self._is_covered(cell, where) else self._markdown(cell, label, where)

    def _find(self, name: str, label: str, place: Place) -> dict[str, Any] | None:
        """The cell with a label, as its option or, where there is nothing to show, as its tag."""
        if name not in self._cells:
            self._cells[name] = self._read(name, place)
        cells = self._cells[name]
        if cells is None:
            return None
        matches = [cell for cell in cells if label in (cell["options"].get("label"), *_tags(cell))]
        if len(matches) == 1:
            return matches[0]
        if matches:
            what = f"{len(matches)} cells of {named(name)} answer to {named(label)}."
            self.faults.add(place, what, "Give each cell its own label and tag.")
        else:
            known = [str(cell["options"]["label"]) for cell in cells if cell["options"].get("label")]
            do = f"Its labels are {', '.join(map(named, known))}." if known else "None of its cells has a label."
            self.faults.add(place, f"{named(name)} has no cell labelled {named(label)}.", do)
        return None

    def _is_covered(self, cell: dict[str, Any], where: Place) -> bool:
        before = len(self.faults.problems)
        options, kind = cell["options"], str(cell["options"].get("label", "")).partition("-")[0]
        for key, value in options.items():
            if (key not in _USED or isinstance(value, list)) and (key, value) != ("echo", False):
                self.faults.add(where, f"the cell option {named(key)} is not covered with this value.", "Remove it.")
        for tag in _tags(cell):
            if tag.startswith(("hide-", "remove-", "show-")):
                self.faults.add(where, f"the cell's tag {named(tag)} is not covered.", "Remove the tag.")
        if "tbl-cap" in options and kind != "tbl":
            self.faults.add(where, "the cell option 'tbl-cap' needs a label that begins with tbl-.", "Rename it.")
        outputs = cell.get("outputs") or []
        if not outputs:
            self.faults.add(where, "the cell has no output.", "Run the notebook, or put out an empty Markdown text.")
        elif kind in ("sec", "eq", "lst") or (
            kind == "fig" and not any(_kind(output) in _IMAGES for output in outputs)
        ):
            what = f"a label that begins with {kind}- on a cell without an image is not covered."
            self.faults.add(where, what, "Call the cell otherwise; ids of figures stand in what it puts out.")
        for output in outputs:
            if output["output_type"] == "error":
                self.faults.add(where, "the cell failed.", "Correct the notebook and run the build again.")
            elif not _kind(output):
                found = next(iter(output.get("data", ["text/plain"])), "no data")
                what = f"an output of type {named(found)} is not covered."
                self.faults.add(where, what, "Put out text/markdown, and other data from a cell of its own.")
        return len(self.faults.problems) == before

    def _markdown(self, cell: dict[str, Any], label: str, where: Place) -> list[str]:
        """All outputs of a cell, each a block of its own."""
        lines: list[str] = []
        for output in cell["outputs"]:
            kind = _kind(output)
            text = _joined(output["data"][kind])
            made = _image(kind, text, label, cell["options"]) if kind in _IMAGES else text
            lines += ["", *made.replace("\r\n", "\n").split("\n"), ""]
        if label.startswith("tbl-"):
            caption = cell["options"].get("tbl-cap")
            return ["", f"::: {{#{label}}}", *lines, *([str(caption)] if caption else []), "", ":::", ""]
        return lines


def _tags(cell: dict[str, Any]) -> list[str]:
    return list(map(str, cell.get("metadata", {}).get("tags", [])))


def _image(kind: str, text: str, label: str, options: dict[str, Any]) -> str:
    encoded = base64.b64encode(text.encode()).decode() if "<svg" in text else re.sub(r"\s", "", text)
    attributes = [f"#{label}"] if label.startswith("fig-") else []
    if alt := options.get("fig-alt"):
        quoted = str(alt).replace("\\", "\\\\").replace('"', '\\"')
        attributes.append(f'fig-alt="{quoted}"')
    joined = f"{{{' '.join(attributes)}}}" if attributes else ""
    return f"![{options.get('fig-cap') or ''}](data:image/{_IMAGES[kind]};base64,{encoded}){joined}"
