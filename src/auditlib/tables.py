"""The report's tables, one beside every chart: which facts each shows, and tables as Markdown.

The first column of every table names its row; numbers follow, right-aligned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditlib.disclosure import Evidence
from auditlib.facts import Fact, Facts, Withheld, fact_span
from auditlib.measures import LENGTH_BANDS
from auditlib.periods import EDITION, PROGRAMME, month_name
from auditlib.reference import SHOWS
from auditlib.schema import JUDGEMENTS

#: Said below a table in which a figure is hidden.
HIDDEN = "c: hidden, so that no small number is shown or can be worked out."

Cell = str | Fact


@dataclass(frozen=True, slots=True)
class Table:
    """A table to print."""

    id: str  # its cross-reference: ``tbl-compliance``
    caption: str  # what it shows, for which months
    header: list[str]  # one title a column
    #: One cell a column: a text, or a fact, which is printed and marked with its id. No cell is empty.
    rows: list[list[Cell]]
    facts: Facts | None = None  # facts that it hands on itself, as one does that an analyst adds in a notebook
    ends_in_words: bool = False  # whether the last column holds words, and not numbers

    @property
    def has_hidden(self) -> bool:
        """Whether a figure of it is hidden."""
        return any(isinstance(cell, Withheld) for row in self.rows for cell in row)

    @property
    def texts(self) -> list[list[str]]:
        """The cells as printed, without marks."""
        return [[str(cell) for cell in row] for row in self.rows]

    @property
    def whole_caption(self) -> str:
        """The caption, and what the mark of hidden figures means."""
        return f"{self.caption} {HIDDEN}" if self.has_hidden else self.caption

    def markdown(self) -> str:
        """The table as a Markdown pipe table, without its caption."""

        def line(cells: Sequence[Cell]) -> str:
            texts = [fact_span(cell, str(cell)) if isinstance(cell, Fact) else cell for cell in cells]
            return "| " + " | ".join(text.replace("|", r"\|") for text in texts) + " |"

        # pandoc gives columns their width in proportion to these dashes once a line is long.
        columns = zip(self.header, *self.texts, strict=True)
        widths = [max(*map(len, title.split()), *map(len, cells)) + 2 for title, *cells in columns]
        ruler = f"|:{'-' * widths[0]}|" + "".join(f"{'-' * width}:|" for width in widths[1:])
        if self.ends_in_words:
            ruler = ruler.removesuffix(":|") + "-|"
        return "\n".join([line(self.header), ruler, *map(line, self.rows)])


def most_first(counts: dict[str, Fact]) -> list[tuple[str, Fact]]:
    """Counts that are more than none, the largest first; those that are hidden last, in the order of their names."""
    shown = [item for item in counts.items() if not isinstance(item[1], Withheld) and item[1].value]
    hidden = [item for item in sorted(counts.items(), key=lambda item: item[0]) if isinstance(item[1], Withheld)]
    return sorted(shown, key=lambda item: (-item[1].value, item[0])) + hidden


#: A table's columns: the id of the fact in each by its title, with ``*`` for the period.
Columns = dict[str, str]
_RETURNED: Columns = {
    "Allocated": "audits.allocated.*",
    "Returned": "audits.returned.*",
    "Not returned": "audits.outstanding.*",
    "Of these late": "audits.late.*",
    "Compliance": "audits.compliance.*",
}


def _judgements(evidence: Evidence, measure: str) -> Columns:
    return {evidence.lists.judgements.name_of(code): f"{measure}.*.{code}" for code in JUDGEMENTS}


def _judged(evidence: Evidence) -> Columns:
    judged = _judgements(evidence, "audits.judgement")
    return {"Returned": "audits.returned.*", **judged, "Good or better": "audits.good_or_better_rate.*"}


def _row(evidence: Evidence, name: str, columns: Columns, period: str, area: str = "") -> list[Cell]:
    end = f".{area}" if area else ""
    return [name, *(evidence.facts[fact_id.replace("*", period) + end] for fact_id in columns.values())]


def _by_month(evidence: Evidence, table_id: str, caption: str, columns: Columns) -> Table | None:
    """A table with a row a month and one for the programme."""
    months = evidence.latest_months(next(iter(columns.values())).removesuffix(".*"))
    if not months:
        return None
    rows = [_row(evidence, month_name(month), columns, month) for month in months]
    if len(evidence.edition.programme_months) > 1:
        rows.append(_row(evidence, "Programme to date", columns, PROGRAMME))
    return Table(table_id, caption, ["Month", *columns], rows)


def by_area(evidence: Evidence, table_id: str, caption: str, columns: Columns) -> Table:
    """A table of the edition's months with a row an area and one for all."""
    areas = evidence.lists.areas
    rows = [_row(evidence, areas.name_of(area), columns, EDITION, area) for area in areas.codes]
    return Table(table_id, caption, ["Area", *columns], [*rows, _row(evidence, "All areas", columns, EDITION)])


def compliance(evidence: Evidence) -> Table | None:
    """Case audits by month: allocated, returned, not returned, late, compliance."""
    caption = (
        "Case audits allocated and returned by month. Late audits came back after the cut-off and are among those "
        "not returned."
    )
    return _by_month(evidence, "tbl-compliance", caption, _RETURNED)


def judgements(evidence: Evidence) -> Table | None:
    """Judgements of returned audits by month."""
    caption = "Judgements of returned audits by month, before moderation."
    return _by_month(evidence, "tbl-judgements", caption, _judged(evidence))


def areas(evidence: Evidence) -> Table:
    """Case audits by area: allocated, returned, not returned, late, compliance."""
    caption = f"Case audits allocated and returned by area, {evidence.edition.period}."
    return by_area(evidence, "tbl-areas", caption, _RETURNED)


def judgements_by_area(evidence: Evidence) -> Table:
    """Judgements of returned audits by area."""
    caption = f"Judgements of returned audits by area, {evidence.edition.period}, before moderation."
    return by_area(evidence, "tbl-judgements-by-area", caption, _judged(evidence))


def moderation(evidence: Evidence) -> Table | None:
    """Audits moderated by month: how many, out of what, how many changed."""
    return _by_month(
        evidence,
        "tbl-moderation",
        "Audits moderated by month, as shares of those allocated and returned, and judgements changed.",
        {
            "Moderated": "moderation.moderated.*",
            "Of allocated": "moderation.coverage.*",
            "Of returned": "moderation.coverage_returned.*",
            "Changed": "moderation.changed.*",
            "Share changed": "moderation.changed_rate.*",
        },
    )


def moved(facts: Facts, period: str, before: str, after: str) -> Fact:
    """How many judgements moderation changed from one to another, or upheld where both are the same."""
    change = f"upheld.{period}.{before}" if before == after else f"changed.{period}.{before}-to-{after}"
    return facts[f"moderation.{change}"]


def moderation_changes(evidence: Evidence) -> Table | None:
    """Judgements before moderation against judgements after it."""
    facts, names = evidence.facts, list(_judgements(evidence, ""))
    if not facts.occurs(f"moderation.moderated.{EDITION}"):
        return None

    rows: list[list[Cell]] = [
        [
            name,
            *(moved(facts, EDITION, before, after) for after in JUDGEMENTS),
            facts[f"moderation.before.{EDITION}.{before}"],
        ]
        for name, before in zip(names, JUDGEMENTS, strict=True)
    ]
    after = [facts[f"moderation.after.{EDITION}.{code}"] for code in JUDGEMENTS]
    rows.append(["All after moderation", *after, facts[f"moderation.moderated.{EDITION}"]])
    return Table(
        "tbl-moderation-changes",
        f"Judgements before moderation (rows) and after it (columns), {evidence.edition.period}.",
        ["Before moderation", *(f"{name} after" for name in names), "All before moderation"],
        rows,
    )


def reaudits(evidence: Evidence) -> Table | None:
    """Re-audits by area: allocated, returned, outcomes, improved."""
    if not evidence.facts.occurs(f"reaudits.allocated.{EDITION}"):
        return None
    columns = {
        "Allocated": "reaudits.allocated.*",
        "Returned": "reaudits.returned.*",
        **_judgements(evidence, "reaudits.outcome"),
        "Improved": "reaudits.improved.*",
    }
    caption = f"Re-audits by area, {evidence.edition.period}: allocated, returned, judgements given and cases improved."
    return by_area(evidence, "tbl-reaudits", caption, columns)


def supervision(evidence: Evidence) -> Table | None:
    """What observers saw of reviewed actions and of the principles of supervision."""
    facts = evidence.facts
    if not facts.occurs(f"supervision.completed.{EDITION}"):
        return None
    rows: list[list[Cell]] = []
    for title, name, seen, not_seen in (
        ("Previous actions reviewed", "actions_reviewed", "yes", "no"),
        ("Principles of individual supervision", "individual_principles", "good", "not-yet-good"),
        ("Principles of child supervision", "child_principles", "good", "not-yet-good"),
    ):
        numbers = [facts[f"supervision.{name}.{EDITION}.{value}"] for value in (seen, not_seen, "not-applicable")]
        rows.append([title, *numbers, facts[f"supervision.{name}_rate.{EDITION}"]])
    return Table(
        "tbl-supervision",
        f"What was seen in completed observations, {evidence.edition.period}. Shares leave out observations where it "
        "did not apply or was not recorded.",
        ["What was observed", "Seen", "Not yet", "Did not apply", "Share seen"],
        rows,
    )


def supervision_length(evidence: Evidence) -> Table | None:
    """Completed observations by how long they lasted."""
    if not evidence.facts.has_value(f"supervision.duration.{EDITION}.mean"):
        return None
    return Table(
        "tbl-supervision-length",
        f"Completed observations by recorded length, {evidence.edition.period}.",
        ["Length", "Observations"],
        [
            [band.replace("-", " ").capitalize(), evidence.facts[f"supervision.length.{EDITION}.{band}"]]
            for band in LENGTH_BANDS
        ],
    )


def themes(evidence: Evidence) -> Table | None:
    """Remarks by theme: those that show a strength, those that show a need, and all."""
    facts = evidence.facts
    ordered = most_first(facts.under(f"comments.about.{EDITION}"))
    if not ordered:
        return None
    shown = {name: facts.under(f"comments.showing.{EDITION}.{name}") for name in SHOWS}
    return Table(
        "tbl-themes",
        f"Remarks by theme, {evidence.edition.period}. Some headings show neither strengths nor needs.",
        ["Theme", "Strengths", "Needs", "All remarks"],
        [
            [evidence.lists.themes.name_of(code), *(counts.get(code, "0") for counts in shown.values()), fact]
            for code, fact in ordered
        ],
    )
