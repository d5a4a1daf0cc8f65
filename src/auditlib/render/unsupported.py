"""What only Quarto can do: named with its place before pandoc alone renders a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from auditlib.render.places import Faults, Place, named

_DO = "Build with --renderer quarto, or write it otherwise."
_EXECUTABLE = re.compile(r"^\s*(?:```+|~~~+)\s*\{(?!=)[A-Za-z]")
_FENCE = re.compile(r"^\s*(```+|~~~+)")
#: Classes to which only Quarto gives a meaning.
_CLASSES = re.compile(
    r"(?<=[{\s])\.(panel-[\w-]+|column[\w-]*|layout-[\w-]+|grid|g-col-[\w-]+|aside|margin-[\w-]+|theorem|proof|listing|"
    r"incremental|nonincremental|scrollable|landscape|list-table|lightbox|tabset[\w-]*|light-content|dark-content|"
    r"callout-(?!note\b|tip\b|important\b|warning\b|caution\b)[\w-]+)(?=[\s}])"
)
_ATTRIBUTES = re.compile(
    r"[{\s](layout(?:-[\w-]+)?|fig-(?!alt\b)[\w-]+|tbl-[\w-]+|lightbox|group|when-profile|unless-profile)=(?=[^{}]*\})"
)
_REFERENCE = re.compile(r"(?<![\w\\@.])-?@([A-Za-z][\w-]*[\w])")
_ID = re.compile(r"\{[^{}]*#([A-Za-z][\w-]*)[^{}]*\}")
_COVERED = ("fig", "tbl", "sec")
_QUARTO_IDS = re.compile("alg|cau|cnj|cor|def|dia|eq|exm|exr|imp|lem|lst|nte|prf|prp|rem|sol|thm|tip|tnl|vid|wrn")
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
_CONDITION = re.compile(r"(?:when|unless)-meta=\"?([\w.-]+)")
_INLINE_CODE = re.compile(r"(`+).+?\1")


def check(lines: Iterable[str], places: Iterable[Place], metadata: Mapping[str, Any], faults: Faults) -> None:
    """Name what pandoc alone would leave out, and references, conditions and images that point at nothing."""
    references: list[tuple[str, Place]] = []
    ids: set[str] = set()
    fence = ""
    for line, place in zip(lines, places, strict=True):
        if fence:
            fence = "" if line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence
            continue
        if match := _FENCE.match(line):
            if _EXECUTABLE.match(line):
                faults.add(place, "a cell to execute: this needs Quarto.", "Compute in a notebook and embed its cell.")
            fence = match[1]
            continue
        words = _INLINE_CODE.sub("", line)
        for found in _CLASSES.findall(words):
            faults.add(place, f"the class {named(found)}: this needs Quarto.", _DO)
        for found in _ATTRIBUTES.findall(words):
            faults.add(place, f"the attribute {named(found)}: this needs Quarto.", _DO)
        for found in _CONDITION.findall(words):
            if not isinstance(_looked_up(metadata, found), bool):
                what = f"the condition {named(found)} is not true or false in the metadata."
                faults.add(place, what, "Correct the name, or add it there.")
        for found in _IMAGE.findall(words):
            if not found.startswith("data:image/") and re.match(r"[\w+.-]+:|/|.*\.\.", found):
                faults.add(place, "an image is not in the document's folder.", "Copy it there.")
        ids.update(_ID.findall(words))
        references += [(label, place) for label in _REFERENCE.findall(words)]
    for label, place in references:
        kind = label.partition("-")[0].lower()
        if kind in _COVERED and "-" in label:
            if label[0].lower() + label[1:] not in ids:
                what = f"the reference @{label} points at nothing."
                faults.add(place, what, f"Give what it means the id #{label}, or correct the reference.")
        elif _QUARTO_IDS.fullmatch(kind) and "-" in label:
            faults.add(place, f"the reference @{label}: this needs Quarto.", "Refer to fig-, tbl- or sec-.")
        else:
            faults.add(place, f"the citation @{label}: this needs Quarto.", "Write \\@ for an @ sign.")


def _looked_up(metadata: Any, path: str) -> Any:
    for part in path.split("."):
        metadata = metadata.get(part) if isinstance(metadata, Mapping) else None
    return metadata
