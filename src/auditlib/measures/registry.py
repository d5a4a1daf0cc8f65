"""Every measure of the report, from ``measures.csv``: the one list from which facts and their definitions come.

How to count is the data contract's (docs/reference/returns.md): a return counts when it came back on or before the
cut-off; judgements are the auditors' own, before moderation; a moderation belongs to the month of its row.
"""

from __future__ import annotations

import csv
from importlib import resources

from auditlib.measures.kinds import Measure, Split
from auditlib.measures.prepare import LENGTH_BANDS
from auditlib.reference import SHOWS
from auditlib.schema import JUDGEMENTS, MODERATION_ISSUES, PRINCIPLES

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


def _measures() -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    text = (resources.files(__package__) / "measures.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        splits = tuple(SPLITS[name] for name in row.pop("splits").split())
        better = {"more": 1, "fewer": -1}.get(row.pop("better"), 0)
        by_area = row.pop("by_area") == "yes"
        filled = {name: value for name, value in row.items() if value}
        measure = Measure(**filled, splits=splits, by_area=by_area, better=better)
        found.setdefault(measure.topic, []).append(measure)
    return found


#: Measures by topic, the first part of their names.
MEASURES = _measures()
