"""What several topics declare alike.

Belongs here: shared parts of declarations. Does not belong here: a measure of one topic.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.schema import JUDGEMENTS

BY_JUDGEMENT = Split("judgement", JUDGEMENTS, "judged {}", "judgements")


def returns_of(topic: str, things: str, cell: str, *, not_returned: str = "outstanding") -> list[Measure]:
    """Allocated, returned, not returned, late and compliance of audits or re-audits.

    `not_returned` names the measure of what did not come back. For re-audits it cannot be ``outstanding``:
    ``reaudits.outstanding`` is, like ``reaudits.good``, a judgement.
    """
    by_cut_off = f"{things} returned by {{cut_off}}"
    return [
        Measure(f"{topic}.allocated", "count", "Allocated", f"{things} allocated", cell, topic, by_area=True),
        Measure(f"{topic}.returned", "count", "Returned", by_cut_off, cell, topic, "is_returned", by_area=True),
        Measure(
            f"{topic}.{not_returned}",
            "count",
            "Outstanding",
            f"{things} not returned by {{cut_off}}",
            cell,
            topic,
            "is_not_returned",
            by_area=True,
        ),
        Measure(
            f"{topic}.late",
            "count",
            "Late",
            f"{things} returned after {{cut_off}}, which count as outstanding",
            cell,
            topic,
            "is_late",
            by_area=True,
        ),
        Measure(
            f"{topic}.compliance",
            "percent",
            "Compliance",
            by_cut_off,
            cell,
            topic,
            "is_returned",
            out_of=f"{things} allocated",
            by_area=True,
            none="none allocated",
        ),
    ]
