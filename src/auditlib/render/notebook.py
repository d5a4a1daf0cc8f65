"""Outputs of labelled notebook cells, as Markdown to embed.

Read as JSON, not with nbformat: validating a notebook costs more than rendering the page.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from auditlib.render.options import parse_yaml
from auditlib.render.places import Faults, Place, named

_OPTION = re.compile(r"^#\| ?(.*)$")
#: Options of a cell that do nothing to what it puts out, and the values they may have (None: any).
_HARMLESS: dict[str, Any] = {"label": None, "fig-cap": None, "fig-alt": None, "tbl-cap": None, "echo": (False,)}
#: Best first, as Quarto chooses.
_IMAGES = {"image/svg+xml": "svg+xml", "image/png": "png", "image/jpeg": "jpeg"}
_SHOWN = ("text/markdown", *_IMAGES, "text/plain")
#: Text that plotting libraries return beside a chart, such as ``<Axes: >``.
_DISCARDED = re.compile(r"[<(\[].*[>)\]]", re.DOTALL)


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else text if isinstance(text, str) else ""


def _options(source: str, place: Place, faults: Faults) -> dict[str, Any]:
    """The ``#|`` options at the head of a cell."""
    lines = []
    for line in source.splitlines():
        match = _OPTION.match(line)
        if match is None:
            break
        lines.append(match[1])
    return parse_yaml("\n".join(lines), str(place), faults).data if lines else {}


class Notebooks:
    """Reads each notebook once."""

    def __init__(self, workspace: Path, faults: Faults) -> None:
        self.workspace, self.faults = workspace, faults
        self._cells: dict[str, list[dict[str, Any]] | None] = {}

    def cells(self, name: str, place: Place) -> list[dict[str, Any]] | None:
        """Code cells of a notebook with their options, or None with a fault noted."""
        if name not in self._cells:
            self._cells[name] = self._read(name, place)
        return self._cells[name]

    def _read(self, name: str, place: Place) -> list[dict[str, Any]] | None:
        path = self.workspace / name
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        except OSError:
            self.faults.add(place, f"there is no notebook {named(name)}.", "Run the build, or correct the name.")
            return None
        except (ValueError, KeyError, TypeError):
            self.faults.add(place, f"{named(name)} is not a notebook that can be read.", "Run the build again.")
            return None
        found = []
        for number, cell in enumerate(cells, start=1):
            if cell.get("cell_type") == "code":
                source = _joined(cell.get("source"))
                where = Place(name, cell=str(number), through=place)
                found.append(cell | {"options": _options(source, where, self.faults)})
        return found

    def embed(self, name: str, label: str, place: Place) -> list[str]:
        """Markdown lines of the outputs of the cell with this label; empty with a fault noted."""
        cell = self._find(name, label, place)
        if cell is None:
            return []
        where = Place(name, cell=label, through=place)
        if not self._may_be_embedded(cell, where):
            return []
        return _Outputs(cell, label, where, self.faults).markdown()

    def _find(self, name: str, label: str, place: Place) -> dict[str, Any] | None:
        cells = self.cells(name, place)
        if cells is None:
            return None
        if not label:
            self.faults.add(place, "the embed names no cell.", f"Write {{{{< embed {name}#label >}}}}.")
            return None
        matches = [cell for cell in cells if _answers_to(cell, label)]
        labelled = [cell for cell in matches if label in (cell["options"].get("label"), *_tags(cell))]
        if len(labelled) == 1 and len(matches) == 1:
            return labelled[0]
        if len(matches) > 1:
            what = f"{len(matches)} cells of {named(name)} answer to {named(label)}."
            self.faults.add(place, what, "Give each cell its own label, tag and id.")
        elif matches:
            what = f"{named(label)} is not the label of a cell of {named(name)}."
            self.faults.add(place, what, f"Write '#| label: {label}' as the first line of the cell.")
        else:
            known = [str(cell["options"]["label"]) for cell in cells if cell["options"].get("label")]
            do = f"Its labels are {', '.join(map(named, known))}." if known else "None of its cells has a label."
            self.faults.add(place, f"{named(name)} has no cell labelled {named(label)}.", do)
        return None

    def _may_be_embedded(self, cell: dict[str, Any], where: Place) -> bool:
        before = len(self.faults.problems)
        for key, value in cell["options"].items():
            allowed = _HARMLESS.get(key, ())
            if key not in _HARMLESS or (allowed is not None and value not in allowed):
                self.faults.add(where, f"the cell option {named(key)} is not covered with this value.", "Remove it.")
        tags = [tag for tag in cell.get("metadata", {}).get("tags", []) if re.match("(hide|remove|show)-", str(tag))]
        if tags:
            self.faults.add(where, f"the cell's tag {named(str(tags[0]))} is not covered.", "Remove the tag.")
        if not cell.get("outputs"):
            self.faults.add(where, "the cell has no output.", "Run the notebook, or put out an empty Markdown text.")
        return len(self.faults.problems) == before


def _tags(cell: dict[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def _answers_to(cell: dict[str, Any], label: str) -> bool:
    """Whether Quarto would take this cell for `label`: by id, label, tag, or an id given in its output."""
    if label in (cell.get("id"), cell["options"].get("label"), *_tags(cell)):
        return True
    texts = [_joined(output.get("data", {}).get("text/markdown")) for output in cell.get("outputs", [])]
    given = re.compile(r"\{#" + re.escape(label) + r"(\s[^}]*)?\}$", re.MULTILINE)
    return any(given.search(text) for text in texts)


class _Outputs:
    """Turns the outputs of one cell into Markdown."""

    def __init__(self, cell: dict[str, Any], label: str, where: Place, faults: Faults) -> None:
        self.cell, self.label, self.where, self.faults = cell, label, where, faults
        self.options = cell["options"]
        self.outputs = cell["outputs"]

    def markdown(self) -> list[str]:
        """All outputs, each a block of its own."""
        has_image = any(self.kind(output) in _IMAGES for output in self.outputs)
        label = str(self.options.get("label", ""))
        kind = label.partition("-")[0] if "-" in label else ""
        if (kind == "fig" and not has_image) or kind in ("sec", "eq", "lst"):
            what = f"a label that begins with {kind}- on a cell without an image is not covered."
            self.faults.add(self.where, what, "Call the cell otherwise; ids of figures stand in what it puts out.")
        lines: list[str] = []
        for output in self.outputs:
            plain = _joined(output.get("data", {}).get("text/plain")).strip()
            only_plain = output.get("output_type") == "execute_result" and set(output["data"]) == {"text/plain"}
            if has_image and only_plain and _DISCARDED.fullmatch(plain):
                continue
            lines += ["", *self.output(output).replace("\r\n", "\n").split("\n"), ""]
        caption = self.options.get("tbl-cap")
        if self.label.startswith("tbl-"):
            return ["", f"::: {{#{self.label}}}", *lines, *([str(caption)] if caption else []), "", ":::", ""]
        if caption is not None:
            self.faults.add(self.where, "the cell option 'tbl-cap' needs a label that begins with tbl-.", "Rename it.")
        return lines

    def kind(self, output: dict[str, Any]) -> str:
        """The media type that is shown of an output."""
        return next((kind for kind in _SHOWN if kind in output.get("data", {})), "")

    def output(self, output: dict[str, Any]) -> str:
        if output["output_type"] == "error":
            self.faults.add(self.where, "the cell failed.", "Correct the notebook and run the build again.")
            return ""
        if output["output_type"] == "stream":
            # as in Quarto, what goes to stderr is for the person who runs the notebook
            return self.verbatim(_joined(output["text"])) if output["name"] == "stdout" else ""
        kind, data = self.kind(output), output.get("data", {})
        if not kind or kind == "text/plain" and ({"text/html", "application/javascript"} & set(data)):
            found = "text/html" if "text/html" in data else next(iter(data), "no data")
            what = f"an output of type {named(found)} is not covered."
            self.faults.add(self.where, what, "Put out text/markdown, and other data from a cell of its own.")
            return ""
        text = _joined(data[kind])
        if kind == "text/markdown":
            return text
        return self.image(kind, text) if kind in _IMAGES else self.verbatim(text)

    def verbatim(self, text: str) -> str:
        if "\x1b" in text:
            self.faults.add(self.where, "coloured terminal text is not covered.", "Put out text/markdown.")
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}\n{text.rstrip()}\n{fence}"

    def image(self, kind: str, text: str) -> str:
        encoded = base64.b64encode(text.encode()).decode() if "<svg" in text else re.sub(r"\s", "", text)
        alt, caption = self.options.get("fig-alt"), self.options.get("fig-cap") or ""
        if isinstance(alt, list) or isinstance(caption, list):
            self.faults.add(self.where, "several captions for one cell are not covered.", "Make a cell a chart.")
            return ""
        attributes = [f"#{self.label}"] if self.label.startswith("fig-") else []
        if alt:
            quoted = str(alt).replace("\\", "\\\\").replace('"', '\\"')
            attributes.append(f'fig-alt="{quoted}"')
        joined = f"{{{' '.join(attributes)}}}" if attributes else ""
        return f"![{caption}](data:image/{_IMAGES[kind]};base64,{encoded}){joined}"
