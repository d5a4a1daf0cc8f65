"""Words of change and comparison in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditlib.claims.claim import Family, Kind

_CHANGE_VERBS = r"(?:improve|increase|reduce|decrease|rise|fall|drop|decline|grow|worsen|deteriorate|change)"
_MODAL = (
    r"(?<!continued )(?<!continues )(?<!continue )(?<!continuing )\b"
    r"(?:to|will|would|should|could|can|cannot|may|might|must|shall|helps?|helped|helping|aims? to|need(?:s|ed)? to)"
    r" (?:\w+ly |also |further |then |be |have )*"
)
#: The same words used otherwise: nothing is claimed of any figure.
_OTHERWISE = (
    r"\brequir(?:es?|ed|ing) improvement\b",
    r"\bneed(?:s|ed|ing)? (?:for |of )?(?:further |more )?improvement\b",
    r"\b(?:areas?|scope|room|opportunit(?:y|ies)|recommendations?|suggestions?|actions?|points?|priorit(?:y|ies)|plans?"
    r"|ideas?) (?:for|of) (?:further |continuous |continued )?improvements?\b",
    r"\bimprovement (?:plans?|programmes?|boards?|partners?|journey|actions?|work|activit(?:y|ies)|teams?|leads?"
    r"|officers?|notices?|priorit(?:y|ies)|cycles?|groups?)\b",
    rf"{_MODAL}{_CHANGE_VERBS}d?\b",
    rf"{_MODAL}(?:continue|remain)d?\b(?: to {_CHANGE_VERBS})?",
    r"\bwhether\b[^.;:\n]*",
    r"\bsignificant (?:others?|harm|adults?|people|persons?|events?|incidents?|relationships?|individuals?|family"
    r"|friends?|information|issues?|concerns?|risks?|trauma|needs?|health|roles?|parts?)\b",
    r"\b(?:higher|lower) (?:education|needs|tariff|courts?|tribunals?|tiers?)\b",
    r"\bf(?:alls?|alling|allen|ell) (?:into?|within|under|between|asleep|out|ill|pregnant|behind|through|short)\b",
    r"\bdrop(?:ped|ping|s)?[- ](?:in|out|off)\b",
    r"\b(?:gave|gives?|given|giving) rise\b|\bgr(?:ew|ow|ows|owing|own) up\b",
    r"\bdeclin(?:ed|es|ing) (?:to [a-z]|the |an? |any |all |support|help|services?|contact|offers?|consent)",
    r"\b(?:at|after|above|first of|once and for) all\b",
    r"\ball (?:right|round|around|along|day|too|about|the time)\b",
    r"\b(?:supports?|supporting|drives?|driving|promotes?|promoting|encourages?|encouraging) (?:\w+ )?improvements?\b",
    r"\bthe remaining\b|\bnone ?the ?less\b",
    r"\b(?:the|a|an|our|their|its|his|her|at) most\b",
    r"\bmost (?:recent|likely|\w+(?:ly|ive|ous|ant|able|ible|ful|ial|ate|ex|ic))\b",
    r"\bbetter (?:understand\w*|informed|able|placed|equipped)\b",
)
_USED_OTHERWISE = re.compile("|".join(_OTHERWISE), re.IGNORECASE)
_NUMBERED = (
    *("second", "third", "fourth", "fifth", "sixth", "seventh"),
    *("eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_ORDINAL = rf"(?:{'|'.join(_NUMBERED)}|\d+(?:st|nd|rd|th))"
_ADVERBS = r"sharply|markedly|dramatically|substantially|considerably|greatly|notably|steeply"

#: Tag, whether the word plainly claims something of figures, and how it is written.
_WORDS: tuple[tuple[str, bool, str], ...] = (
    ("significant", True, rf"significant(?:ly)?|{_ADVERBS}"),
    ("better", True, r"improv(?:ed|es|ing|ements?)|better than"),
    ("better", False, r"better"),
    ("worse", True, r"worse(?:ned|ns|ning)?|deteriorat(?:ed|es|ing|ion)"),
    (
        "up",
        True,
        r"increas(?:ed|es|ing|e)|higher|rose|risen|rises?|rising|gr(?:ew|own|owth|owing)|up from"
        r"|(?:is|was|were|are) up on",
    ),
    (
        "down",
        True,
        r"decreas(?:ed|es|ing|e)|lower|fell|fallen|falls?|falling|declin(?:ed|es|ing|e)|dropp?(?:ed|s|ing)?"
        r"|reduc(?:ed|es|ing|tions?)|down from|(?:is|was|were|are) down on",
    ),
    ("up", False, r"more|greater"),
    ("down", False, r"fewer|less"),
    ("change", False, r"changed?|differences?"),
    ("similar", True, r"similar(?:ly)? to|unchanged|the same as"),
    ("similar", False, r"similar(?:ly)?"),
    (
        "remained",
        True,
        r"(?:remain(?:s|ed|ing)?|stay(?:s|ed|ing)?) (?:consistently |largely |broadly |very |too |relatively )*"
        r"(?:low|high|stable|steady|similar|unchanged|constant|static|flat|the same)",
    ),
    ("remained", False, r"remain(?:s|ed|ing)?"),
    (
        "continued",
        True,
        rf"continu(?:ed?|es|ing|al) (?:to {_CHANGE_VERBS}|improvements?|declines?|increases?|decreases?|rises?|falls?"
        r"|deterioration|reductions?|growth)",
    ),
    ("continued", False, r"continu(?:ed?|es|ing|ally)"),
    ("highest", True, r"highest"),
    ("lowest", True, r"lowest"),
    ("best", False, r"best"),
    ("worst", False, r"worst"),
    ("most", False, r"most|(?:the |a )?(?:vast |large |great )?majority|almost all|nearly all"),
    ("minority", False, r"(?:a )?(?:small )?minority|fewer than half|less than half"),
    ("all", False, r"all|every (?:area|audit|re-audit|month|case)"),
    ("none", False, r"none|no (?:area|audits?|re-audits?|cases?) (?:was|were|has|have)"),
    (
        "running",
        True,
        rf"(?:month|quarter|year)-on-(?:month|quarter|year)|{_ORDINAL} (?:consecutive |successive )?(?:month|quarter)"
        r"(?: running| in a row| in succession)?|consecutive (?:months|quarters)|months (?:running|in a row)",
    ),
    ("trend", True, r"over time|(?:up|down)ward trends?"),
    ("trend", False, r"consistent(?:ly)?|trends?"),
    ("previous", False, r"(?:previous|last|preceding) month(?:'s|\u2019s)?"),
)
#: Of words that begin at the same place, those that say more are tried first.
_ORDERED = sorted(range(len(_WORDS)), key=lambda number: not _WORDS[number][1])
_FIND = re.compile("|".join(rf"(?P<w{number}>\b(?:{_WORDS[number][2]})\b)" for number in _ORDERED), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """A word of change or comparison in a text."""

    start: int
    end: int
    text: str  # as written
    tag: str  # what it claims: ``better``, ``up``, ``highest`` …
    is_plain: bool  # whether it plainly claims something of figures, and is not often used otherwise


def claim_words(text: str) -> list[ClaimWord]:
    """The words of change and comparison in a text, in order."""
    kept = _USED_OTHERWISE.sub(lambda match: " " * len(match[0]), text)
    found = []
    for match in _FIND.finditer(kept):
        tag, is_plain, _ = _WORDS[int((match.lastgroup or "w0")[1:])]
        found.append(ClaimWord(match.start(), match.end(), match[0], tag, is_plain))
    return found


_NEGATED = re.compile(r"\b(?:not|no|n't|without)(?: a| any)? $", re.IGNORECASE)


_QUANTITIES = ("all", "none", "most", "minority")
#: Of what follows "continued": the tag of the verb or noun.
_HEADING = {
    "better": r"improve",
    "worse": r"worsen|deteriorat",
    "up": r"increase|rise|grow",
    "down": r"reduc|decrease|fall|drop|decline",
}


def _of_direction(kind: Kind, better: int) -> set[str]:
    """The tags of a kind that has a direction; `better` is 1 where that is up, -1 where down."""
    if not kind.direction:
        return {"up", "down"}
    if not kind.is_value:
        return {"up" if kind.direction > 0 else "down"}
    heading = {1: {"up"}, -1: {"down"}}.get(kind.direction * better, set())
    return heading | {"better" if kind.direction > 0 else "worse"}


def _declared(kind: Kind, running: int, better: int) -> set[str]:
    """The tags that a declaration covers."""
    several = {"running", "continued"} if running > 1 else set()
    significant = {"significant"} if kind.significant or "significant" in kind.words else set()
    match kind.family:
        case Family.CHANGE:
            return _of_direction(kind, better) | several | significant | {"change", "previous"}
        case Family.TREND:
            return _of_direction(kind, better) | {"trend", "continued"}
        case Family.SIMILAR:
            return significant | {"similar", "change", "previous"}
        case Family.REMAINED:
            return {"remained", "similar", "trend", "continued", "running"}
        case Family.LEVEL:
            return several | {"all", "up", "down", "trend"}
        case Family.RANK:
            return {"highest", "best", "all"} if kind.direction > 0 else {"lowest", "worst", "all"}
        case Family.SHARE:
            own = {2: "all", 1: "most", -1: "minority", -2: "none"}[kind.direction]
            return several | {own, "up", "down"}
        case Family.PREVIOUS:
            return {"previous"}
        case _:
            return set()


def _tags(word: ClaimWord) -> set[str]:
    """The tags of a word, with that of what "continued" leads to."""
    if word.tag != "continued" or not word.is_plain:
        return {word.tag}
    return {word.tag} | {tag for tag, verbs in _HEADING.items() if re.search(verbs, word.text, re.IGNORECASE)}


def _number_of(text: str) -> int | None:
    """The number of an ordinal in "for the third month"."""
    match = re.search(_ORDINAL, text, re.IGNORECASE)
    if not match:
        return None
    word = match[0].lower()
    return _NUMBERED.index(word) + 2 if word in _NUMBERED else int(re.sub(r"\D", "", word))


def overstated(wording: str, kind: Kind, running: int = 1, better: int = 0) -> str:
    """The first word of a text that claims more than, or other than, what it is declared to claim; empty if none does.

    `better` is 1 where more of its figure is better, -1 where fewer is, 0 where neither is said.
    """
    covered = _declared(kind, running, better)
    for word in claim_words(wording):
        if word.tag == "significant" and _NEGATED.search(wording[: word.start]):
            continue
        if word.tag == "running" and running > 1 and _number_of(word.text) not in (None, running):
            return word.text
        if kind.family is Family.REMAINED and _other_level(word, kind):
            return word.text
        counts = word.is_plain or word.tag in (*_QUANTITIES, "best", "worst")
        if counts and not _tags(word) <= covered:
            return word.text
    return ""


def _other_level(word: ClaimWord, kind: Kind) -> bool:
    """Whether a word is "remained high" where "remained low" is declared."""
    said = {"high": 1, "low": -1}.get(word.text.lower().split()[-1])
    return word.tag == "remained" and said is not None and said != kind.direction
