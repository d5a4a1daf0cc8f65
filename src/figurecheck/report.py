"""What the checker says: findings with their place, and the report that holds them.

Belongs here: the finding, its place, the report as JSON and as plain text, and the exit code. Does not
belong here: reading documents, or deciding what is a contradiction (``certainty``).
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict, dataclass, field
from typing import Any

#: Each code with what it stands for; ``docs/reference/check-document.md`` says when each one fires.
CODES: dict[str, str] = {
    "DOC-01": "a percentage that its two counts do not give",
    "DOC-02": "a percentage that was cut instead of rounded",
    "DOC-03": "a percentage that is impossible for its count",
    "DOC-04": "parts that do not sum to their total",
    "DOC-05": "a table whose rows or columns do not sum to its total",
    "DOC-06": "a percentage in a table that its counts do not give",
    "DOC-07": "the same figure stated twice with different values",
    "DOC-08": "a change that its two figures do not give",
    "DOC-09": "a word of direction beside numbers that went the other way",
    "DOC-10": "a claim about a course of figures that the figures do not have",
    "DOC-11": "a period called previous or next that is not",
    "DOC-12": "text under one area's heading that names another",
    "DOC-13": "a number said of all, or of a list, that another breakdown contradicts",
    "DOC-14": "a share of a total that the listed breakdown does not give",
    "DOC-15": "a date that does not exist or falls on another weekday",
    "DOC-16": "an average, rate or product that its figures do not give",
    "DOC-17": "a word for a size that its figure does not bear out",
    "DOC-20": "a figure that differs from the edition's facts",
}
#: How sure a finding is, with what a reader can expect; ``certainty`` decides it.
CONTRADICTION, WORTH_CHECKING = "contradiction", "worth checking"
EXPECTED = {
    CONTRADICTION: "Contradictions: most of these are mistakes, fewer in tables of PDFs and in speech.",
    WORTH_CHECKING: "Worth checking: about one in ten of these is a mistake; the others can be read in another way.",
}
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document something stands; what is not known is None or empty.

    Parameters
    ----------
    section
        The headings above it, outermost first, joined by `` > ``.
    page
        Page of a PDF, from 1.
    line
        Line of a Markdown file, from 1.
    paragraph
        Number of the paragraph, list item or table within the document, from 1.
    table
        Row and column of a table, in words.
    """

    section: str = ""
    page: int | None = None
    line: int | None = None
    paragraph: int | None = None
    table: str = ""

    def __str__(self) -> str:
        parts = []
        if self.page is not None:
            parts.append(f"page {self.page}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.section:
            parts.append(f"section '{self.section}'")
        if self.table:
            parts.append(self.table)
        elif self.line is None and self.paragraph is not None:
            parts.append(f"paragraph {self.paragraph}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the document says that is not, or seems not to be, true together with another.

    Parameters
    ----------
    code
        One of :data:`CODES`.
    severity
        ``error`` where two statements exclude each other, ``warning`` where a figure was cut.
    place
        Where the statement stands.
    quote
        The sentence or cells, as written.
    what
        What cannot be true together, in one sentence.
    arithmetic
        The calculation, so that a reader can repeat it.
    do
        What the author should do.
    figures
        The figures concerned, as written.
    also
        Other places that the finding draws on, each with its quotation.
    sure
        ``contradiction``, or ``worth checking`` where the text often means something else.
    """

    code: str
    severity: str
    place: Place
    quote: str
    what: str
    arithmetic: str
    do: str
    figures: tuple[str, ...] = ()
    also: tuple[tuple[Place, str], ...] = ()
    sure: str = CONTRADICTION

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain values, for JSON."""
        plain = asdict(self)
        plain["meaning"] = CODES[self.code]
        plain["figures"] = list(self.figures)
        plain["also"] = [{"place": asdict(place), "quote": quote} for place, quote in self.also]
        return plain


@dataclass(slots=True)
class Report:
    """What was read and what was found.

    Parameters
    ----------
    document
        The file's name, without its folders.
    kind
        ``markdown``, ``html``, ``docx`` or ``pdf``.
    read
        How much was read: ``paragraphs``, ``sentences``, ``tables``, ``figures`` and, for a PDF, ``pages``;
        with facts also ``compared`` (figures bound to a fact) and ``agree``.
    findings
        Contradictions first, each part in the order of the document.
    not_in_facts
        With facts: place, figure and sentence of each count and percentage that no fact has; else None.
    """

    document: str
    kind: str
    read: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    not_in_facts: list[tuple[Place, str, str]] | None = None

    @property
    def exit_code(self) -> int:
        """0 if nothing was found, 1 if something was."""
        return 1 if self.findings else 0

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        absent = {}
        if self.not_in_facts is not None:
            named = [
                {"place": asdict(place), "figure": text, "quote": quote} for place, text, quote in self.not_in_facts
            ]
            absent = {"not_in_facts": named}
        return absent | {
            "document": self.document,
            "kind": self.kind,
            "read": dict(self.read),
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def to_json(self) -> str:
        """The report as JSON, indented, ending in a newline."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False) + "\n"


def _wrapped(head: str, text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False)


def _render(number: int, finding: Finding) -> str:
    lines = [f"{number}. {finding.code} {finding.severity}: {CODES[finding.code]}"]
    lines.append(_wrapped("   where       ", str(finding.place) or "in the document"))
    lines.append(_wrapped("   it says     ", f"“{finding.quote}”"))
    for place, quote in finding.also:
        lines.append(_wrapped("   and says    ", f"“{quote}” ({place})" if str(place) else f"“{quote}”"))
    lines.append(_wrapped("   conflict    ", finding.what))
    if finding.arithmetic:
        lines.append(_wrapped("   arithmetic  ", finding.arithmetic))
    lines.append(_wrapped("   do          ", finding.do))
    return "\n".join(lines)


def render_text(report: Report) -> str:
    """The report for a person at a terminal, ending in a newline.

    Parameters
    ----------
    report
        What :func:`figurecheck.check` gave.
    """
    read = report.read
    counted = [
        f"{read[name]:,} {name if read[name] != 1 else name.removesuffix('s')}"
        for name in ("pages", "paragraphs", "sentences", "tables", "figures")
        if name in read
    ]
    lines = [f"{report.document}: read {', '.join(counted)}."]
    if "compared" in read:
        lines.append(f"{read['compared']} of its figures could be matched to a fact; {read['agree']} agree.")
    if not report.findings:
        lines.append("Nothing found that cannot be true together.")
    else:
        many, first = len(report.findings), [item.sure for item in report.findings].count(CONTRADICTION)
        counted = [f"{first or 'No'} contradiction{'s' * (first != 1)}", f"{many - first} worth checking"]
        lines.append(f"{many} finding{'s' * (many != 1)}. {', '.join(counted[: 1 + (many > first)])}.")
        for number, item in enumerate(report.findings, start=1):
            if number in (1, first + 1):  # the first of its class
                lines += ["", *textwrap.wrap(EXPECTED[item.sure], _WIDTH)]
            lines += ["", _render(number, item)]
    if report.not_in_facts:
        lines += ["", f"{len(report.not_in_facts)} of its counts and percentages are not in the facts:"]
        lines += [f"   {text} ({place})" for place, text, _ in report.not_in_facts]
    return "\n".join(lines) + "\n"
