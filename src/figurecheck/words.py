"""Words of reports and statistical releases that the checks go by.

Belongs here: word lists and the small patterns built from them. Does not belong here: checks, numbers.
"""

from __future__ import annotations

import re

#: Sent out, and so in the denominator of a completion rate.
ISSUED = (
    r"(?:allocated|sent out|sent|issued|distributed|dispatched|assigned|due|expected|requested"
    r"|scheduled|planned|required"
    r"|commissioned)"
)
#: Came back, and so in the numerator.
DONE = (
    r"(?:returned|completed|submitted|responded|answered|audited|received back|carried out|undertaken"
    r"|delivered|met|seen"
    r"|closed|achieved|finished)"
)
_NEGATED = rf"(?:(?:not|never|n't)(?: yet)?(?: been)? {DONE}|not (?:yet )?(?:been )?{DONE})"
NOT_DONE = (
    rf"(?:{_NEGATED}|(?:remain(?:ed|s|ing)?|still|are|were|was|is) (?:still )?(?:outstanding|incomplete"
    rf"|overdue|awaited|missing)"
    r"|outstanding|overdue|incomplete)"
)
#: A rate whose numerator is what came back.
RATE = (
    r"(?:compliance|completion|response|return|returns|submission|uptake|take-up|attendance|pass|success|coverage"
    r"|achievement|timeliness|participation)"
)
RATE_NAME = rf"(?:{RATE}(?: rate)?|rate|percentage|proportion)"

UP = (
    r"(?:increas(?:ed?|es|ing)|r(?:ose|ises?|isen|ising)|gr(?:ew|own|ows?|owing)|climbed|widen(?:ed|ing|s)?"
    r"|expand(?:ed|ing|s)?|swell(?:ed|ing)|soar(?:ed|ing)|surg(?:ed"
    r"|ing)|jumped|went up|gone"
    r" up|go(?:es)? up|up)"
)
DOWN = (
    r"(?:decreas(?:ed?|es|ing)|f(?:ell|alls?|allen|alling)|declin(?:ed?|es|ing)|dropp?(?:ed|s|ing)?"
    r"|reduc(?:ed|es|ing|tion)"
    r"|narrow(?:ed|ing|s)|contract(?:ed|ing)|tumbl(?:ed|ing)|slip(?:ped|ping)|slid|dipped|plunged|plummeted"
    r"|went down|gone down|go(?:es)? down|down|lowered|shr(?:ank|unk))"
)
UP_NOUN = r"(?:increase|rise|growth|uplift|jump)"
DOWN_NOUN = r"(?:decrease|fall|decline|drop|reduction)"
BETTER = r"(?:improv(?:ed?|es|ement|ements|ing)|better)"
WORSE = r"(?:worsen(?:ed|s|ing)?|deteriorat(?:ed?|es|ing|ion)|worse)"

#: Of a measure that contains one of these, more is better.
_MORE_IS_BETTER = re.compile(
    r"\b(?:compliance|complet(?:ion|ed)|response rate|returned|timel(?:y|iness)|on time|within (?:time"
    r"|timescales?|target)"
    r"|attainment|attendance|achiev\w+|satisf\w+|success|pass rate|passed|coverage|take-?up|uptake|good or better"
    r"|good or outstanding|employment rate|recovery rate|participation|retention|accuracy|recycl\w+)\b",
    re.IGNORECASE,
)
#: Of a measure that contains one of these, less is better, or one cannot say.
_LESS_IS_BETTER = re.compile(
    r"\b(?:re-?offend\w*|absen\w+|sickness|wait\w*|overdue|outstanding|late|vacanc\w+|turnover|complaints?|exclu\w+"
    r"|unemploy\w+|mortality|deaths?|debt|arrears|delay\w*|errors?|non-?compliance|not (?:returned|completed|met"
    r"|seen)"
    r"|incomplete|missing|re-?referr\w+|repeat|inadequate|failed|failure|drop-?outs?|cost|spend|caseloads?"
    r"|infections?"
    r"|injur\w+|accidents?|crime|violence|smok\w+|obes\w+|poverty|neet|truan\w+|breach\w*|cancell\w+|emissions?"
    r"|breaches|declin\w+ to|unmet|agency|dissatisf\w+|poor|unsatisfactory|readmission\w*|stay|falls?)\b",
    re.IGNORECASE,
)


def more_is_better(text: str) -> bool:
    """Whether `text` speaks of a measure of which more is plainly better."""
    return _MORE_IS_BETTER.search(text) is not None and _LESS_IS_BETTER.search(text) is None


def less_is_better(text: str) -> bool:
    """Whether `text` speaks of a measure of which less is plainly better."""
    return _LESS_IS_BETTER.search(text) is not None and _MORE_IS_BETTER.search(text) is None


JUDGEMENTS = {
    "outstanding": r"outstanding",
    "good": r"good",
    "requires improvement": r"requir(?:es?|ed|ing) improvement(?: to be good)?|RI|req imp",
    "inadequate": r"inadequate|IA",
}
_JUDGEMENT = re.compile(
    "|".join(rf"(?P<g{i}>\b(?:{pattern})\b)" for i, pattern in enumerate(JUDGEMENTS.values())), re.IGNORECASE
)


def judgements_in(text: str) -> list[str]:
    """The judgements named in `text`, in order, by their full names."""
    names = list(JUDGEMENTS)
    return [names[int((match.lastgroup or "g0")[1:])] for match in _JUDGEMENT.finditer(text)]


_COMPASS_WORD = {"north": "N", "south": "S", "east": "E", "west": "W", "central": "C", "mid": "M"}
_COMPASS = re.compile(
    r"\b(?:(?P<long>(?:north|south)[\s-]?(?:east|west)|north|south|east|west|central)\b"
    r"|(?P<short>(?-i:NE|NW|SE|SW))\b)(?P<rest>(?:\s(?-i:[A-Z][\w&]*))?)",
    re.IGNORECASE,
)


def compass_areas(text: str) -> list[tuple[int, int, str]]:
    """Each area named by its compass direction: start, end, ``NE``; "North Tyneside" is not one."""
    found = []
    for match in _COMPASS.finditer(text):
        short = match.group("short")
        if short is None:
            written = match.group("long")
            if not written[0].isupper():
                continue
            parts = re.findall(r"north|south|east|west|central", written.lower())
            if len(parts) < 2:
                continue
            short = "".join(_COMPASS_WORD[part] for part in parts)
        found.append((match.start(), match.end("short") if match.group("short") else match.end("long"), short))
    return found
