"""Text under one area's heading that names another (DOC-12).

Belongs here: areas as a document's own headings and labels give them. Does not belong here: a council's list
of areas; a document is read alone.

What counts as an area: a compass area (North East, NE), and a name that heads one of several sibling headings
or run-in labels of which at least one is a compass area, carries a word such as "area" or "locality", or is
named as a place by its own text ("In Northtown, …"). Precondition: the sentence has a figure, names exactly one
area, in a phrase that says what the figures are for ("for the NE area", "in Northtown"), that area is not the
one of its heading, the heading's area is nowhere in the paragraph's own text, and nothing speaks of comparison,
movement or several areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from figurecheck.checks.base import Context, finding
from figurecheck.model import Block, Sentence
from figurecheck.report import Finding
from figurecheck.words import compass_areas

_KIND = (
    r"(?:area|areas|team|teams|district|locality|region|quadrant|borough|division|hub|cluster|zone"
    r"|office|service|services)"
)
_KIND_WORD = re.compile(rf"\b{_KIND}\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:than|compar\w+|versus|vs|unlike|similar|whereas|while|whilst|transfer\w*|moved?|moving"
    r"|relocat\w+|from|to|both|all areas"
    r"|other|others|neighbour\w*|border\w*|joint\w*|shared?|between|across|outside|placed|together"
    r"|alongside|formerly|previously"
    r"|merged?|highest|lowest|respectively|except|excluding|including|also|support\w*|cover\w*"
    r"|borrow\w*|second\w*|based)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"^(?:\d+(?:\.\d+)*\.?\s+)?([A-Z][\w&'.-]*(?:\s(?:and|of|the|upon|with|&|[A-Z][\w&'.-]*)){0,4})$")
_DEFINED = re.compile(r"\b((?:[A-Z][a-z]+\s){1,4}?(?:with\s|and\s)?(?:[A-Z][a-z]+))\s\(([A-Z]{2,5})\)")


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", _KIND_WORD.sub("", text).lower()).strip()


def _label(block: Block) -> str:
    """The area-like name that a block stands under: its own label, or its nearest heading."""
    name = block.label or (block.path[-1] if block.path else "")
    match = _NAME.match(name.rstrip(":").strip())
    return match.group(1) if match and len(name) <= 45 else ""


def _named_in_own_text(context: Context) -> set[str]:
    """Labels and headings that the text below them names as a place: "In Northtown, …" under Northtown."""
    found = set()
    for block in context.document.prose:
        name = _label(block)
        if (
            name
            and block.kind != "heading"
            and re.search(rf"\b(?:in|within|across) {re.escape(name)}\b", block.body, re.IGNORECASE)
        ):
            found.add(name)
    return found


class _Areas:
    """The names of areas a document uses, each with its key; compass areas are keyed by their letters."""

    def __init__(self, context: Context) -> None:
        self.short = {m.group(2): _key(m.group(1)) for m in _DEFINED.finditer(context.document.text)}
        self.groups: dict[str, frozenset[str]] = {}
        families: dict[tuple[object, ...], set[str]] = {}
        for block in context.document.prose:
            if block.kind == "heading":
                family, name = ("heading", block.level, block.path), _label_of(block.text)
            elif block.label:
                family, name = ("label", block.path), _label_of(block.label)
            else:
                continue
            if name:
                families.setdefault(family, set()).add(name)
        places = _named_in_own_text(context)
        for names in families.values():
            if len(names) > 1 and any(
                self.compass(name) or _KIND_WORD.search(name) or name in places for name in names
            ):
                keys = frozenset(self.key(name) for name in names)
                for name in names:
                    self.groups[self.key(name)] = keys
        self.pattern = self._pattern()

    def _pattern(self) -> re.Pattern[str] | None:
        names = [key for key in self.groups if key and not re.fullmatch(r"[A-Z]{2}", key)]
        names += list(self.short)
        if not names:
            return None
        parts = sorted((re.escape(name).replace(r"\ ", r"[\s-]") for name in names), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)

    @staticmethod
    def compass(name: str) -> str:
        """The letters of a name that is a compass area and nothing else."""
        found = compass_areas(name)
        return found[0][2] if len(found) == 1 and not _key(name[: found[0][0]] + name[found[0][1] :]) else ""

    def key(self, name: str) -> str:
        """What a name is compared by."""
        return self.compass(name) or self.short.get(name, "") or _key(name)

    def named(self, text: str) -> list[tuple[int, int, str]]:
        """The areas that a text names: start, end, key."""
        found = compass_areas(text)
        taken = [(start, end) for start, end, _ in found]
        for match in self.pattern.finditer(text) if self.pattern else ():
            written = match.group()
            if not written[0].isupper() or any(start <= match.start() < end for start, end in taken):
                continue
            key = self.short.get(written) or _key(written)
            if key in self.groups:
                found.append((match.start(), match.end(), key))
        return sorted(found)


def _label_of(text: str) -> str:
    match = _NAME.match(text.rstrip(":").strip())
    return match.group(1) if match and len(text) <= 45 else ""


def _scope(text: str, start: int, end: int) -> bool:
    """Whether the area is named as what the sentence's figures are for."""
    before, after = text[:start], text[end:]
    kind = re.match(rf"(?:'s)?\s(?:[A-Z][a-z]+\s)?{_KIND}\b", after, re.IGNORECASE)
    lead = re.search(r"\b(?:for|in|within|of|by)\s(?:the\s)?$", before, re.IGNORECASE)
    return bool(lead) and (
        bool(kind)
        or bool(re.match(r"\s?(?:,|\.|$|(?:was|were|is|are|there|had|has|have)\b)", after))
        or before.lower().strip() in ("in", "in the")
    )


def _judge(sentence: Sentence, own: str, label: str, areas: _Areas) -> Finding | None:
    body = _without_label(sentence)
    named = areas.named(body)
    keys = {key for _, _, key in named}
    if len(keys) != 1 or own in keys or not re.search(r"\d", body) or _ELSEWHERE.search(body):
        return None
    start, end, other = named[0]
    if other not in areas.groups.get(own, frozenset()) and not re.fullmatch(r"[A-Z]{2}", other):
        return None
    if not _scope(body, start, end):
        return None
    written = body[start:end]
    return finding(
        "DOC-12",
        sentence,
        f"The text under '{label}' gives figures for '{written}'.",
        "",
        f"Name {label} in the text, or put the text under the heading of {written}.",
    )


def find(context: Context) -> Iterator[Finding]:
    """Paragraphs that name another area than their heading's."""
    areas = _Areas(context)
    for block in context.document.prose:
        if block.kind not in ("para", "item"):
            continue
        label = _label(block)
        own = areas.key(label) if label else ""
        if not own or own not in areas.groups or len(areas.groups[own]) < 2:
            continue
        # a lost caption may repeat the label at the end: "… not returned. North West"
        rest = [
            s
            for s in block.sentences
            if not (s.index == len(block.sentences) - 1 and areas.key(s.text.rstrip(".")) == own)
        ]
        if any(own in {key for _, _, key in areas.named(_without_label(s))} for s in rest):
            continue
        for sentence in rest:
            found = _judge(sentence, own, label, areas)
            if found:
                yield found


def _without_label(sentence: Sentence) -> str:
    if sentence.index or not sentence.block.label:
        return sentence.text
    return re.sub(r"^[^:–—]{0,60}(?::|\s[–—-])\s*", "", sentence.text, count=1)
