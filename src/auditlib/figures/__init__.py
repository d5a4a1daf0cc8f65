"""Charts: pure functions from evidence to axes, with a caption that says what to see and alternative text.

Belongs here: drawing. Does not belong here: counting, or the tables that stand beside charts.
"""

from auditlib.figures.charts import (
    Chart,
    compliance,
    judgements,
    judgements_by_area,
    moderation,
    moderation_changed,
    reaudits,
    supervision_length,
    themes,
)

__all__ = [
    "Chart",
    "compliance",
    "judgements",
    "judgements_by_area",
    "moderation",
    "moderation_changed",
    "reaudits",
    "supervision_length",
    "themes",
]
