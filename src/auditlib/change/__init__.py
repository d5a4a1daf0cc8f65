"""What changed between months, taken apart; how far moderation agrees; and the way of a return.

Belongs here: the mix of areas against change within areas, agreement at moderation, the funnel from allocated to
re-audited, and the facts, sentences, charts and tables about them. Does not belong here: why anything
changed in practice, which no return says; changes between editions (``revisions``).

A notebook takes ``change.measure(data, facts)`` for facts, and shows ``sentences.change(evidence, COMPLIANCE)``,
``charts.change(…)``, ``tables.change(…)``, ``sentences.agreement(evidence)``, ``sentences.funnel(evidence)`` and
``tables.funnel(evidence)``.
"""

from auditlib.change.headlines import COMPLIANCE, GOOD_OR_BETTER, HEADLINES, MODERATION_CHANGED, Headline
from auditlib.change.measured import measure

__all__ = ["COMPLIANCE", "GOOD_OR_BETTER", "HEADLINES", "MODERATION_CHANGED", "Headline", "measure"]
