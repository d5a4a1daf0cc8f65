"""Tables ready for counting: columns that say whether a row was returned by the cut-off, late, improved or changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from auditlib.clean import EditionData
from auditlib.schema import GOOD_OR_BETTER, JUDGEMENTS

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
#: Bands in which lengths of supervision are counted, with the longest length in minutes of each.
LENGTH_BANDS = {
    "up-to-60-minutes": 60,
    "61-to-90-minutes": 90,
    "91-to-120-minutes": 120,
    "over-120-minutes": float("inf"),
}
_RANK = {judgement: rank for rank, judgement in enumerate(JUDGEMENTS)}


def ordinal(number: int) -> str:
    """A position in words: ``2`` is ``second``; beyond ten in figures, ``11th``."""
    if 1 <= number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _with_return(table: pd.DataFrame, cut_off: pd.Timestamp) -> pd.DataFrame:
    came_back = table["returned_on"].notna()
    in_time = came_back & (table["returned_on"] <= cut_off)
    return table.assign(is_returned=in_time, is_not_returned=~in_time, is_late=came_back & ~in_time)


def _audits(data: EditionData, cut_off: pd.Timestamp) -> pd.DataFrame:
    audits = _with_return(data.tables["audits"], cut_off)
    return audits.assign(
        is_judged=audits["is_returned"] & audits["judgement"].notna(),
        is_good_or_better=audits["is_returned"] & audits["judgement"].isin(GOOD_OR_BETTER),
    )


def _reaudits(data: EditionData, cut_off: pd.Timestamp) -> pd.DataFrame:
    reaudits = _with_return(data.tables["reaudits"], cut_off)
    before, after = reaudits["judgement_before"].map(_RANK), reaudits["judgement"].map(_RANK)
    first_month = data.tables["audits"].drop_duplicates("audit_ref").set_index("audit_ref")["month"]
    first_audited = reaudits["original_audit_ref"].map(first_month)
    # Words once per number, not per row.
    words = {number: ordinal(int(number)) for number in reaudits["sequence"].dropna().unique()}
    outcomes = {f"is_{name}": reaudits["is_returned"] & (reaudits["judgement"] == name) for name in JUDGEMENTS}
    return reaudits.assign(
        **outcomes,
        is_improved=reaudits["is_returned"] & (after < before),
        is_unchanged=reaudits["is_returned"] & (after == before),
        is_declined=reaudits["is_returned"] & (after > before),
        sequence_word=reaudits["sequence"].map(words),
        first_audited="first-audited-" + first_audited.astype("str").where(first_audited.notna()),
    )


def _moderations(data: EditionData, _: pd.Timestamp) -> pd.DataFrame:
    moderations = data.tables["moderations"]
    before, after = moderations["judgement_before"].map(_RANK), moderations["judgement_after"].map(_RANK)
    change = moderations["judgement_before"] + "-to-" + moderations["judgement_after"]
    return moderations.assign(
        is_changed=before != after,
        is_upheld=before == after,
        is_lowered=after > before,
        is_raised=after < before,
        change=change.where(before != after),
        upheld=moderations["judgement_before"].where(before == after),
        has_issues=moderations["issues"].notna(),
    )


def _issues(data: EditionData, _: pd.Timestamp) -> pd.DataFrame:
    """One row per moderated audit and issue found."""
    moderations = prepared(data)["moderations"]
    found = moderations[moderations["issues"].notna()]
    return found.assign(issue=found["issues"].str.split(";")).explode("issue")


def _reflections(data: EditionData, cut_off: pd.Timestamp) -> pd.DataFrame:
    return _with_return(data.tables["reflections"], cut_off).assign(
        has_tools=lambda sheets: sheets["is_returned"] & (sheets["tools_sufficient"] == "yes")
    )


def _supervision(data: EditionData, cut_off: pd.Timestamp) -> pd.DataFrame:
    seen = _with_return(data.tables["supervision"], cut_off)
    done = seen["is_returned"]
    flags = {"is_completed": done}
    for column, good in (
        ("previous_actions_reviewed", "yes"),
        ("individual_principles", "good"),
        ("child_principles", "good"),
    ):
        flags[f"{column}_applies"] = done & seen[column].notna() & (seen[column] != "not-applicable")
        flags[f"{column}_good"] = done & (seen[column] == good)
    return seen.assign(
        **flags,
        length_band=pd.cut(
            seen["duration_minutes"].astype("float64"), [0, *LENGTH_BANDS.values()], labels=list(LENGTH_BANDS)
        ).astype("str"),
        recording=seen["recording_style"].replace({"handwritten-then-typed": "handwritten"}),
    )


def _comments(data: EditionData, _: pd.Timestamp) -> pd.DataFrame:
    comments = data.tables["comments"]
    shows = comments["heading"].map({code: entry.shows or None for code, entry in data.lists.headings.entries.items()})
    return comments.assign(shows=shows.astype("str").where(shows.notna()))


_MAKERS = {
    "audits": _audits,
    "reaudits": _reaudits,
    "moderations": _moderations,
    "issues": _issues,
    "reflections": _reflections,
    "supervision": _supervision,
    "comments": _comments,
}


class _Prepared(dict[str, pd.DataFrame]):
    """Tables by name, made when they are first asked for, so that using one depends on no other return."""

    def __init__(self, data: EditionData) -> None:
        super().__init__()
        self._data, self._cut_off = data, pd.Timestamp(data.edition.cut_off)

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = _MAKERS[name](self._data, self._cut_off)
        return self[name]


@lru_cache(maxsize=1)
def prepared(data: EditionData) -> Mapping[str, pd.DataFrame]:
    """The returns with the columns that measures count by, and ``issues`` with a row per moderated audit and issue."""
    return _Prepared(data)
