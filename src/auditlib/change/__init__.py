"""What changed between months, by area; how far moderation agrees; each audit followed from allocation to re-audit."""

from auditlib.change.followed import measure_waiting
from auditlib.change.headlines import COMPLIANCE, GOOD_OR_BETTER, HEADLINES, MODERATION_CHANGED, Headline
from auditlib.change.measured import measure
