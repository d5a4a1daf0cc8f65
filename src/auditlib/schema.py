"""The returns and their columns, declared once: what each means, what kind of value it holds, and which are allowed.

Lists that a council may change are in ``data/reference``. Source: the data contract, reproduced for analysts in
``docs/reference/returns.md``; ``columns.md`` beside it is written from this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell of a column holds."""

    REF = "reference"  # identifies a case or a person; never shown, logged or published
    MONTH = "month"  # YYYY-MM
    DATE = "date"  # ISO or British
    CODE = "code"  # one of `values`, or of the list in data/reference
    CODES = "codes"  # several of `values`, separated by ;
    NUMBER = "whole number"
    TEXT = "free text"  # never shown in a message; published only where a comment allows it
    NAME = "name"  # words from no list, such as a role


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a return.

    Parameters
    ----------
    name, kind, meaning
        Header, kind of value, and what it says in one sentence.
    blank
        Whether a row may leave it empty.
    values
        The allowed values of a CODE or CODES column that is the same for every council.
    codelist
        Name of the list in ``data/reference`` that gives the allowed values.
    """

    name: str
    kind: Kind
    meaning: str
    blank: bool = False
    values: tuple[str, ...] = ()
    codelist: str = ""

    @property
    def may_be_shown(self) -> bool:
        """Whether a message may repeat a value of this column."""
        return self.kind not in (Kind.REF, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Return:
    """One return: what a row is, its columns in order, and the column that names a row.

    `own_headers` are headers that a council uses in place of a column's name: pairs of header and column.
    """

    name: str
    row: str
    key: str
    columns: tuple[Column, ...]
    own_headers: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def column_names(self) -> list[str]:
        """Headers in order."""
        return [column.name for column in self.columns]


#: From best to worst, as written in cleaned data and in fact ids.
JUDGEMENTS = ("outstanding", "good", "requires-improvement", "inadequate")
#: The judgement that calls for a re-audit.
INADEQUATE = "inadequate"
GOOD_OR_BETTER = ("outstanding", "good")
MODERATION_ISSUES = ("spelling", "grammar", "rationale", "formatting")
COMMENT_SOURCES = ("audit", "reaudit", "moderation", "reflection", "supervision")
YES_NO = ("yes", "no")
PRINCIPLES = ("good", "not-yet-good", "not-applicable")


def _ref(name: str, meaning: str) -> Column:
    return Column(name, Kind.REF, meaning)


def _date(name: str, meaning: str, *, blank: bool = False) -> Column:
    return Column(name, Kind.DATE, meaning, blank=blank)


def _listed(name: str, codelist: str, meaning: str, *, blank: bool = False) -> Column:
    return Column(name, Kind.CODE, meaning, blank=blank, codelist=codelist)


def _one_of(name: str, values: tuple[str, ...], meaning: str, *, blank: bool = False) -> Column:
    return Column(name, Kind.CODE, meaning, blank=blank, values=values)


def _text(name: str, meaning: str) -> Column:
    return Column(name, Kind.TEXT, meaning, blank=True)


_MONTH = Column("month", Kind.MONTH, "The audit month the row belongs to; the folder's name.")
_AREA = _listed("area", "areas", "The reporting area that holds the case.")
_TEAM = _listed("team", "teams", "The team that holds the case.")

AUDITS = Return(
    "audits",
    "one allocated case audit",
    "audit_ref",
    (
        _ref("audit_ref", "Names the audit; no other row has it."),
        _ref("child_ref", "Names the child whose case file is audited."),
        _MONTH,
        _AREA,
        _TEAM,
        _listed("cohort", "cohorts", "The cohort from which the case was drawn."),
        _ref("auditor_ref", "Names the manager asked to audit."),
        _date("allocated_on", "The day on which the audit was sent out; it may lie shortly before its month."),
        _date("due_on", "The day by which it was asked back; plays no part in compliance."),
        _date("returned_on", "The day on which it came back complete; blank if it has not.", blank=True),
        _listed(
            "judgement", "judgements", "The auditor's judgement, before moderation; blank if not returned.", blank=True
        ),
    ),
)
REAUDITS = Return(
    "reaudits",
    "one allocated re-audit",
    "reaudit_ref",
    (
        _ref("reaudit_ref", "Names the re-audit."),
        _ref("original_audit_ref", "Names the audit, of any month, that first judged the case Inadequate."),
        _ref("child_ref", "Names the child whose case file is re-audited."),
        _MONTH,
        _AREA,
        _TEAM,
        Column("sequence", Kind.NUMBER, "1 for the case's first re-audit, 2 for its second, and so on."),
        _ref("auditor_ref", "Names the manager asked to re-audit."),
        _date("allocated_on", "The day on which the re-audit was sent out."),
        _date("due_on", "The day by which it was asked back."),
        _date("returned_on", "The day on which it came back complete; blank if it has not.", blank=True),
        _listed("judgement_before", "judgements", "The case's last judgement before this re-audit."),
        _listed("judgement", "judgements", "The judgement of this re-audit; blank if not returned.", blank=True),
    ),
)
MODERATIONS = Return(
    "moderations",
    "one moderated audit",
    "audit_ref",
    (
        _ref("audit_ref", "Names the audit that was moderated."),
        _MONTH,
        _ref("moderator_ref", "Names the practice lead who moderated it."),
        _date("moderated_on", "The day of the moderation."),
        _listed("judgement_before", "judgements", "The auditor's judgement."),
        _listed("judgement_after", "judgements", "The judgement after moderation; the same if it was upheld."),
        Column(
            "issues",
            Kind.CODES,
            "What the audit report had to have put right.",
            blank=True,
            values=MODERATION_ISSUES,
        ),
    ),
)
REFLECTIONS = Return(
    "reflections",
    "one returned case reflection sheet",
    "audit_ref",
    (
        _ref("audit_ref", "Names the audit that the sheet reflects on."),
        _MONTH,
        _date("returned_on", "The day on which the sheet came back."),
        _text("done_well", "What the social worker thinks went well."),
        _text("challenges", "What was hard in this case."),
        _one_of("tools_sufficient", ("yes", "partly", "no"), "Whether they have the tools they need."),
        _text("tools_comment", "What they say about their tools."),
        _text("do_differently", "What they would do differently."),
    ),
)
SUPERVISION = Return(
    "supervision",
    "one expected supervision practice observation",
    "observation_ref",
    (
        _ref("observation_ref", "Names the observation."),
        _MONTH,
        _AREA,
        Column("observer_role", Kind.NAME, "The role of the observer, such as Service Manager."),
        Column("observed_role", Kind.NAME, "The role of the supervisor who is observed, such as Team Manager."),
        _date("expected_on", "The day by which the observation was expected."),
        _date("returned_on", "The day on which its record came back; blank if it has not.", blank=True),
        _one_of(
            "recording_style",
            ("typed", "handwritten-then-typed"),
            "How the supervision was recorded.",
            blank=True,
        ),
        _one_of("supervision_type", ("personal", "child", "both"), "What was observed.", blank=True),
        Column("duration_minutes", Kind.NUMBER, "How long the supervision lasted, in minutes.", blank=True),
        _one_of(
            "previous_actions_reviewed",
            ("yes", "no", "not-applicable"),
            "Whether the actions of the last supervision were reviewed.",
            blank=True,
        ),
        _one_of("individual_principles", PRINCIPLES, "Practice seen in personal supervision.", blank=True),
        _one_of("child_principles", PRINCIPLES, "Practice seen in supervision about children.", blank=True),
    ),
)
COMMENTS = Return(
    "comments",
    "one coded remark",
    "comment_ref",
    (
        _ref("comment_ref", "Names the remark."),
        _MONTH,
        _one_of("source", COMMENT_SOURCES, "The kind of record it comes from."),
        _ref("source_ref", "Names that record: its audit_ref, reaudit_ref or observation_ref."),
        _listed("heading", "headings", "The heading of the report under which it belongs."),
        _listed("theme", "themes", "What it is about."),
        _text("text", "The remark itself."),
        _one_of("publish", YES_NO, "Whether its text may be published."),
    ),
)

RETURNS: dict[str, Return] = {
    each.name: each for each in (AUDITS, REAUDITS, MODERATIONS, REFLECTIONS, SUPERVISION, COMMENTS)
}
#: What a month must have where its edition does not say.
USUALLY_EXPECTED = tuple(name for name in RETURNS if name != "supervision")
