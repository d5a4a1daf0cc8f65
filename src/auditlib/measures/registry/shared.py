"""What several topics declare alike.

Belongs here: shared parts of declarations. Does not belong here: a measure of one topic.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.schema import JUDGEMENTS

BY_JUDGEMENT = Split("judgement", JUDGEMENTS, "judged {}", "judgements")


def returns_of(topic: str, things: str, cell: str) -> list[Measure]:
    """Allocated, returned, outstanding, late and compliance of audits or re-audits."""
    by_cut_off = f"{things} returned by {{cut_off}}"
    return [
        Measure(f"{topic}.allocated", "count", "Allocated", f"{things} allocated", cell, topic, by_area=True),
        Measure(f"{topic}.returned", "count", "Returned", by_cut_off, cell, topic, "is_returned", by_area=True),
        Measure(
            f"{topic}.outstanding",
            "count",
            "Outstanding",
            f"{things} not returned by {{cut_off}}",
            cell,
            topic,
            "is_outstanding",
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
