"""Sentences of the report, written from facts.

A function returns Markdown, and nothing at all where there is nothing to say.
"""

from auditlib.narrative import introduction, judgements, moderation, reaudits, remarks, supervision
