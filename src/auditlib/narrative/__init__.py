"""Sentences of the report, written from facts.

Belongs here: plain sentences with their counts, a module a section. Does not belong here: numbers computed on
the spot, charts, tables. A function returns Markdown, and nothing at all where there is nothing to say.
"""

from auditlib.narrative import introduction, judgements, moderation, reaudits, remarks, supervision

__all__ = ["introduction", "judgements", "moderation", "reaudits", "remarks", "supervision"]
