"""Every measure of the report, from ``measures.csv``: the one list from which facts and their definitions come.

How to count is the data contract's (docs/reference/returns.md): a return counts when it came back on or before the
cut-off; judgements are the auditors' own, before moderation; a moderation belongs to the month of its row.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib import resources
from typing import TypeVar

from auditlib.errors import ConfigError, safe_value
from auditlib.measures.kinds import Measure, Split
from auditlib.measures.prepare import LENGTH_BANDS
from auditlib.reference import SHOWS
from auditlib.schema import JUDGEMENTS, MODERATION_ISSUES, PRINCIPLES

_T = TypeVar("_T")
_FILE = "measures.csv"
_CHANGES = tuple(f"{old}-to-{new}" for old in JUDGEMENTS for new in JUDGEMENTS if old != new)
_ANSWERS = ("yes", "no", "not-applicable")
_PRINCIPLES_OF = "with {{}} practice in the principles of {} supervision"
#: The groups of ids by the name that ``measures.csv`` has for them.
SPLITS: dict[str, Split] = {
    "cohort": Split("cohort", None, "of the cohort {}", "cohorts", occurring=True),
    "judgement": Split("judgement", JUDGEMENTS, "judged {}", "judgements"),
    "judgement_before": Split("judgement_before", JUDGEMENTS, "judged {} by their auditors", "judgements"),
    "judgement_after": Split("judgement_after", JUDGEMENTS, "judged {} after moderation", "judgements"),
    "change": Split("change", _CHANGES, "from {}"),
    "upheld": Split("upheld", JUDGEMENTS, "at {}", "judgements"),
    "issue": Split("issue", MODERATION_ISSUES, "to {}"),
    "sequence_word": Split("sequence_word", None, "on their {} re-audit"),
    "first_audited": Split("first_audited", None, "{}", occurring=True),
    "tools_sufficient": Split("tools_sufficient", ("yes", "partly", "no"), "that say {} to having sufficient tools"),
    "recording": Split("recording", ("typed", "handwritten"), "whose record was {}"),
    "supervision_type": Split("supervision_type", ("personal", "child", "both"), "of type {}"),
    "length_band": Split("length_band", tuple(LENGTH_BANDS), "that lasted {}"),
    "previous_actions_reviewed": Split("previous_actions_reviewed", _ANSWERS, "with {} to previous actions reviewed"),
    "individual_principles": Split("individual_principles", PRINCIPLES, _PRINCIPLES_OF.format("individual")),
    "child_principles": Split("child_principles", PRINCIPLES, _PRINCIPLES_OF.format("child")),
    "heading": Split("heading", None, "under the heading {}", "headings"),
    "theme": Split("theme", None, "on the theme {}", "themes"),
    "shows": Split("shows", SHOWS, "under headings that show a {}"),
    "shows_occurring": Split("shows", None, "under headings that show a {}"),
}


def _one_of(allowed: Mapping[str, _T], written: str, row: int, column: str) -> _T:
    """What a word of a cell stands for."""
    if written not in allowed:
        do = f"Write one of: {', '.join(name or 'nothing' for name in allowed)}."
        raise ConfigError(f"{safe_value(written)} is not known.", do, _FILE, "", row, column)
    return allowed[written]


def measures_of(text: str) -> dict[str, list[Measure]]:
    """The measures that a table declares, by topic: the first part of their names.

    Raises
    ------
    ConfigError
        A cell has none of the words that its column may have.
    """
    found: dict[str, list[Measure]] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        splits = tuple(_one_of(SPLITS, name, number, "splits") for name in row.pop("splits").split())
        better = _one_of({"": 0, "more": 1, "fewer": -1}, row.pop("better"), number, "better")
        by_area = _one_of({"": False, "yes": True}, row.pop("by_area"), number, "by_area")
        filled = {name: value for name, value in row.items() if value}
        measure = Measure(**filled, splits=splits, by_area=by_area, better=better)
        found.setdefault(measure.topic, []).append(measure)
    return found


#: Measures by topic.
MEASURES = measures_of((resources.files(__package__) / _FILE).read_text(encoding="utf-8"))
