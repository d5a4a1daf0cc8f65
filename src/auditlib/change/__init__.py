"""What changed between months, taken apart; how far moderation agrees; and the way of a return.

Belongs here: the mix of areas against change within areas, agreement at moderation, the funnel from allocated to
re-audited, and the facts, sentences, charts and tables about them. Does not belong here: why anything
changed in practice, which no return says; changes between editions (``revisions``).
"""
