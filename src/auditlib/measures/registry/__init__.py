"""Every measure of the report: the one list from which facts, definitions and the method appendix come.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
How to count is the data contract's: a return counts when it came back on or before the cut-off; judgements
are the auditors' own, on returned audits, before moderation; moderation belongs to the month of its row.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure
from auditlib.measures.registry.audits import AUDIT_MEASURES
from auditlib.measures.registry.comments import COMMENT_MEASURES
from auditlib.measures.registry.moderation import MODERATION_MEASURES
from auditlib.measures.registry.reaudits import REAUDIT_MEASURES
from auditlib.measures.registry.reflections import REFLECTION_MEASURES
from auditlib.measures.registry.supervision import SUPERVISION_MEASURES

MEASURES: dict[str, list[Measure]] = {
    "audits": AUDIT_MEASURES,
    "moderation": MODERATION_MEASURES,
    "reaudits": REAUDIT_MEASURES,
    "reflections": REFLECTION_MEASURES,
    "supervision": SUPERVISION_MEASURES,
    "comments": COMMENT_MEASURES,
}
