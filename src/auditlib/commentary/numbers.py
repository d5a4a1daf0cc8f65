"""Numbers in prose, in figures and in words, and those that may be typed because no return gives them.

``content/literals.yml`` and the front matter of a commentary file list the latter, each with the words around it and
the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from auditlib.commentary.prose import BOUND, FRONT_MATTER, Prose
from auditlib.errors import ConfigError, Problem
from auditlib.paths import Project
from auditlib.periods import MONTH_NAMES
from auditlib.yamlfile import YamlFault, parse_yaml, read_yaml

_MONTH = rf"(?-i:(?:{'|'.join(MONTH_NAMES)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_TH = r"\s*(?:st|nd|rd|th)"
_YEAR = r"(?:19|20)\d\d"
#: A year, but not a number of things: "in 2019", not "of 2019 audits".
_NOT_COUNTED = r"(?!\d|,\d|\.\d|\s?%|\s?[/\u2013-]\s?\d|\s+(?:[a-z]+\s+)?(?:[a-z-]+s|children|people)\b)"
_DATES = (
    rf"\b{_DAY}(?:{_TH})?(?:\s*(?:-|\u2013|to|and)\s*{_DAY}(?:{_TH})?)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}\b)?",
    rf"\b{_MONTH}\s+{_DAY}{_TH}\b(?:,?\s+{_YEAR}\b)?|\b{_MONTH}\s+{_DAY},\s*{_YEAR}\b|\b{_MONTH},?\s+{_YEAR}\b",
    rf"\b{_YEAR}-(?:0[1-9]|1[0-2])(?:-{_DAY})?\b|\b{_DAY}/(?:0?[1-9]|1[0-2])/(?:{_YEAR}|\d\d)\b",
    rf"\b{_YEAR}\s?[/\u2013-]\s?(?:{_YEAR}|\d\d)\b",
    rf"\b(?:in|since|by|of|during|from|until|till|before|after|throughout|year|spring|summer|autumn|winter|early|late|mid)"
    rf"[\s-]+{_YEAR}\b{_NOT_COUNTED}",
    rf"\b(?-i:[A-Z])[\w'\u2019]+\s+{_YEAR}\b{_NOT_COUNTED}",
)
_LABELS = (
    r"\b(?:section|article|regulation|schedule|chapter|appendix|annex|part|paragraph|table|page|question|stage|level|phase"
    r"|tier|version)\s+\d+(?:\.\d+)*[a-z]?\b(?!\s?%|,\d)",
    r"\b(?:sections|articles|regulations|schedules|chapters|appendices|annexes|parts|paragraphs|tables|pages|questions"
    r"|stages|levels|phases|tiers)\s+\d+(?:\.\d+)*[a-z]?(?:(?:\s*,\s*|\s+(?:and|or|to)\s+|\s?[-\u2013]\s?)\d+(?:\.\d+)*[a-z]?)+"
    r"\b(?!\s?%|,\d)",
)
#: Names with a figure in them, and figures that are a manner of speaking: COVID-19, Q4, 1:1, 24/7.
_NAMES = (r"\b[A-Za-z]+-?\d+[A-Za-z]*\b(?!\s?%)", r"\b1\s?[:-]\s?1\b|\b24/7\b")

_ONES = "two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_CARDINAL = (
    rf"(?:{_ONES}|{_TEENS}|(?:{_TENS})(?:-(?:one|{_ONES}))?|hundreds?|thousands?|millions?|billions?|dozens?|zero)"
)
_ORDINAL = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_PART = "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth"
_CASES = (
    r"(?:re-?audits?|audits?|returns?|observations?|sheets?|reflection|moderations?|judgements?|case|child|children|cases"
    r"|areas?|teams?|month)"
)
_VERB = r"(?:was|were|is|are|has|have|had|remains?|remained|came|improved|returned|did)"
#: Words for numbers used otherwise.
_OTHERWISE = (
    r"\bone[\s-]to[\s-]one\b|\bone or two\b|\bone by one\b|\btwo[\s-]way\b|\bsecond to none\b",
    r"\bzero[\s-](?:tolerance|hours?)\b|\bnine to five\b",
    r"\bhalf[\s-]?(?:term|day|days|yearly|year|way|siblings?|brothers?|sisters?|time|hearted\w*|baked)\b",
    r"\b(?:first|second|other|latter|better) half\b",
    r"\btwice[\s-](?:a|an|per|each|every|daily|weekly|monthly|yearly)\b|\bonce or twice\b|\bthink twice\b",
    r"\bdoubl(?:e|ed|es|ing)[\s-](?:check|book|count|act|bed|sided|blind|down|up)\w*\b",
    rf"\b(?:once|twice|times|every|each|per) a (?:{_PART})\b",
)
#: Numbers, in figures and in words.
_NUMBERS = (
    r"[\u00a3$\u20ac]?\d+(?:,\d+)*(?:\.\d+)?(?:\s(?:hundred|thousand|million|billion))?(?:\s?(?:%|per\s?cent\b)|(?:st|nd|rd|th)\b)?",
    rf"{BOUND}\s?(?:%|per\s?cent\b)",
    r"[\u00bc-\u00be\u2150-\u215e]",
    rf"\b{_CARDINAL}(?:[\s-]+(?:and[\s-]+)?(?:one|{_CARDINAL}))*\b(?:\s+per\s?cent\b|[\s-](?:{_PART})s\b)?",
    rf"\bone[\s-](?:in|out of)\s+(?:every\s+)?(?:{_CARDINAL}|\d|{BOUND})",
    rf"\bone[\s-](?:half|(?:{_PART}))\b|\bone (?:hundred|thousand|million|dozen)\b|\ball but one\b",
    r"\b(?:only|just|at most|fewer than|exactly) one\b|\bone (?:per ?cent|percentage point)\b",
    rf"\bone (?:further |more |other )?{_CASES} {_VERB}\b",
    rf"(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\bno )(?<!\bany )(?<!\bevery )(?<!\bwhich )\bone {_VERB}\b",
    r"\bhalf\b",
    rf"\ba(?: further)? (?:{_PART})(?= (?:of|{_VERB}|more|less|fewer|higher|lower)\b|[,.;])",
    r"\b(?:twice|thrice|doubl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|trebl(?:e|ed|es|ing)|quadrupl\w+|halv(?:ed|ing))\b",
    rf"\b(?:{_ONES}|{_TEENS}|hundred)-?fold\b",
    rf"\b(?:{_ORDINAL})(?: (?:consecutive|successive) \w+| (?:month|time|re-?audit|audit)\b)",
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_ALLOWED = [_any_of(patterns) for patterns in (_DATES, _LABELS, _NAMES, _OTHERWISE)]
_FIND = _any_of(_NUMBERS)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in prose: where it stands, and as it is written."""

    start: int
    end: int
    text: str


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text, in order; not those of dates, of sections and the like, in names or in idioms."""
    for allowed in _ALLOWED:
        text = allowed.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
    return [Number(match.start(), match.end(), " ".join(match[0].split())) for match in _FIND.finditer(text)]


NAME = "literals.yml"
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_CONTEXT = {"per", "cent", "percent", "the", "and"}


@dataclass(frozen=True, slots=True)
class Literals:
    """Words with numbers in them that may stand in prose as they are, and what is wrong with the lists of them."""

    texts: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()

    def __add__(self, other: Literals) -> Literals:
        return Literals(self.texts + other.texts, self.faults + other.faults)

    def blanked(self, prose: Prose) -> Prose:
        """The prose without them."""
        for text in self.texts:
            prose = prose.without(*(match.span() for match in _pattern(text).finditer(prose.text)))
        return prose


def _pattern(text: str) -> re.Pattern[str]:
    """The words of a literal with any spaces between them, also none before a sign of percent."""
    words = re.sub(r"\s*%", " %", text).split()
    joined = "".join((r"\s*" if word.startswith("%") else r"\s+") + re.escape(word) for word in words)
    start = joined.removeprefix(r"\s+").removeprefix(r"\s*")
    return re.compile(rf"(?<!\w){start}(?!\w)", re.IGNORECASE)


def _says_what(text: str) -> bool:
    """Whether there are words beside the number, so that it does not excuse the same number elsewhere."""
    rest = text
    for number in reversed(numbers_in(text)):
        rest = rest[: number.start] + " " + rest[number.end :]
    return any(word.lower() not in _NO_CONTEXT for word in _WORD.findall(rest))


def _checked(listed: Mapping[str, object], shown: str, lines: Mapping[str, int]) -> Literals:
    texts, faults = [], []
    for text, reason in listed.items():
        text = str(text)

        def fault(what: str, do: str, text: str = text) -> None:
            faults.append(Problem(what, do, shown, row=lines.get(text)))

        if not numbers_in(text):
            fault("there is no number in this that would need listing.", "Take it out.")
        elif not _says_what(text):
            fault(
                "the number stands alone: it would excuse every other use of it.",
                "Write it with the words around it.",
            )
        elif not isinstance(reason, str) or not reason.strip():
            fault("there is no reason for the number.", "Write after the colon who decided it and when.")
        else:
            texts.append(text)
    return Literals(tuple(texts), tuple(faults))


def project_literals(project: Project) -> Literals:
    """The literals of ``content/literals.yml``; none where there is no such file."""
    path = project.root / "content" / NAME
    if not path.is_file():
        return Literals()
    try:
        listed, lines = read_yaml(project, path)
    except ConfigError as error:
        return Literals(faults=tuple(error.problems))
    return _checked(listed, project.show(path), lines)


def file_literals(text: str, shown: str) -> Literals:
    """The literals of a commentary file's front matter."""
    match = FRONT_MATTER.match(text)
    if not match:
        return Literals()
    try:
        front, lines = parse_yaml(match[1], first_line=2)
    except YamlFault as fault:
        return Literals(faults=(Problem(fault.what, fault.do, shown, row=fault.line or 1),))
    listed = front.get("literals", {})
    if not isinstance(listed, dict) or set(front) - {"literals"}:
        what = "the front matter may hold literals only."
        return Literals(faults=(Problem(what, "Write 'literals:' and below it 'words: reason'.", shown, row=1),))
    return _checked(listed, shown, {key: lines[f"literals.{key}"] for key in listed})


def without_front_matter(text: str) -> str:
    """A commentary file's text without its front matter."""
    return FRONT_MATTER.sub("", text, count=1)
