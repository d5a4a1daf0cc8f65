"""Re-audits: returns, outcomes by sequence and area, and whether cases improved.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.measures.registry.shared import BY_JUDGEMENT, returns_of
from auditlib.schema import JUDGEMENTS

_REAUDITS = "notebooks/reaudits.ipynb#table-reaudits"
_OUTCOMES = "notebooks/reaudits.ipynb#reaudit-outcomes"

_SEQUENCE = Split("sequence_word", None, "on their {} re-audit")
_FIRST_AUDITED = Split("first_audited", None, "{}", occurring=True)


def _of_returned_reaudits(name: str, title: str, counts: str, flag: str) -> list[Measure]:
    """A count of returned re-audits and its share of them."""
    more = {"cell": _REAUDITS, "table": "reaudits", "flag": flag, "by_area": True}
    share = {"out_of": "re-audits returned by {cut_off}", "out_of_flag": "is_returned", "none": "none returned"}
    return [
        Measure(f"reaudits.{name}", "count", title, counts, **more),
        Measure(f"reaudits.{name}_rate", "percent", title, counts, **more, **share),
    ]


def _outcomes_by_sequence(judgement: str) -> list[Measure]:
    """Returned re-audits with one judgement: by area, by sequence, and by month of the first audit."""
    things = f"returned re-audits judged {judgement.replace('-', ' ').title()}"
    return [
        Measure(
            f"reaudits.{judgement}",
            "count",
            judgement.replace("-", " ").title(),
            things,
            _OUTCOMES,
            "reaudits",
            f"is_{judgement}",
            splits=splits,
            by_area=_FIRST_AUDITED not in splits,
        )
        for splits in ((), (_SEQUENCE,), (_SEQUENCE, _FIRST_AUDITED))
    ]


REAUDIT_MEASURES = [
    *returns_of("reaudits", "re-audits", _REAUDITS, not_returned="not_returned"),
    Measure(
        "reaudits.outcome",
        "count",
        "Outcome",
        "returned re-audits",
        _REAUDITS,
        "reaudits",
        "is_returned",
        splits=(BY_JUDGEMENT,),
        by_area=True,
    ),
    *_of_returned_reaudits("improved", "Improved", "re-audits with a better judgement than before", "is_improved"),
    *_of_returned_reaudits("unchanged", "Unchanged", "re-audits with the same judgement as before", "is_unchanged"),
    *_of_returned_reaudits("declined", "Declined", "re-audits with a worse judgement than before", "is_declined"),
    *(measure for judgement in JUDGEMENTS for measure in _outcomes_by_sequence(judgement)),
]
