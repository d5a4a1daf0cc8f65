"""Sections 5 to 10: what coded remarks say, heading by heading."""

from __future__ import annotations

from collections import deque

import pandas as pd

from auditlib import rounding
from auditlib.disclosure import Evidence, unless_withheld
from auditlib.facts import Fact, fact_span
from auditlib.narrative.words import bullets, capital, counted, paragraphs, plain, verb
from auditlib.periods import EDITION, month_name
from auditlib.reference import Entry

#: How many remarks are quoted under one heading.
QUOTED = 6
#: How many themes a heading's sentence names.
THEMES_NAMED = 3


def chosen(remarks: pd.DataFrame, most: int = QUOTED) -> list[str]:
    """The texts to quote: one of each theme in turn, the most frequent theme first, none twice."""
    unique = remarks.drop_duplicates("text")
    queues = [deque(unique.loc[unique["theme"] == theme, "text"]) for theme in unique["theme"].value_counts().index]
    texts: list[str] = []
    while len(texts) < most and any(queues):
        texts += [queue.popleft() for queue in queues if queue]
    return texts[:most]


def themes_sentence(evidence: Evidence, heading: str, period: str = EDITION) -> str:
    """How many remarks there were under a heading and which themes they were most often about."""
    total = evidence.facts.count(f"comments.remarks.{period}.{heading}")
    if not total.number:
        return ""
    text = f"{counted(total, 'remark')} {verb(total)} recorded"
    return f"{capital(text + _about(evidence, heading, period, total.number))}."


@unless_withheld
def _about(evidence: Evidence, heading: str, period: str, total: int) -> str:
    """The themes named most often, with all that have the same count; nothing where none stands out."""
    themes = evidence.facts.under(f"comments.theme.{period}.{heading}")
    ordered = sorted((item for item in themes.items() if item[1].value), key=lambda item: (-item[1].value, item[0]))
    names = {code: evidence.lists.themes.name_of(code) for code, _ in ordered}
    named = [f"{names[code]} ({fact_span(fact)})" for code, fact in ordered]
    if len(ordered) == 1:
        return f", {'all ' if total > 1 else ''}about {named[0] if total > 1 else names[ordered[0][0]]}"
    if len(ordered) <= THEMES_NAMED:
        return f", about {rounding.listed(named)}" if ordered else ""
    for number in range(THEMES_NAMED, 0, -1):  # the cut never parts themes with the same count
        if ordered[number - 1][1].value > max(1, ordered[number][1].value):
            return f", most often about {rounding.listed(named[:number])}"
    first = sum(fact.value == ordered[0][1].value for _, fact in ordered)
    if first == len(ordered):
        return "; no theme was named more often than the others"
    return f", most often about {rounding.listed(named[:first])}"


def _shown(evidence: Evidence, total: Fact, remarks: pd.DataFrame, quoted: list[str]) -> str:
    """What the remarks shown leave out: how many there are, and how many may not be quoted."""
    left = total.number - len(quoted)
    if not left:
        return ""
    withheld = total.number - len(remarks)
    shown = "None" if not quoted else rounding.count(len(quoted))
    are = "is" if len(quoted) <= 1 else "are"
    is_said = withheld and not evidence.edition.is_public  # of what it shows, a public edition chooses more strictly
    ending = f"; {rounding.count(withheld)} may not be quoted" if is_said else ""
    return f" {shown} {are} shown{ending}."


@unless_withheld
def _heading(evidence: Evidence, entry: Entry, title: str, period: str = EDITION) -> str:
    sentence = themes_sentence(evidence, entry.code, period)
    if not sentence:
        return ""
    remarks = evidence.remarks[evidence.remarks["heading"] == entry.code]
    if period != EDITION:
        remarks = remarks[remarks["month"] == period]
    quoted = [plain(text) for text in chosen(remarks)]
    total = evidence.facts.count(f"comments.remarks.{period}.{entry.code}")
    return paragraphs(title, f"{sentence}{_shown(evidence, total, remarks, quoted)}", bullets(quoted))


def section(evidence: Evidence, number: int) -> str:
    """Every heading of a section that has remarks: its title, the themes, and remarks that may be quoted."""
    headings = evidence.lists.headings_of(number)
    return paragraphs(*(_heading(evidence, entry, f"## {plain(entry.name)}") for entry in headings))


def section_by_month(evidence: Evidence, number: int) -> str:
    """A section month by month, the latest first: each month's remarks under the section's headings."""
    headings = evidence.lists.headings_of(number)
    titles = [f"### {plain(entry.name)}" if len(headings) > 1 else "" for entry in headings]
    parts = []
    for month in reversed(evidence.edition.months):
        found = [_heading(evidence, entry, title, month) for entry, title in zip(headings, titles, strict=True)]
        if any(found):
            parts += [f"## From {month_name(month)}", *found]
    return paragraphs(*parts)


@unless_withheld
def tools(evidence: Evidence) -> str:
    """How many returned case reflection sheets say that the worker has sufficient tools."""
    facts = evidence.facts
    sheets = facts.count(f"reflections.returned.{EDITION}")
    if not sheets.number:
        return ""
    answers = {"yes": "said yes", "partly": "said partly", "no": "said no"}
    found = facts.occurring(f"reflections.tools.{EDITION}", answers)
    parts = [f"{fact_span(fact)} {answers[answer]}" for answer, fact in found.items()]
    sent = counted(sheets, "case reflection sheet")
    text = capital(f"{sent} {verb(sheets)} returned for {evidence.edition.period}")
    if not parts:
        return f"{text}."
    return f"{text}. Asked whether they have sufficient tools to undertake their role, {rounding.listed(parts)}."
