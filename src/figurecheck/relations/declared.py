"""The relations between two figures and a third that words state.

Belongs here: declarations. Does not belong here: how they are judged (``relation``).
"""

from __future__ import annotations

import re

from figurecheck.relations import arithmetic as sums
from figurecheck.relations.relation import Relation
from figurecheck.words import DOWN, DOWN_NOUN, UP, UP_NOUN


def cue(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns, whatever the case."""
    return re.compile("|".join(patterns), re.IGNORECASE)


#: Words between an article and what it belongs to: "a very small net".
_FEW = r"(?:[a-z-]+ ){0,3}"
_ABOUT = r"(?:just |only |about |around |nearly |almost |over |some )*"
#: Words that say that figures move or are set beside others, so that a percentage is no share of the counts.
MOVES = (
    rf"\b(?:{UP}|{DOWN}|{UP_NOUN}|{DOWN_NOUN}|than|compared|previous|target|forecast|averages?|budget|confidence"
    rf"|change"
    r"|last (?:year|quarter|month)|weighted|respectively|improv\w+|while|whereas|capacity|discount|interest|VAT"
    r"|probability|followed|margin|twice|double)\b"
)
_PER_TIME = r"\b(?:a|per|each|every) (?:year|month|annum|week|quarter)\b|real terms|on average|seasonally|cumulative"
_GAIN = rf"(?:{UP_NOUN}|gain|improvement|overspend|increase|net gain)"
_LOSS = rf"(?:{DOWN_NOUN}|loss|reduction|decrease|cut|shortfall|underspend|saving|saved)"

SHARES = (
    Relation(
        "a share",
        "DOC-01",
        cue(
            rf"\([^()#]{{0,25}}#\)|\b(?:or|so|thus) {_ABOUT}#|,\s#\s?(?:[,.]|$)|[–—-] {_ABOUT}#|(?:equal"
            rf"|equivalent|amounts?"
            rf"|equates?)"
            rf"[a-z]* to {_ABOUT}#|represent\w* {_ABOUT}#|(?:which|that|this) (?:is|was) {_ABOUT}#"
            rf"|\b(?:rate|proportion|share|percentage) (?:of|was|is|at|stood at|stands at|to) {_ABOUT}#"
            rf"|\ba (?:return|response|take-up|turnout|pass rate) of {_ABOUT}#|# (?:response|completion|return"
            rf"|compliance)"
            r"|^\s*(?:or |so |thus |meaning |that is,? )?(?:just |only |about |nearly |almost "
            r"|over )*#(?!,? of (?!th|all|our|its))"
        ),
        "p",
        "cwf",
        sums.share,
        "{0} ÷ {1}",
        needs=cue(
            r"\b(?:of|out of|from|among|to) (?:the |these |those |a total of |all |our |a possible "
            r"|a potential )?(?:\d|th|wh"
            r"|[a-z]+ (?=\())|\b(?:sent|issued|invited|surveyed|wrote|written|replied|returned|responded|answered"
            r"|took part"
            r"|came back|received|reviewed|audited|visited|inspected|looked at|sampled|interviewed|contacted|due"
            r"|asked|held"
            r"|needed|required|planned|eligible|allocated|offered|expected)\b"
        ),
        unless=cue(MOVES),
    ),
)
CHANGES = (
    Relation(
        "a percentage increase",
        "DOC-08",
        cue(
            rf"\b(?:{UP}|more|higher)(?: [a-z]+ly)?(?: by)? {_ABOUT}#",
            rf"\ba[n]? {_FEW}{_GAIN} (?:of|to) {_ABOUT}#",
            rf"# (?:{UP_NOUN}|more\b|higher\b|up\b|gain)",
            rf"\b(?:up|rise of|increase of|\+){_ABOUT} ?#",
        ),
        "p",
        "cmu",
        sums.rise,
        "change between {0} and {1}, divided by the lower",
        unless=cue(_PER_TIME),
        also=(sums.added,),
    ),
    Relation(
        "a percentage decrease",
        "DOC-08",
        cue(
            rf"\b(?:{DOWN}|fewer|lower)(?: [a-z]+ly)?(?: by)? {_ABOUT}#",
            rf"\ba[n]? {_FEW}{_LOSS} (?:of|to) {_ABOUT}#",
            rf"# (?:{DOWN_NOUN}|fewer\b|less\b|lower\b|down\b)",
            rf"\b(?:down|fall of|decrease of) {_ABOUT}#",
        ),
        "p",
        "cmu",
        sums.fall,
        "change between {0} and {1}, divided by the higher",
        unless=cue(_PER_TIME),
        also=(sums.taken,),
    ),
    Relation(
        "a percentage change",
        "DOC-08",
        cue(r"\b(?:or|i\.e\.) (?:by )?#"),
        "p",
        "cm",
        sums.rise,
        "change between {0} and {1}, divided by the first",
        needs=cue(rf"\b(?:{UP}|{DOWN}) [^.]*\bby\b|\b(?:{UP}|{DOWN}) (?:from|to) "),
        unless=cue(_PER_TIME),
        also=(sums.fall, sums.added, sums.taken),
    ),
    Relation(
        "a difference in percentage points",
        "DOC-08",
        cue(r"#"),
        "g",
        "p",
        sums.difference,
        "difference between {0} and {1}",
        needs=cue(
            rf"\b(?:{UP}|{DOWN}|{UP_NOUN}|{DOWN_NOUN}|difference|gap|improvement|above|below|higher|lower|ahead)\b"
        ),
        unless=cue(_PER_TIME, r"\bgap (?:fell|narrow|widen|grew|between .* from)"),
    ),
    Relation(
        "a difference",
        "DOC-08",
        cue(
            r"# (?:(?!is|was|are|were)[a-z-]+ ){0,2}(?:more|fewer|less|higher|lower) (?:[A-Za-z-]+ ){0,9}than\b"
            r"|# (?:above|below|up on|down on|up from|down from)\b",
            rf"\b(?:{UP}|{DOWN})(?: [a-z]+ly)? by {_ABOUT}#",
            rf"\ba[n]? {_FEW}(?:{_GAIN}|{_LOSS}|difference|gap) of {_ABOUT}#",
            rf"\b(?:difference|gap) (?:is|was) {_ABOUT}#",
        ),
        "cwm",
        "cwm",
        sums.difference,
        "difference between {0} and {1}",
        unless=cue(
            _PER_TIME,
            r"\b(?:surplus|deficit|negative|minus)\b|\btimes\b|-fold\b",
            r"\bof (?:which|these|whom)\b|\b(?:or|and) (?:more|fewer|less)\b|\bfor \d+ or more",
        ),
    ),
)
RATES = (
    Relation(
        "an average",
        "DOC-16",
        cue(
            rf"\b(?:average|mean) (?:[a-z]+ ){{0,3}}?(?:of|is|was|to|at) {_ABOUT}#",
            rf"\baveraging {_ABOUT}#",
            r"# [a-z ]{0,40}on average\b",
            rf"\b(?:or|which is|equal to) {_ABOUT}# (?:[a-z]+ ){{0,3}}?(?:a|an|per|each|for every"
            rf"|apiece)\b",
        ),
        "cwrmu",
        "cwmu",
        sums.quotient,
        "{0} and {1}, one divided by the other",
        unless=cue(rf"\b(?:than|compared|national|England|regional|target|median|{UP}|{DOWN}|above|below)\b"),
        back=False,
        alike=False,
    ),
    Relation(
        "a product",
        "DOC-16",
        cue(rf"\b(?:total|cost|bill|sum) (?:of|is|was) {_ABOUT}#", r"# (?:in all|altogether|in total)\b"),
        "m",
        "cwm",
        sums.times,
        "{0} × {1}",
        needs=cue(r"\b(?:each|apiece|per (?:place|person|child|head|post|hour|week|unit|visit|session)|at £)"),
        alike=False,
    ),
)
