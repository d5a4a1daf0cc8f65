"""Every measure of the report: the one list from which facts, their definitions and the methods' appendix come.

How to count is the data contract's (docs/reference/returns.md): a return counts when it came back on or before the
cut-off; judgements are the auditors' own, before moderation; a moderation belongs to the month of its row.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from auditlib.measures.kinds import Measure, Split
from auditlib.measures.prepare import LENGTH_BANDS
from auditlib.reference import SHOWS
from auditlib.schema import JUDGEMENTS, MODERATION_ISSUES, PRINCIPLES

_BY_JUDGEMENT = Split("judgement", JUDGEMENTS, "judged {}", "judgements")


def _with_rate(count: Measure, out_of: str, flag: str = "is_returned", **more: Any) -> list[Measure]:
    """A count, and its share of the rows that have a flag, as ``…_rate``."""
    return [count, replace(count, name=f"{count.name}_rate", unit="percent", out_of=out_of, out_of_flag=flag, **more)]


def _returns_of(topic: str, things: str, cell: str, *, not_returned: str = "outstanding") -> list[Measure]:
    """Allocated, returned, not returned, late and compliance of audits or re-audits.

    Re-audits name what did not come back otherwise: ``reaudits.outstanding`` is, like ``reaudits.good``, a judgement.
    """
    of = partial(Measure, cell=cell, table=topic, by_area=True)
    back, late = f"{things} returned by {{cut_off}}", f"{things} returned after {{cut_off}}, which count as outstanding"
    none_back = f"{things} not returned by {{cut_off}}"
    rate: dict[str, Any] = {"out_of": f"{things} allocated", "none": "none allocated"}
    return [
        of(f"{topic}.allocated", "count", "Allocated", f"{things} allocated"),
        of(f"{topic}.returned", "count", "Returned", back, flag="is_returned"),
        of(f"{topic}.{not_returned}", "count", "Outstanding", none_back, flag="is_not_returned"),
        of(f"{topic}.late", "count", "Late", late, flag="is_late"),
        of(f"{topic}.compliance", "percent", "Compliance", back, flag="is_returned", **rate),
    ]


def _audits() -> list[Measure]:
    """Case audits: returns, compliance and the auditors' own judgements, before moderation."""
    compliance, details = "notebooks/compliance.ipynb#table-compliance", "notebooks/compliance.ipynb#month-details"
    judgements = "notebooks/area_breakdown.ipynb#table-judgements"
    by_area = "notebooks/area_breakdown.ipynb#table-judgements-by-area"
    sent_out = "the earliest day on which case audits were sent out"
    of = partial(Measure, table="audits")
    judged = partial(of, excludes="changes made at moderation", by_area=True)
    back, good = "returned case audits", "returned case audits judged Good or Outstanding"
    rate = {
        "out_of": "case audits returned by {cut_off} that carry a judgement",
        "flag": "is_judged",
        "none": "none returned",
    }
    count = judged("audits.judgement", "count", "Judgement", back, by_area, flag="is_returned", splits=(_BY_JUDGEMENT,))
    good_or_better = judged("audits.good_or_better", "count", "Good or better", good, judgements)
    return [
        *_returns_of("audits", "case audits", compliance),
        of(
            "audits.allocated_on",
            "date",
            "Sent out on",
            sent_out,
            details,
            summary="first",
            column="allocated_on",
            none="none allocated",
        ),
        of(
            "audits.cohort",
            "count",
            "Cohort",
            "case audits allocated",
            details,
            splits=(Split("cohort", None, "of the cohort {}", "cohorts", occurring=True),),
        ),
        *_with_rate(count, **rate, title="Share judged", cell=judgements),
        *_with_rate(replace(good_or_better, flag="is_good_or_better"), **rate),
    ]


def _moderation() -> list[Measure]:
    """Moderation: coverage, and what it changed."""
    table, changes = (
        "notebooks/moderation.ipynb#table-moderation",
        "notebooks/moderation.ipynb#table-moderation-changes",
    )
    before = Split("judgement_before", JUDGEMENTS, "judged {} by their auditors", "judgements")
    after = Split("judgement_after", JUDGEMENTS, "judged {} after moderation", "judgements")
    from_to = tuple(f"{old}-to-{new}" for old in JUDGEMENTS for new in JUDGEMENTS if old != new)
    moderated = "audits moderated"

    def of(name: str, title: str, counts: str, flag: str = "", *splits: Split) -> Measure:
        cell = changes if splits else table
        return Measure(f"moderation.{name}", "count", title, counts, cell, "moderations", flag, splits=splits)

    def rate(name: str, title: str, counts: str, flag: str, out_of: str, none: str, **more: Any) -> Measure:
        measure = of(name, title, counts, flag)
        return replace(measure, unit="percent", out_of=out_of, none=none, **more)

    def whose_judgement_was(verb: str) -> str:
        return f"moderated audits whose judgement was {verb}"

    changed = ("changed", "Changed", whose_judgement_was("changed"), "is_changed")
    lowered = ("lowered", "Lowered", whose_judgement_was("lowered"), "is_lowered")
    upheld = ("upheld", "Upheld", whose_judgement_was("upheld"), "is_upheld")
    amended = "moderated audits whose report needed amendments"
    allocated, returned = "case audits allocated", "case audits returned by {cut_off}"
    audits = {"out_of_table": "audits"}
    issues = of("issues", "Amendment", amended, "", Split("issue", MODERATION_ISSUES, "to {}"))
    return [
        of("moderated", "Moderated", moderated),
        rate("coverage", "Share of allocated", moderated, "", allocated, "none allocated", **audits),
        rate(
            "coverage_returned",
            "Share of returned",
            moderated,
            "",
            returned,
            "none returned",
            out_of_flag="is_returned",
            **audits,
        ),
        of("before", "Before moderation", "moderated audits", "", before),
        of("after", "After moderation", "moderated audits", "", after),
        of(*changed),
        of(*changed, Split("change", from_to, "from {}")),
        of(*lowered),
        of(*lowered, before),
        of("raised", "Raised", whose_judgement_was("raised"), "is_raised"),
        of(*upheld),
        of(*upheld, Split("upheld", JUDGEMENTS, "at {}", "judgements")),
        rate(
            "changed_rate",
            "Judgements changed",
            "audits whose judgement was changed",
            "is_changed",
            moderated,
            "none moderated",
        ),
        rate(
            "agreement_rate",
            "Judgements upheld",
            "audits whose judgement was upheld",
            "is_upheld",
            moderated,
            "none moderated",
        ),
        of("with_issues", "Needed amendments", amended, "has_issues"),
        replace(issues, cell=table, table="issues"),
    ]


def _reaudits() -> list[Measure]:
    """Re-audits: returns, outcomes by sequence and area, and whether cases improved."""
    table, outcomes = "notebooks/reaudits.ipynb#table-reaudits", "notebooks/reaudits.ipynb#reaudit-outcomes"
    sequence = Split("sequence_word", None, "on their {} re-audit")
    first_audited = Split("first_audited", None, "{}", occurring=True)
    of = partial(Measure, table="reaudits")
    found = [
        *_returns_of("reaudits", "re-audits", table, not_returned="not_returned"),
        of(
            "reaudits.outcome",
            "count",
            "Outcome",
            "returned re-audits",
            table,
            flag="is_returned",
            splits=(_BY_JUDGEMENT,),
            by_area=True,
        ),
    ]
    for name, than_before in (
        ("improved", "a better judgement than"),
        ("unchanged", "the same judgement as"),
        ("declined", "a worse judgement than"),
    ):
        things = f"re-audits with {than_before} before"
        count = of(f"reaudits.{name}", "count", name.title(), things, table, flag=f"is_{name}", by_area=True)
        found += _with_rate(count, "re-audits returned by {cut_off}", none="none returned")
    for judgement in JUDGEMENTS:
        title = judgement.replace("-", " ").title()
        judged = partial(of, f"reaudits.{judgement}", "count", title, f"returned re-audits judged {title}", outcomes)
        found.append(judged(flag=f"is_{judgement}", by_area=True))
        found.append(judged(flag=f"is_{judgement}", splits=(sequence,), by_area=True))
        found.append(judged(flag=f"is_{judgement}", splits=(sequence, first_audited)))
    return found


def _reflections() -> list[Measure]:
    """Case reflection sheets, out of audits returned."""
    details, feedback = "notebooks/compliance.ipynb#month-details", "notebooks/practice_themes.ipynb#feedback"
    of = partial(Measure, table="reflections", flag="is_returned")
    sheets, title = "case reflection sheets returned by {cut_off}", "Sufficient tools"
    audits: dict[str, Any] = {
        "out_of": "case audits returned by {cut_off}",
        "out_of_table": "audits",
        "out_of_flag": "is_returned",
    }
    answers = Split("tools_sufficient", ("yes", "partly", "no"), "that say {} to having sufficient tools")
    sufficient = "returned case reflection sheets that say the worker has sufficient tools"
    return [
        of("reflections.returned", "count", "Sheets returned", sheets, details),
        of(
            "reflections.compliance", "percent", "Sheets returned", sheets, details, **audits, none="no audits returned"
        ),
        of("reflections.tools", "count", title, "returned case reflection sheets", feedback, splits=(answers,)),
        of(
            "reflections.tools_rate",
            "percent",
            title,
            sufficient,
            feedback,
            flag="has_tools",
            out_of=sheets,
            out_of_flag="is_returned",
            none="no sheets returned",
        ),
    ]


def _supervision() -> list[Measure]:
    """Supervision practice observations; rates leave out what does not apply."""
    table = "notebooks/supervision_themes.ipynb#table-supervision"
    process = "notebooks/supervision_themes.ipynb#supervision-process"
    length = "notebooks/supervision_themes.ipynb#table-supervision-length"
    expected, completed = "supervision observations expected", "completed supervision observations"
    back = "supervision observations returned by {cut_off}"
    late = "supervision observations returned after {cut_off}, which count as outstanding"

    def of(name: str, unit: str, title: str, counts: str, flag: str = "", cell: str = table, **more: Any) -> Measure:
        return Measure(f"supervision.{name}", unit, title, counts, cell, "supervision", flag, **more)

    def observed(
        name: str, title: str, column: str, values: tuple[str, ...], wording: str, cell: str = table
    ) -> Measure:
        return of(name, "count", title, completed, "is_completed", cell, splits=(Split(column, values, wording),))

    def where_it_applies(column: str, name: str, title: str, that: str) -> Measure:
        return of(
            f"{name}_rate",
            "percent",
            title,
            f"{completed} {that}",
            f"{column}_good",
            out_of=f"{completed} to which it applies",
            out_of_flag=f"{column}_applies",
            excludes="observations where it does not apply or is not recorded",
            none="none to which it applies",
        )

    def duration(summary: str, title: str, counts: str) -> Measure:
        more = {"summary": summary, "column": "duration_minutes", "none": "none recorded"}
        return of("duration", "minutes", title, counts, "is_completed", process, **more)

    def principles(kind: str) -> list[Measure]:
        column, title = f"{kind}_principles", f"Principles of {kind} supervision"
        what = f"practice in the principles of {kind} supervision"
        return [
            observed(column, title, column, PRINCIPLES, f"with {{}} {what}"),
            where_it_applies(column, column, title, f"with good {what}"),
        ]

    reviewed, answers = "previous_actions_reviewed", ("yes", "no", "not-applicable")
    previous_actions = "Previous actions reviewed"
    return [
        of("expected", "count", "Expected", expected),
        of("completed", "count", "Completed", back, "is_completed"),
        of(
            "outstanding",
            "count",
            "Outstanding",
            "supervision observations not returned by {cut_off}",
            "is_not_returned",
        ),
        of("late", "count", "Late", late, "is_late"),
        of("compliance", "percent", "Compliance", back, "is_completed", out_of=expected, none="none expected"),
        observed("recording", "Recording", "recording", ("typed", "handwritten"), "whose record was {}"),
        observed("type", "Type", "supervision_type", ("personal", "child", "both"), "of type {}"),
        observed("length", "Length", "length_band", tuple(LENGTH_BANDS), "that lasted {}", length),
        duration("shortest", "Shortest", "the shortest completed supervision observation"),
        duration("longest", "Longest", "the longest completed supervision observation"),
        duration("mean", "Mean length", "the mean length of completed supervision observations"),
        observed("actions_reviewed", previous_actions, reviewed, answers, "with {} to previous actions reviewed"),
        where_it_applies(reviewed, "actions_reviewed", previous_actions, "that reviewed the previous actions"),
        *principles("individual"),
        *principles("child"),
    ]


def _comments() -> list[Measure]:
    """Coded remarks by heading and theme, whether or not their text may be shown."""
    heading, theme = (
        Split("heading", None, "under the heading {}", "headings"),
        Split("theme", None, "on the theme {}", "themes"),
    )
    shows, listed = "under headings that show a {}", Split("shows", SHOWS, "under headings that show a {}")

    def of(name: str, title: str, *splits: Split) -> Measure:
        cell = "notebooks/practice_themes.ipynb#table-themes"
        return Measure(f"comments.{name}", "count", title, "remarks", cell, "comments", splits=splits)

    return [
        of("remarks", "Remarks", heading),
        of("theme", "Remarks on a theme", heading, theme),
        of("showing", "Remarks", listed),
        of("showing", "Remarks on a theme", Split("shows", None, shows), theme),
        of("about", "Remarks on a theme", theme),
    ]


#: Measures by topic, the first part of their names.
MEASURES: dict[str, list[Measure]] = {
    "audits": _audits(),
    "moderation": _moderation(),
    "reaudits": _reaudits(),
    "reflections": _reflections(),
    "supervision": _supervision(),
    "comments": _comments(),
}
