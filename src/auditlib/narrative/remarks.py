"""Sections 5 to 10: what coded remarks say, heading by heading.

Belongs here: which remarks are quoted, and the sentence on their themes. Does not belong here: any heading or
theme by name; ``data/reference/headings.csv`` places remarks.
"""

from __future__ import annotations

from collections import deque

import pandas as pd

from auditlib import rounding
from auditlib.disclosure import Evidence
from auditlib.facts import told
from auditlib.narrative.words import bullets, capital, counted, paragraphs, plain, verb
from auditlib.periods import EDITION, month_name
from auditlib.reference import Entry

#: How many remarks are quoted under one heading.
QUOTED = 6
#: How many themes a heading's sentence names.
THEMES_NAMED = 3


def chosen(remarks: pd.DataFrame, most: int = QUOTED) -> list[str]:
    """The texts to quote: one of each theme in turn, the most frequent theme first, none twice.

    Parameters
    ----------
    remarks
        Publishable remarks of one heading, in the order of the returns.
    most
        How many to quote at most.
    """
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
    themes = evidence.facts.under(f"comments.theme.{period}.{heading}")
    ordered = sorted((item for item in themes.items() if item[1].value), key=lambda item: (-item[1].value, item[0]))
    named = [f"{evidence.lists.themes.name_of(code)} ({told(fact)})" for code, fact in ordered[:THEMES_NAMED]]
    text = f"{counted(total, 'remark')} {verb(total)} recorded"
    about = "all about" if len(ordered) == 1 else "about" if len(ordered) <= THEMES_NAMED else "most often about"
    text += f", {about} {rounding.listed(named)}" if total.number > 1 else f", about {named[0].rsplit(' (', 1)[0]}"
    return f"{capital(text)}."


def _heading(evidence: Evidence, entry: Entry, level: str) -> str:
    sentence = themes_sentence(evidence, entry.code)
    if not sentence:
        return ""
    remarks = evidence.remarks[evidence.remarks["heading"] == entry.code]
    quoted = [plain(text) for text in chosen(remarks)]
    return paragraphs(f"{level} {plain(entry.name)}", sentence, bullets(quoted))


def section(evidence: Evidence, number: int) -> str:
    """Every heading of a section that has remarks: its title, the themes, and remarks that may be quoted."""
    return paragraphs(*(_heading(evidence, entry, "##") for entry in evidence.lists.headings_of(number)))


def _month_of_heading(evidence: Evidence, entry: Entry, month: str, titled: bool) -> str:
    remarks = evidence.remarks
    here = remarks[(remarks["heading"] == entry.code) & (remarks["month"] == month)]
    sentence = themes_sentence(evidence, entry.code, month)
    if not sentence:
        return ""
    title = f"### {plain(entry.name)}" if titled else ""
    return paragraphs(title, sentence, bullets([plain(text) for text in chosen(here)]))


def section_by_month(evidence: Evidence, number: int) -> str:
    """A section month by month, the latest first: each month's remarks under the section's headings."""
    headings = evidence.lists.headings_of(number)
    parts = []
    for month in reversed(evidence.edition.months):
        told = [_month_of_heading(evidence, entry, month, len(headings) > 1) for entry in headings]
        if any(told):
            parts += [f"## From {month_name(month)}", *told]
    return paragraphs(*parts)


def tools(evidence: Evidence) -> str:
    """How many returned case reflection sheets say that the worker has sufficient tools."""
    facts = evidence.facts
    sheets = facts.count(f"reflections.returned.{EDITION}")
    if not sheets.number:
        return ""
    answers = {"yes": "said yes", "partly": "said partly", "no": "said no"}
    parts = [
        f"{told(fact)} {words}"
        for answer, words in answers.items()
        if (fact := facts.count(f"reflections.tools.{EDITION}.{answer}")).number
    ]
    text = f"{counted(sheets, 'case reflection sheet')} {verb(sheets)} returned for {evidence.edition.period}"
    text = capital(text)
    if not parts:
        return f"{text}."
    return f"{text}. Asked whether they have sufficient tools to undertake their role, {rounding.listed(parts)}."
